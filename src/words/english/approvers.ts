import type { Shortage } from '../../release/enough-people.ts';
import { code, inline } from '../mrkdwn.ts';
import { formats } from './terms.ts';

const groups = (names: readonly string[]) => formats.and(names.map(name => inline(name)));

/** Whether there are enough people to approve. */
export const approvers = {
  /** Why a row of the matrix can never be satisfied. */
  short: ({ nobodyIn, required, available }: Shortage): string => {
    const empty = nobodyIn.length > 0 ? [`nobody in ${groups(nobodyIn)} could approve`] : [];
    const few =
      available === null
        ? []
        : [
            `it needs ${formats.count(required, { one: 'person', other: 'people' })} and only ${formats.number(available)} could approve`,
          ];
    return [...empty, ...few].join('; ');
  },
  title: 'The policy asks for approvals or votes that nobody can give',
  cannot: (row: string, shortage: Shortage): string => `${inline(row)}: ${approvers.short(shortage)}`,
  silent: (roles: readonly string[]): string => `Go/No-Go: nobody could speak for ${groups(roles)}`,
  how: `Releases that need them are refused until the groups are filled or ${code('approvals.yml')} asks for others.`,
  unknown: (names: readonly string[]) =>
    `Whether there is anybody to approve could not be checked: the members of ${groups(names)} could not be read`,
};
