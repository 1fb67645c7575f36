import type { Duty } from '../duty.ts';

/** The time of watching after completion is over. */
export const endWatch: Duty = async (_task, { tell }) => {
  await tell({ type: 'EndWatch' });
  return undefined;
};
