import type { ApprovalRule } from './approvals.ts';
import type { GroupName, PersonId, RoleName } from './terms.ts';
import { sayOf } from './voices.ts';

/** Why a rule can never be satisfied, whoever clicks. */
export interface Shortage {
  /** Mandatory groups in which nobody could approve. */
  nobodyIn: GroupName[];
  required: number;
  /** How many different people could approve; null while they are enough, or some group is not known. */
  available: number | null;
}

/**
 * Whether there can be enough people: somebody in each mandatory group, and as many different ones as are required.
 * More is not needed, since whoever fills a mandatory group also counts.
 * @param members people of each group; a group that is left out is not known, and nothing is concluded from it
 * @param without people who have no say, such as the requester and the owner
 */
export function shortageOf(
  rule: Pick<ApprovalRule, 'required' | 'groups' | 'mandatory'>,
  members: Readonly<Partial<Record<GroupName, readonly PersonId[]>>>,
  without: readonly PersonId[] = [],
): Shortage | null {
  const could = (group: GroupName) => members[group]?.filter(person => !without.includes(person));
  const nobodyIn = rule.mandatory.filter(group => could(group)?.length === 0);
  const everybody = sayOf(rule).map(could);
  const known = everybody.every(people => people !== undefined);
  const count = new Set(everybody.flatMap(people => people ?? [])).size;
  const available = known && count < rule.required ? count : null;
  return nobodyIn.length > 0 || available !== null ? { nobodyIn, required: rule.required, available } : null;
}

/**
 * Roles of a Go/No-Go that nobody could speak for, so that it would never come to GO.
 * @param groupsOf the groups that may speak for each role
 * @param members as above
 */
export const rolesOfNobody = (
  roles: readonly RoleName[],
  groupsOf: Readonly<Record<RoleName, readonly GroupName[]>>,
  members: Readonly<Partial<Record<GroupName, readonly PersonId[]>>>,
): RoleName[] => roles.filter(role => (groupsOf[role] ?? []).every(group => members[group]?.length === 0));
