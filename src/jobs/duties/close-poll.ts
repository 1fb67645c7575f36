import type { Duty } from '../duty.ts';

/** The poll's time is over: whoever was silent holds the release. */
export const closePoll: Duty = async (_task, { tell }) => {
  await tell({ type: 'ClosePoll' });
  return undefined;
};
