import type { IrreversibleStep } from '../release/point-of-no-return.ts';
import type { Runbook } from '../release/runbook.ts';
import type { Version } from '../release/terms.ts';
import { clause } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';

/** Until where going back is safe, why it ends there, and what happens beyond (R-BACK-5). */
export const noReturn = ({ title, action }: IrreversibleStep, { modals }: Words): string =>
  `${modals.approve.safeUntil(title)} ${modals.approve.why(clause(action.undo.because))} ${modals.approve.beyond}`;

/** What the strategy asks for before the first step and after the last one; empty where it asks for nothing. */
export function beforeAndAfter(
  { preparationMs, keepOld }: Runbook,
  running: Version | null,
  { modals }: Words,
): string[] {
  const { preparation, keeps } = modals.approve;
  return [
    ...(preparationMs === undefined ? [] : [preparation(preparationMs)]),
    ...(keepOld && running !== null ? [keeps(running, keepOld.ms, keepOld.retire !== null)] : []),
  ];
}
