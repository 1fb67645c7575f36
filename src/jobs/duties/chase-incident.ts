import type { Duty } from '../duty.ts';

/** Nobody answered in time: the next in line are told. */
export const escalateIncident: Duty = async (_task, { tell }) => {
  await tell({ type: 'EscalateIncident' });
  return undefined;
};

/** People were promised news by now. */
export const askForUpdate: Duty = async (_task, { tell }) => {
  await tell({ type: 'AskForUpdate' });
  return undefined;
};
