import type { ProtectionAnswer } from '../../release/protection.ts';
import type { Release } from '../../release/state.ts';
import { figureList } from './figures.ts';

const named = ({ id, plan }: Release): string =>
  `${plan.service} ${plan.version} to ${plan.environment} (${id})`;

function approvers({ approvals }: Release): string {
  const people = approvals.given.map(({ by, for: of, groups }) => {
    const who = of === undefined ? by : `${by} for ${of}`;
    return groups.length > 0 ? `${who} of ${groups.join(', ')}` : who;
  });
  if (approvals.filled) people.push(`the gates for the groups (${figureList(approvals.filled.figures)})`);
  return people.length > 0 ? `approved by ${people.join('; ')}` : 'which needs nobody to approve it';
}

const because = {
  undecided: 'is not approved and started yet',
  locked: 'is approved, and the environment is locked',
  frozen: 'is approved, and nothing may go out by the calendar now',
  taken: 'is approved, and another release is going out',
  early: 'is approved, and its planned start is still ahead',
  unapproved: 'was approved, and the approvals do not count any more',
  gates: 'is approved, and its gates do not pass any more',
  over: 'is over; plan a new release to deploy again',
};

/** What GitHub shows beside a job that waits for us. Markdown; people of that repository read it. */
export const protection = {
  comment(answer: ProtectionAnswer | null, sha: string): string {
    if (answer === null)
      return `tminus knows of no release of commit ${sha.slice(0, 12)} here. Plan one in Slack.`;
    const { release } = answer;
    switch (answer.is) {
      case 'approved':
        return answer.why === 'coming-back'
          ? `tminus: ${named(release)} is rolled back to ${release.rollback?.to}, which is this commit.`
          : `tminus: ${named(release)}, ${approvers(release)}.`;
      case 'rejected':
        return `tminus: ${named(release)} is ${release.status.replaceAll('-', ' ')} and may not go out.`;
      case 'waiting':
        return `tminus: ${named(release)} ${because[answer.why]}.`;
    }
  },
};
