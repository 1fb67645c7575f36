import type { Duty } from '../duty.ts';

/** Whoever owns a release that is over is told once that it is to be looked back on. */
export const askForRetrospective: Duty = async (_task, { tell }) => {
  await tell({ type: 'AskForRetrospective' });
  return undefined;
};
