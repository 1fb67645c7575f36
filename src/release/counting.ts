import { type CounterSeries, type Counts, type Measurement, type Reading, UNBOUNDED } from './watching.ts';

/** The raw counters of the last tick, kept between ticks. */
export interface Counters {
  canary: CounterSeries[];
  baseline: CounterSeries[];
}

const NOTHING: Counts = { requests: 0, errors: 0, buckets: [] };

/**
 * What happened between two readings. A series seen for the first time counts from this reading on: what
 * it counted before belongs to no interval. A counter that went down was reset with its process, so it
 * counts from zero (https://prometheus.io/docs/prometheus/latest/querying/functions/#increase).
 */
export function countedBetween(before: Counters | null, reading: Reading): Measurement {
  return {
    canary: sumOf(before?.canary ?? [], reading.canary),
    baseline: sumOf(before?.baseline ?? [], reading.baseline),
    healthy: reading.healthy,
    figures: reading.figures,
  };
}

function sumOf(before: readonly CounterSeries[], now: readonly CounterSeries[]): Counts {
  const earlier = new Map(before.map(series => [series.key, series]));
  return now.map(series => difference(earlier.get(series.key), series)).reduce(add, NOTHING);
}

function difference(from: CounterSeries | undefined, to: CounterSeries): Counts {
  if (!from) return { requests: 0, errors: 0, buckets: to.buckets.map(({ le }) => ({ le, count: 0 })) };
  const reset = to.requests < from.requests;
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

/** Adds two counts; histograms of different bounds are added bound by bound. */
export function add(a: Counts, b: Counts): Counts {
  const bounds = [...new Set([...a.buckets, ...b.buckets].map(bucket => bucket.le))].sort((x, y) => x - y);
  const at = (counts: Counts, le: number) => counts.buckets.find(bucket => bucket.le === le)?.count ?? 0;
  return {
    requests: a.requests + b.requests,
    errors: a.errors + b.errors,
    buckets: bounds.map(le => ({ le, count: at(a, le) + at(b, le) })),
  };
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
