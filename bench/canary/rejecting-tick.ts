import { openEngine } from '../../src/engine/open-engine.ts';
import { firedBy } from '../../src/release/analysis.ts';
import { type ComparisonState, compare } from '../../src/release/comparison.ts';
import type { Database } from '../../src/store/database.ts';
import { samplesSince } from '../../src/store/samples.ts';

export interface RejectingTick {
  why: string;
  tickMs: number;
  isSameTick: boolean;
}

/** Judges the samples that were kept once more, one after the other, and finds the first that takes the release back. */
export async function rejectingTick(db: Database, id: string, decidedAt: number): Promise<RejectingTick> {
  const release = await openEngine(db, { ring: () => {} }).load(id);
  if (!release) throw new Error(`there is no release ${id}`);
  const { triggers, comparison } = release.terms.watch;
  const samples = await samplesSince(db, id, 0);
  const decidedIn = samples.findLast(({ at }) => at <= decidedAt);
  let state: ComparisonState | null = null;
  let why = 'nobody knows';
  const rejecting = samples.find((sample, at) => {
    const known = samples.slice(0, at + 1);
    const compared = comparison ? compare(state, known, comparison) : null;
    state = compared?.state ?? state;
    const findings = [...firedBy(triggers, known, sample.at, null), ...(compared?.findings ?? [])];
    const found = findings.find(({ action }) => action === 'rollback');
    why = found?.trigger ?? why;
    return found !== undefined;
  });
  return {
    why,
    tickMs: decidedAt - (decidedIn?.at ?? Number.NaN),
    isSameTick: rejecting !== undefined && rejecting.at === decidedIn?.at,
  };
}
