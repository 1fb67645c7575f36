import type { Counts, Measurement } from '../release/watching.ts';
import type { KeptSample } from './samples.ts';

/**
 * A sample as it is kept, where those of a thousand releases have to find room: in memory an eighth of the size,
 * because the limits of the buckets, which hardly ever change, are shared.
 */
export interface PackedSample extends Omit<KeptSample, 'measurement'> {
  measurement: PackedMeasurement | null;
}

interface PackedMeasurement extends Omit<Measurement, 'canary' | 'baseline'> {
  canary: PackedCounts;
  baseline: PackedCounts;
}

interface PackedCounts {
  limits: readonly number[];
  /** Requests, errors, and the count of each bucket. */
  numbers: readonly number[];
}

/** Gives the same list for the same limits. */
export type Sharing = (limits: readonly number[]) => readonly number[];

/** Services differ in their histograms, but not by many. */
const LISTS = 1_000;

export function sharing(): Sharing {
  const lists = new Map<string, readonly number[]>();
  return limits => {
    const key = limits.join();
    const known = lists.get(key);
    if (known) return known;
    if (lists.size >= LISTS) lists.clear();
    lists.set(key, limits);
    return limits;
  };
}

type Either = Pick<KeptSample, 'measurement'> | Pick<PackedSample, 'measurement'>;

/** Samples of earlier versions of tminus were kept as they are; so are those without a measurement. */
export const isPacked = <Packed extends Either>(
  sample: Packed,
): sample is Extract<Packed, Pick<PackedSample, 'measurement'>> =>
  sample.measurement !== null && 'limits' in sample.measurement.canary;

export function packed(sample: KeptSample, shared: Sharing): PackedSample {
  const { measurement } = sample;
  if (!measurement) return { ...sample, measurement };
  const pack = ({ requests, errors, buckets }: Counts): PackedCounts => ({
    limits: shared(buckets.map(({ le }) => le)),
    numbers: [requests, errors, ...buckets.map(({ count }) => count)],
  });
  const { canary, baseline } = measurement;
  return { ...sample, measurement: { ...measurement, canary: pack(canary), baseline: pack(baseline) } };
}

export function unpacked(sample: PackedSample): KeptSample {
  const { measurement } = sample;
  if (!measurement) return { ...sample, measurement };
  const unpack = ({ limits, numbers: [requests = 0, errors = 0, ...counts] }: PackedCounts): Counts => ({
    requests,
    errors,
    buckets: limits.map((le, at) => ({ le, count: counts[at] ?? 0 })),
  });
  const { canary, baseline } = measurement;
  return { ...sample, measurement: { ...measurement, canary: unpack(canary), baseline: unpack(baseline) } };
}
