import type { Duty } from '../duty.ts';

/** Something the release waited for has changed: look whether something follows by rule. */
export const settle: Duty = async ({ releaseId }, { engine }) => {
  await engine.settle(releaseId);
  return undefined;
};
