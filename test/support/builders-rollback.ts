import type { Situation, Step } from './given.ts';

const underWay = ({ release }: Situation) => ({
  part: release?.rollback?.at ?? 0,
  operation: release?.rollback?.operation?.id ?? '',
});

/** Ends the part of the rollback that was begun. */
export const finishedPart =
  (more: { skipped?: true } = {}): Step =>
  situation => ({ type: 'FinishPart', ...underWay(situation), note: '', ...more });

export const brokenPart =
  (why = '1.4.0 still has traffic'): Step =>
  situation => ({ type: 'BreakPart', ...underWay(situation), why });

/** Begins and ends the part of the rollback that is under way. */
export const partDone: Step = [
  ({ release }) => ({ type: 'BeginPart', part: release?.rollback?.at ?? 0 }),
  finishedPart(),
];

/** All four parts of an immediate rollback: traffic away, cancel, restore, verify. */
export const rolledBack: Step = [partDone, partDone, partDone, partDone];
