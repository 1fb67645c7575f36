import type { Step } from './given.ts';

/** Begins and ends the part of the rollback that is under way. */
export const partDone: Step = [
  ({ release }) => ({ type: 'BeginPart', part: release?.rollback?.at ?? 0 }),
  ({ release }) => ({ type: 'FinishPart', part: release?.rollback?.at ?? 0, note: '' }),
];

/** All four parts of an immediate rollback: traffic away, cancel, restore, verify. */
export const rolledBack: Step = [partDone, partDone, partDone, partDone];
