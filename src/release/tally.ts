import { type Counts, type Measurement, type Pair, type Tally, UNBOUNDED } from './watching.ts';

/** Requests of a measurement, and those that failed. */
export const failedIn = ({ canary, baseline }: Measurement): Pair => ({
  canary: { requests: canary.requests, bad: canary.errors },
  baseline: { requests: baseline.requests, bad: baseline.errors },
});

/** Requests of a measurement, and those that were slower than so many seconds; none where that was not measured. */
export const slowIn = ({ canary, baseline }: Measurement, seconds: number): Pair => ({
  canary: slowOf(canary, seconds),
  baseline: slowOf(baseline, seconds),
});

/** Counted from the first bound that is not below: both versions have the same bounds, so neither gains. */
export function slowOf({ buckets }: Counts, seconds: number): Tally {
  const bucket = buckets.find(({ le }) => le >= seconds && le !== UNBOUNDED);
  const requests = buckets.at(-1)?.count ?? 0;
  return bucket ? { requests, bad: Math.max(0, requests - bucket.count) } : { requests: 0, bad: 0 };
}

/** Null without requests. */
export const percentOf = ({ requests, bad }: Tally): number | null =>
  requests === 0 ? null : (100 * bad) / requests;
