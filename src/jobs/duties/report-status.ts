import type { Duty } from '../duty.ts';

/** While it goes out, how it stands is told every now and then, also when nothing happens. */
export const reportStatus: Duty = async (_task, { tell }) => {
  await tell({ type: 'ReportStatus' });
  return undefined;
};
