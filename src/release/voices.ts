import type { ApprovalRule } from './approvals.ts';
import { inForce, lentGroups } from './delegation.ts';
import type { Organisation } from './organisation.ts';
import type { Release } from './state.ts';
import type { GroupName, Instant, PersonId } from './terms.ts';

/** Somebody's say about a release: their own, or one they were lent. */
export interface Voice {
  by: PersonId;
  /** Whose voice it is; absent: their own. */
  for?: PersonId;
  groups: GroupName[];
}

/** Whose voice it is. */
export const ownerOf = (voice: Pick<Voice, 'by' | 'for'>): PersonId => voice.for ?? voice.by;

/** All groups whose members have a say, mandatory ones first. */
export const sayOf = (rule: Pick<ApprovalRule, 'groups' | 'mandatory'>): GroupName[] => [
  ...new Set([...rule.mandatory, ...rule.groups]),
];

/** Whether they asked for it, or own it. */
export const isTheirs = ({ requesters, plan }: Release, person: PersonId): boolean =>
  requesters.includes(person) || plan.owner === person;

/** Nobody has a say in what is theirs, whoever uses their voice. */
export const hasNoSay = isTheirs;

/**
 * How many people stand behind these voices. B's own voice and "B for A" are one person, and so are A and "B for A":
 * counted is the largest number of voices of which no two have a person in common.
 */
export function peopleBehind(voices: readonly Pick<Voice, 'by' | 'for'>[]): number {
  const [first, ...rest] = voices;
  if (!first) return 0;
  const apart = rest.filter(other => !haveInCommon(first, other));
  const withFirst = 1 + peopleBehind(apart);
  return apart.length === rest.length ? withFirst : Math.max(withFirst, peopleBehind(rest));
}

const haveInCommon = (one: Pick<Voice, 'by' | 'for'>, other: Pick<Voice, 'by' | 'for'>): boolean =>
  [one.by, ownerOf(one)].some(person => person === other.by || person === ownerOf(other));

/** What is known of somebody who speaks: their own groups, and those of everybody who lent them their voice. */
export interface Speaking {
  by: PersonId;
  groups: GroupName[];
  lenders?: Readonly<Record<PersonId, GroupName[]>>;
}

/** The voices somebody has in this release now, their own first. What the requester or owner lent is none. */
export function voicesOf(
  { by, groups, lenders = {} }: Speaking,
  release: Release,
  { organisation, now }: { organisation: Organisation; now: Instant },
): Voice[] {
  const rule = release.terms.approvals;
  if (!rule || hasNoSay(release, by)) return [];
  const say = sayOf(rule);
  const own: Voice = { by, groups: groups.filter(group => say.includes(group)) };
  const lent = lendersTo(by, organisation, now)
    .filter(of => !hasNoSay(release, of))
    .map((of): Voice => {
      const theirs = lentGroups(organisation.delegations, { of, by, at: now }, lenders[of] ?? []);
      return { by, for: of, groups: theirs.filter(group => say.includes(group)) };
    });
  return [own, ...lent].filter(voice => voice.groups.length > 0);
}

/** Everybody whose voice somebody may use at that moment. */
export const lendersTo = (by: PersonId, { delegations }: Organisation, at: Instant): PersonId[] => [
  ...new Set(inForce(delegations, at).flatMap(({ of, to }) => (to === by ? [of] : []))),
];

/** The people of some groups who have not spoken, and whoever may speak for them now, without those who have no say. */
export function couldSpeak(
  groups: readonly GroupName[],
  release: Release,
  members: Readonly<Record<GroupName, readonly PersonId[]>>,
  { organisation, now }: { organisation: Organisation; now: Instant },
): PersonId[] {
  const given = new Set(release.approvals.given.map(ownerOf));
  const people = [...new Set(groups.flatMap(group => members[group] ?? []))].filter(
    person => !hasNoSay(release, person) && !given.has(person),
  );
  const standIns = inForce(organisation.delegations, now).filter(
    it =>
      people.includes(it.of) && (it.groups === undefined || it.groups.some(name => groups.includes(name))),
  );
  return [...new Set([...people, ...standIns.map(({ to }) => to)])].filter(
    person => !hasNoSay(release, person),
  );
}
