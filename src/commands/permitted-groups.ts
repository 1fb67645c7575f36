import { setTimeout as pause } from 'node:timers/promises';
import { permissionsIn } from '../policy/permissions-policy.ts';
import {
  type Concerned,
  groupsOfWho,
  mayByWord,
  type PermittedDeed,
  refuseDeed,
  type Who,
} from '../release/permissions.ts';
import { deedsOfRevision, whoMay } from '../release/permitted-commands.ts';
import type { Plan } from '../release/plan.ts';
import type { Refusal } from '../release/refusals.ts';
import type { Release } from '../release/state.ts';
import type { Environment, GroupName, PersonId } from '../release/terms.ts';
import type { Desk } from './desk.ts';
import { failureOf } from './failure-of.ts';

type Membership = Pick<Desk, 'people'>;

/**
 * The groups of a person among those a rule names, as they are now; none are looked up where it does not depend on them.
 * @throws PeopleUnknown when none of those that could be read is enough
 */
export async function groupsAmong(
  who: readonly Who[] | undefined,
  person: PersonId,
  { people }: Membership,
  concerned: Concerned = { owner: null, requesters: [] },
): Promise<GroupName[]> {
  if (!who || mayByWord(who, person, concerned)) return [];
  const groups = groupsOfWho(who);
  const listed = people.listedIn(person, groups);
  if (listed.length > 0) return listed;
  const asked = await Promise.allSettled(
    groups.map(group => people.groupsOf(person, { fresh: true, among: [group] })),
  );
  const found = asked.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : []));
  const unknown = asked.find(answer => answer.status === 'rejected');
  // One that cannot be read matters only to somebody whom no other lets pass.
  if (found.length === 0 && unknown) throw unknown.reason;
  return found;
}

/** The groups that a command about this release carries. @throws PeopleUnknown */
export const groupsFor = (
  deed: PermittedDeed,
  { terms, plan, requesters }: Release,
  person: PersonId,
  desk: Membership,
): Promise<GroupName[]> => groupsAmong(whoMay(deed, terms), person, desk, { owner: plan.owner, requesters });

/** The groups that a revision carries, to this plan. @throws PeopleUnknown */
export async function groupsForEdit(to: Plan, release: Release, person: PersonId, desk: Membership) {
  const deeds = deedsOfRevision(to, release);
  const groups = await Promise.all(deeds.map(deed => groupsFor(deed, release, person, desk)));
  return [...new Set(groups.flat())];
}

/** Going back, and taking an incident, wait no longer than this for anybody. */
const ASKED_FOR_MS = 800;

/** The same for what nothing may hold up: null when they cannot be read at once. */
export async function groupsAtOnce(
  deed: PermittedDeed,
  release: Release,
  person: PersonId,
  desk: Pick<Desk, 'people' | 'log'>,
): Promise<GroupName[] | null> {
  const late = pause(ASKED_FOR_MS, null, { ref: false });
  const asked = groupsFor(deed, release, person, desk).catch(error => {
    desk.log.warn({ ...failureOf(error), person }, `it could not be checked who may ${deed}, so it is done`);
    return null;
  });
  return Promise.race([asked, late]);
}

/**
 * Why this person may not do it in a place where no release is meant, by the policy as it is now.
 * @throws PeopleUnknown
 */
export async function refuseThere(
  deed: PermittedDeed,
  environment: Environment,
  person: PersonId,
  desk: Pick<Desk, 'people' | 'policy'>,
): Promise<Refusal | null> {
  const permissions = permissionsIn(desk.policy().approvals.permissions, environment);
  const who = whoMay(deed, permissions ? { permissions } : {});
  const concerned = { owner: person, requesters: [person] };
  const groups = await groupsAmong(who, person, desk, concerned);
  return refuseDeed(deed, who, { by: person, groups }, concerned);
}
