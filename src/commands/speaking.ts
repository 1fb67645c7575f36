import type { GroupName, PersonId } from '../release/terms.ts';
import { lendersTo, type Speaking } from '../release/voices.ts';
import type { Desk } from './desk.ts';

/**
 * Somebody's own groups and those of everybody who lent them their voice, read now; of those that have a say alone, so that
 * a group that is gone keeps nobody from speaking elsewhere.
 * @throws PeopleUnknown
 */
export async function speakingOf(
  by: PersonId,
  { engine, people, now }: Pick<Desk, 'engine' | 'people' | 'now'>,
  among: readonly GroupName[],
): Promise<Speaking> {
  const asked = { fresh: true, among };
  const lenders = lendersTo(by, await engine.organisation(), now());
  // Side by side they share one read of Slack.
  const [groups = [], ...theirs] = await Promise.all(
    [by, ...lenders].map(person => people.groupsOf(person, asked)),
  );
  if (lenders.length === 0) return { by, groups };
  return { by, groups, lenders: Object.fromEntries(lenders.map((of, at) => [of, theirs[at] ?? []])) };
}
