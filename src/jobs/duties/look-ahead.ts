import type { Duty } from '../duty.ts';

/** A planned start comes nearer, or is there: what is lacking is told, and what is ready starts. */
export const lookAhead: Duty = async (_task, { tell }) => {
  await tell({ type: 'LookAhead' });
  return undefined;
};
