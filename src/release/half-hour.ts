import type { Instant } from './terms.ts';
import type { Pair, Tally } from './watching.ts';

/** What one version did in several ticks. */
export interface Scatter extends Tally {
  /** Ticks in which it had traffic. */
  ticks: number;
  /** Σ bad² ÷ requests over those ticks: how unevenly the bad ones fell, see `dispersion.ts`. */
  squares: number;
}

/** Some minutes, added up: they are kept between ticks, so they have to stay small. */
export interface Part {
  /** Its first tick. */
  startsAt: Instant;
  canary: Scatter;
  baseline: Scatter;
}

/** The last half hour, oldest first; at most seven parts. */
export type HalfHour = readonly Part[];

const HALF_HOUR_MS = 30 * 60_000;
const PART_MS = 5 * 60_000;
const NOTHING: Scatter = { requests: 0, bad: 0, ticks: 0, squares: 0 };

/** The half hour with one more tick in it, and without what is older. */
export function withTick(parts: HalfHour, at: Instant, tick: Pair): HalfHour {
  const part: Part = { startsAt: at, canary: scatterOf(tick.canary), baseline: scatterOf(tick.baseline) };
  const recent = parts.filter(one => one.startsAt > at - HALF_HOUR_MS);
  const last = recent.at(-1);
  const isPartOfLast = last !== undefined && at < last.startsAt + PART_MS;
  return isPartOfLast ? [...recent.slice(0, -1), join(last, part)] : [...recent, part];
}

const scatterOf = ({ requests, bad }: Tally): Scatter => ({
  requests,
  bad,
  ticks: requests > 0 ? 1 : 0,
  squares: requests > 0 ? bad ** 2 / requests : 0,
});

const add = (a: Scatter, b: Scatter): Scatter => ({
  requests: a.requests + b.requests,
  bad: a.bad + b.bad,
  ticks: a.ticks + b.ticks,
  squares: a.squares + b.squares,
});

const join = (a: Part, b: Part): Part => ({
  startsAt: a.startsAt,
  canary: add(a.canary, b.canary),
  baseline: add(a.baseline, b.baseline),
});

/** All parts as one. */
export const whole = (parts: HalfHour): Part =>
  parts.reduce(join, { startsAt: parts[0]?.startsAt ?? 0, canary: NOTHING, baseline: NOTHING });

/** The parts under way within the last `ms`. */
export const lastOf = (parts: HalfHour, at: Instant, ms: number): HalfHour =>
  parts.filter(({ startsAt }) => startsAt + PART_MS > at - ms);
