import type { IrreversibleStep } from '../release/point-of-no-return.ts';
import { clause } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';

/** Until where going back is safe, why it ends there, and what happens beyond (R-BACK-5). */
export const noReturn = ({ title, action }: IrreversibleStep, { modals }: Words): string =>
  `${modals.approve.safeUntil(title)} ${modals.approve.why(clause(action.undo.because))} ${modals.approve.beyond}`;
