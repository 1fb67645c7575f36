import type { Duty } from '../duty.ts';

/** What is left to do after completion is reminded of, once; when nothing is left any more, nobody is. */
export const remindClosing: Duty = async (_task, { tell }) => {
  await tell({ type: 'RemindClosing' });
  return undefined;
};
