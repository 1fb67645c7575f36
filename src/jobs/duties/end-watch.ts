import type { SavedBaseline } from '../../release/saved-baseline.ts';
import { reportOf } from '../../release/watch-report.ts';
import { accumulatorOf, samplesSince } from '../../store/samples.ts';
import type { Duty } from '../duty.ts';

/** The time of watching after completion is over: what was seen in it is told. */
export const endWatch: Duty = async ({ releaseId }, { engine, db, tell }) => {
  const release = await engine.load(releaseId);
  const { endedAt: from, watch } = release ?? {};
  if (from == null || watch?.until == null) return undefined;
  const [samples, kept] = await Promise.all([
    samplesSince(db, releaseId, from),
    accumulatorOf(db, releaseId),
  ]);
  const { saved } = (kept ?? {}) as { saved?: SavedBaseline };
  const report = reportOf(samples, { from, until: watch.until }, saved ?? null);
  await tell({ type: 'EndWatch', report });
  return undefined;
};
