import { rolesOfNobody, shortageOf } from '../release/enough-people.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { ApprovalsPolicy, EVERY_GROUP } from './approvals-policy.ts';
import type { Mistake, Path } from './mistake.ts';
import type { PolicyFile } from './policy-file.ts';

type About = Pick<Mistake, 'found' | 'expected' | 'meant'>;

/** One row of the matrix in one environment, with the groups written out. */
export interface Cell {
  path: Path;
  rule: { required: number; groups: GroupName[]; mandatory: GroupName[] };
}

export const cellsOf = ({ matrix, groups }: ApprovalsPolicy): Cell[] =>
  Object.entries(matrix).flatMap(([type, row]) =>
    Object.entries(row).map(([environment, { required, from, mandatory }]) => ({
      path: ['matrix', type, environment],
      rule: { required, groups: from === EVERY_GROUP ? Object.keys(groups) : from, mandatory },
    })),
  );

/**
 * Rows that nobody could ever satisfy, and polled roles nobody could speak for, as far as groups are lists of people; who
 * is in a user group of Slack only Slack knows. A file with other mistakes is not looked at, or one would be told twice.
 */
export function approvalMistakes(
  file: PolicyFile,
  mistake: (path: Path, about: About) => Mistake,
): Mistake[] {
  const parsed = ApprovalsPolicy.safeParse(file.raw);
  if (!parsed.success) return [];
  const { groups, roles, poll } = parsed.data;
  const listed: Partial<Record<GroupName, PersonId[]>> = Object.fromEntries(
    Object.entries(groups).flatMap(([name, { slack, people = [] }]) =>
      slack === undefined ? [[name, people] as const] : [],
    ),
  );
  const known = cellsOf(parsed.data).filter(({ rule }) =>
    [...rule.groups, ...rule.mandatory].every(name => Object.hasOwn(groups, name)),
  );
  const silent = rolesOfNobody(poll.roles, roles, listed)
    .filter(role => roles[role] !== undefined)
    .map(role =>
      mistake(['poll', 'roles'], {
        found: `\`${role}\`, for which nobody could speak`,
        expected: 'roles whose groups have somebody in them',
        meant: null,
      }),
    );
  const unsatisfied = known.flatMap(({ path, rule }) => {
    const short = shortageOf(rule, listed);
    if (!short) return [];
    const empty = short.nobodyIn.map(group =>
      mistake([...path, 'mandatory'], {
        found: `\`${group}\`, where nobody is`,
        expected: 'groups with somebody in them',
        meant: null,
      }),
    );
    const few =
      short.available === null
        ? []
        : [
            mistake([...path, 'required'], {
              found: String(rule.required),
              expected: `at most ${short.available}, as many different people as there are in these groups`,
              meant: null,
            }),
          ];
    return [...empty, ...few];
  });
  return [...unsatisfied, ...silent];
}
