import { type Refusal, refuse } from './refusals.ts';
import { type GroupName, type PersonId, TMINUS } from './terms.ts';

/** What a policy may reserve, by the words of `permissions` in `config/approvals.yml`. */
export const PERMITTED_DEEDS = [
  'start',
  'edit',
  'reschedule',
  'owner',
  'vote',
  'deploy',
  'reopen',
  'pause',
  'resume',
  'promote',
  'retry',
  'abort',
  'rollback',
  'take-over',
  'incident',
  'review',
  'lock',
  'unlock',
  'freeze',
  'skip-security',
  'token',
] as const;
export type PermittedDeed = (typeof PERMITTED_DEEDS)[number];

/** Said instead of a group: the people of the release itself, or everybody. */
export const PERMISSION_WORDS = ['owner', 'requester', 'anyone'] as const;
type PermissionWord = (typeof PERMISSION_WORDS)[number];

/** Who may, by groups and words. */
export type Who = GroupName | PermissionWord;

/**
 * A deed that is left out is open to whom it always was: deploying, rescheduling, giving it to somebody else and
 * reopening the poll to owner and requesters, reviewing an override to the owner and those who may override, skipping gates
 * and handing out tokens for evidence to nobody, the rest to anyone.
 */
export type Permissions = Partial<Record<PermittedDeed, Who[]>>;

/** The people the words stand for; both empty where there is no release yet. */
export interface Concerned {
  owner: PersonId | null;
  requesters: readonly PersonId[];
}

const NOBODY: Concerned = { owner: null, requesters: [] };

export const isPermissionWord = (who: Who): who is PermissionWord =>
  PERMISSION_WORDS.some(word => word === who);

/** The groups among them: what has to be known of a person who is not named by a word. */
export const groupsOfWho = (who: readonly Who[]): GroupName[] => who.filter(one => !isPermissionWord(one));

/** Whether a person may whatever groups they belong to. */
export function mayByWord(who: readonly Who[], by: PersonId, { owner, requesters }: Concerned): boolean {
  return (
    by === TMINUS ||
    who.includes('anyone') ||
    (who.includes('owner') && by === owner) ||
    (who.includes('requester') && requesters.includes(by))
  );
}

/** Why this person may not do it, with who could; null when they may. Without a rule everybody may. */
export function refuseDeed(
  deed: PermittedDeed,
  who: readonly Who[] | undefined,
  { by, groups }: { by: PersonId; groups: readonly GroupName[] },
  concerned: Concerned = NOBODY,
): Refusal | null {
  if (!who || mayByWord(who, by, concerned) || who.some(one => groups.includes(one))) return null;
  const { owner, requesters } = concerned;
  const people = [
    ...(who.includes('owner') && owner !== null ? [owner] : []),
    ...(who.includes('requester') ? requesters : []),
  ];
  return refuse('not-permitted', { deed, people: [...new Set(people)], groups: groupsOfWho(who) });
}
