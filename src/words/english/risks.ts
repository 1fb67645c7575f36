import { code } from '../mrkdwn.ts';
import { formats } from './terms.ts';

/** The risk matrix of a plan. */
export const risks = {
  title: (title: string) => `Risks of ${title}`,
  /** The corner: rows and columns. */
  axes: 'Probability ↓ Impact →',
  cell: (severity: string, numbers: readonly number[]) =>
    numbers.length === 0 ? severity : `${severity}: ${numbers.map(it => `#${formats.number(it)}`).join(' ')}`,
  line: (it: {
    number: number;
    what: string;
    severity: string;
    probability: string;
    impact: string;
    mitigation: string | null;
    owner: string | null;
  }) =>
    `#${formats.number(it.number)} *${it.what}*: ${it.severity} (probability ${it.probability.toLowerCase()}, impact ${it.impact.toLowerCase()}). Mitigation: ${it.mitigation ?? 'none written'}. Owner: ${it.owner ?? 'nobody'}.`,
  none: 'The plan names no risks.',
  byKeyboard: `By keyboard: ${code('/release risk add high medium "What could happen" "What is done about it" @owner')}, ${code('/release risk remove 1')}. A change asks for approvals anew.`,
};
