import type { Duty } from '../duty.ts';

/** A planned start is near enough that some have to know of it. */
export const tellLeadTimes: Duty = async (_task, { tell }) => {
  await tell({ type: 'TellLeadTimes' });
  return undefined;
};
