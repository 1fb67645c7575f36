import type { OverrideRule, OverrideWish } from '../release/override.ts';
import type { Agreement, PlanCommand } from '../release/plan.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import type { Desk } from './desk.ts';
import { failureOf } from './failure-of.ts';
import { groupsAmong } from './permitted-groups.ts';
import type { EmergencyRequest, StartRequest } from './start-request.ts';

type Wish = Omit<OverrideWish, 'by'>;

/** Somebody's wish to override, with who decides on it and whether they are one of those. @throws PeopleUnknown */
export async function overrideWish(
  { by }: OverrideRule,
  person: PersonId,
  { reason, grants }: EmergencyRequest,
  desk: Desk,
): Promise<Wish> {
  const [groups, asks] = await Promise.all([groupsAmong(by, person, desk), everybodyOf(by, desk)]);
  return { groups, reason, asks, grants };
}

/** Those who cannot be learned of are not told directly; the channel and whoever is on call are all the same. */
async function everybodyOf(groups: readonly GroupName[], { people, log }: Desk): Promise<PersonId[]> {
  const members = await Promise.all(
    groups.map(group =>
      people.membersOf(group).catch(error => {
        log.warn({ ...failureOf(error), group }, 'nobody of a group that may override could be told');
        return [];
      }),
    ),
  );
  return [...new Set(members.flat())];
}

/** Plans it, with the groups that let the person start it and the override they ask for. @throws PeopleUnknown */
export async function planCommand(
  agreement: Agreement,
  by: PersonId,
  { emergency, skips }: Pick<StartRequest, 'emergency' | 'skips'>,
  desk: Desk,
): Promise<Extract<PlanCommand, { type: 'PlanRelease' }>> {
  const { permissions, override } = agreement.terms;
  const concerned = { owner: agreement.plan.owner, requesters: [by] };
  const groups = await groupsAmong(permissions?.start, by, desk, concerned);
  // Where nobody may override the command says so itself.
  const nobody: Wish = { groups: [], reason: '', asks: [], grants: false };
  const wish = emergency && (override ? await overrideWish(override, by, emergency, desk) : nobody);
  const maySkip = skips === null ? [] : await groupsAmong(permissions?.['skip-security'] ?? [], by, desk);
  return {
    type: 'PlanRelease',
    by,
    groups,
    agreement,
    ...(wish && { emergency: wish }),
    ...(skips !== null && { skips: { groups: maySkip, reason: skips } }),
  };
}
