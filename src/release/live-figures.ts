import { errorPercent, quantile } from './counting.ts';
import { countsIn } from './seen.ts';
import type { Instant } from './terms.ts';
import type { Sample, WatchRules } from './watching.ts';

/** What both versions did just now. Latencies in seconds; null where it was not measured. */
export interface LiveFigures {
  /** Of the last sample. */
  at: Instant;
  /** Over how long. */
  overMs: number;
  requests: number;
  errorPercent: number | null;
  baselineErrorPercent: number | null;
  p95: number | null;
  baselineP95: number | null;
  /** Why the last sample could not be measured; null where it could. */
  problem: string | null;
}

/** One look is a handful of requests; a minute says something, and is still now. */
const LEAST_MS = 60_000;
const SAMPLES = 3;

/** From when on samples are live. */
export const liveSince = ({ everyMs }: Pick<WatchRules, 'everyMs'>, now: Instant): Instant =>
  now - Math.max(LEAST_MS, SAMPLES * everyMs);

/** Null before the first sample. */
export function liveFigures(samples: readonly Sample[]): LiveFigures | null {
  const ordered = [...samples].sort((a, b) => a.at - b.at);
  const last = ordered.at(-1);
  if (!last) return null;
  const { canary, baseline } = countsIn(ordered);
  const overMs = ordered.reduce((total, { measurement }) => total + (measurement?.overMs ?? 0), 0);
  return {
    at: last.at,
    overMs,
    requests: canary.requests,
    errorPercent: errorPercent(canary),
    baselineErrorPercent: errorPercent(baseline),
    p95: quantile(canary, 0.95),
    baselineP95: quantile(baseline, 0.95),
    problem: last.measurement ? null : last.problem,
  };
}
