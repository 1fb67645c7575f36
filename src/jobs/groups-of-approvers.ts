import { isOverridden } from '../release/override.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { ownerOf, sayOf } from '../release/voices.ts';

/**
 * The groups of everybody who approved, or for whom somebody did, of those that have a say, as they are now. Where an
 * override set the approvals aside nobody is looked up: an emergency must not wait for Slack.
 */
export async function groupsOfApprovers(
  release: Release,
  groupsOf: (person: PersonId, among: readonly GroupName[]) => Promise<GroupName[]>,
): Promise<Record<PersonId, GroupName[]>> {
  const rule = release.terms.approvals;
  if (!rule || isOverridden(release)) return {};
  const say = sayOf(rule);
  const people = [...new Set(release.approvals.given.flatMap(voice => [voice.by, ownerOf(voice)]))];
  const groups = await Promise.all(
    people.map(async person => [person, await groupsOf(person, say)] as const),
  );
  return Object.fromEntries(groups);
}
