import type { GroupName, PersonId, RoleName } from '../release/terms.ts';
import type { Policy } from './policy.ts';

/** `true`: read from Slack now; `lately`: a moment ago will do; `false`: from memory. */
export type Freshness = boolean | 'lately';

/** Who belongs to which group and may speak for which role. Every method throws `PeopleUnknown`. */
export interface People {
  /** `among` asks only for these groups. */
  groupsOf(
    person: PersonId,
    options?: { fresh?: Freshness; among?: readonly GroupName[] },
  ): Promise<GroupName[]>;
  rolesOf(person: PersonId, options?: { fresh?: Freshness }): Promise<RoleName[]>;
  /** Each person once; nobody for a group the policy does not name. */
  membersOf(group: GroupName, options?: { fresh?: Freshness }): Promise<PersonId[]>;
  /** Those of these groups that name the person in the policy itself; nothing is asked. */
  listedIn(person: PersonId, among: readonly GroupName[]): GroupName[];
}

/** The members of a group could not be read. Nobody is taken for a member, or for none, on a guess. */
export class PeopleUnknown extends Error {
  override readonly name = 'PeopleUnknown';
}

/** Members of a Slack user group, by the id or handle (without `@`) the policy names. */
export type MembersOfSlackGroup = (slackGroup: string, fresh: Freshness) => Promise<PersonId[]>;

export function people({ approvals }: Pick<Policy, 'approvals'>, inSlack: MembersOfSlackGroup): People {
  const membersOf = async (name: GroupName, fresh: Freshness): Promise<PersonId[]> => {
    const group = Object.hasOwn(approvals.groups, name) ? approvals.groups[name] : undefined;
    if (!group) return [];
    const { slack, people: listed = [] } = group;
    if (slack === undefined) return listed;
    try {
      return [...new Set([...listed, ...(await inSlack(slack.replace(/^@/, ''), fresh))])];
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new PeopleUnknown(`the members of ${name} could not be read: ${why}`, { cause });
    }
  };
  const groupsOf: People['groupsOf'] = async (person, { fresh = false, among } = {}) => {
    const names = among ?? Object.keys(approvals.groups);
    const members = await Promise.all(names.map(name => membersOf(name, fresh)));
    return names.filter((_, at) => members[at]?.includes(person));
  };
  return {
    groupsOf,
    membersOf: (group, { fresh = false } = {}) => membersOf(group, fresh),
    listedIn: (person, among) =>
      among.filter(
        name => Object.hasOwn(approvals.groups, name) && approvals.groups[name]?.people?.includes(person),
      ),
    rolesOf: async (person, { fresh = false } = {}) => {
      const speaking = [...new Set(Object.values(approvals.roles).flat())];
      const groups = await groupsOf(person, { fresh, among: speaking });
      return Object.entries(approvals.roles)
        .filter(([, names]) => names.some(name => groups.includes(name)))
        .map(([role]) => role);
    },
  };
}
