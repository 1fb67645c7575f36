import type { Rollback } from '../release/rollback.ts';
import type { RollbackPart } from '../release/rollback-parts.ts';
import type { Release } from '../release/state.ts';
import type { Hand } from './duty.ts';

/** The part of a rollback that a claim works on. */
export interface PartUnderWay {
  release: Release;
  rollback: Rollback;
  part: RollbackPart;
  operation: NonNullable<Rollback['operation']>;
  /** Recorded by this very claim. */
  justBegun: boolean;
}

const about = ({ rollback, operation }: PartUnderWay) => ({ part: rollback.at, operation: operation.id });

export async function finishPart(under: PartUnderWay, note: string, { tell }: Hand): Promise<undefined> {
  await tell({ type: 'FinishPart', ...about(under), note });
}

/** Goes on without it: a later part does the same in another way. */
export async function skipPart(under: PartUnderWay, note: string, { tell }: Hand): Promise<undefined> {
  await tell({ type: 'FinishPart', ...about(under), note, skipped: true });
}

export async function breakPart(under: PartUnderWay, why: string, { tell }: Hand): Promise<undefined> {
  await tell({ type: 'BreakPart', ...about(under), why });
}
