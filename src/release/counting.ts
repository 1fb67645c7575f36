import { type CounterSeries, type Counts, type Measurement, type Reading, UNBOUNDED } from './watching.ts';

/** The raw counters of the last tick, kept between ticks. */
export interface Counters {
  canary: CounterSeries[];
  baseline: CounterSeries[];
}

/**
 * What happened between two readings. A series seen for the first time counts from this reading on: what
 * it counted before belongs to no interval. A counter that went down was reset with its process, so it
 * counts from zero (https://prometheus.io/docs/prometheus/latest/querying/functions/#increase).
 */
export function countedBetween(before: Counters | null, reading: Reading): Measurement {
  const { canary, baseline, healthy, figures, checks, missing } = reading;
  const restarts = restartsBetween(before, reading);
  return {
    canary: sumOf(before?.canary ?? [], canary),
    baseline: sumOf(before?.baseline ?? [], baseline),
    healthy,
    figures,
    ...(checks && { checks }),
    ...(missing && { missing }),
    ...(restarts > 0 && { restarts }),
  };
}

const isReset = (from: CounterSeries | undefined, to: CounterSeries): boolean =>
  from !== undefined && to.requests < from.requests;

/**
 * Processes of the new version that began again. When every counter of both versions did, it was whoever counts for
 * them, such as a proxy that was reloaded.
 */
function restartsBetween(before: Counters | null, { canary, baseline }: Reading): number {
  const reset = (earlier: readonly CounterSeries[], now: readonly CounterSeries[]) => {
    const known = new Map(earlier.map(series => [series.key, series]));
    const both = now.filter(({ key }) => known.has(key));
    return {
      known: both.length,
      reset: both.filter(series => isReset(known.get(series.key), series)).length,
    };
  };
  const ours = reset(before?.canary ?? [], canary);
  const theirs = reset(before?.baseline ?? [], baseline);
  const isAll = ours.reset === ours.known && theirs.reset === theirs.known && theirs.known > 0;
  return isAll ? 0 : ours.reset;
}

function sumOf(before: readonly CounterSeries[], now: readonly CounterSeries[]): Counts {
  const earlier = new Map(before.map(series => [series.key, series]));
  return sum(now.map(series => difference(earlier.get(series.key), series)));
}

function difference(from: CounterSeries | undefined, to: CounterSeries): Counts {
  if (!from) return { requests: 0, errors: 0, buckets: to.buckets.map(({ le }) => ({ le, count: 0 })) };
  const reset = isReset(from, to);
  const since = (now: number, then: number) => (reset ? now : Math.max(0, now - then));
  return {
    requests: since(to.requests, from.requests),
    errors: since(to.errors, from.errors),
    buckets: to.buckets.map(({ le, count }) => ({
      le,
      count: since(count, from.buckets.find(bucket => bucket.le === le)?.count ?? 0),
    })),
  };
}

/** Adds counts up; histograms of different bounds are added bound by bound. */
export function sum(all: readonly Counts[]): Counts {
  let [requests, errors] = [0, 0];
  const byBound = new Map<number, number>();
  for (const counts of all) {
    requests += counts.requests;
    errors += counts.errors;
    for (const { le, count } of counts.buckets) byBound.set(le, (byBound.get(le) ?? 0) + count);
  }
  const buckets = [...byBound].map(([le, count]) => ({ le, count })).sort((a, b) => a.le - b.le);
  return { requests, errors, buckets };
}

export const errorPercent = (counts: Counts): number | null =>
  counts.requests === 0 ? null : (100 * counts.errors) / counts.requests;

/**
 * A quantile (0–1) in seconds by linear interpolation within its bucket, as Prometheus' `histogram_quantile`
 * does; null when nothing was measured. In the last, unbounded bucket it is the highest finite bound.
 */
export function quantile(counts: Counts, q: number): number | null {
  const total = counts.buckets.at(-1)?.count ?? 0;
  if (total === 0) return null;
  const rank = q * total;
  const index = counts.buckets.findIndex(bucket => bucket.count >= rank);
  const bucket = counts.buckets[index];
  const below = counts.buckets[index - 1];
  const from = below?.le ?? 0;
  if (!bucket || bucket.le === UNBOUNDED) return from;
  const inBucket = bucket.count - (below?.count ?? 0);
  if (inBucket === 0) return from;
  return from + ((bucket.le - from) * (rank - (below?.count ?? 0))) / inBucket;
}
