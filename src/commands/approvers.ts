import { PeopleUnknown } from '../policy/people.ts';
import { rolesOfNobody, shortageOf } from '../release/enough-people.ts';
import type { Agreement } from '../release/plan.ts';
import { type Refusal, refuse } from '../release/refusals.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { sayOf } from '../release/voices.ts';
import type { Words } from '../words/words.ts';
import type { Desk } from './desk.ts';

/** Whether there are enough people to approve a plan, and which groups could not be looked at. */
export interface Approvers {
  /** It could never be approved, so nobody should wait for it. */
  refusal: Refusal | null;
  unknown: GroupName[];
}

/**
 * Looks who could approve and vote before anybody is asked to.
 * @param without whoever asks for it and whoever owns it
 * @param emergency the override it is begun with, which makes do without both
 */
export async function approversFor(
  { terms: { approvals, poll } }: Pick<Agreement, 'terms'>,
  { without, emergency }: { without: readonly PersonId[]; emergency: unknown },
  { people, policy }: Pick<Desk, 'people' | 'policy'>,
): Promise<Approvers> {
  if (emergency) return { refusal: null, unknown: [] };
  const { roles } = policy().approvals;
  const polled = poll?.roles ?? [];
  const say = approvals ? sayOf(approvals) : [];
  const groups = [...new Set([...say, ...polled.flatMap(role => roles[role] ?? [])])];
  const read = await Promise.all(groups.map(group => membersOf(group, people)));
  const members = Object.fromEntries(
    groups.flatMap((group, at) => {
      const who = read[at];
      return who ? [[group, who] as const] : [];
    }),
  );
  const short = approvals && shortageOf(approvals, members, without);
  const silent = rolesOfNobody(polled, roles, members);
  return {
    refusal: short
      ? refuse('nobody-to-approve', { ...short, without: [...new Set(without)] })
      : silent.length > 0
        ? refuse('nobody-to-vote', { roles: silent })
        : null,
    unknown: say.filter(group => members[group] === undefined),
  };
}

/** One sentence where some group could not be looked at. */
export const notLookedAt = ({ unknown }: Approvers, { approvers }: Words): string[] =>
  unknown.length > 0 ? [approvers.unknown(unknown)] : [];

/** Null where Slack cannot tell: nobody is taken for a member, or for none, on a guess. */
async function membersOf(group: GroupName, people: Desk['people']): Promise<PersonId[] | null> {
  try {
    return await people.membersOf(group);
  } catch (error) {
    if (error instanceof PeopleUnknown) return null;
    throw error;
  }
}
