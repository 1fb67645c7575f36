import type { Instant } from './terms.ts';
import { addPairs, NO_PAIR, type Pair } from './watching.ts';

/**
 * Whether the canary has more bad requests than the version beside it, asked again at every tick without that
 * asking raising false alarms.
 *
 * Each bad request is a coin: canary or baseline? While the canary is bad at most r₀ times as often, it is the
 * canary with probability p₀ ≤ o ÷ (1 + o), o = r₀ · canary requests ÷ baseline requests, whatever the rates, the
 * shares and the daily rise and fall. For each ratio k of a grid the likelihood under k · o is divided by the one
 * under o; the mean of these is an e-process: the chance that it ever reaches 1 ÷ α is at most α.
 *
 * A regression that sets in late would first have to make up for all the good before. So a copy starts each
 * minute, the j-th with weight 1 ÷ (j (j + 1)), which add up to 1; what is not given out yet counts as it is.
 * All copies of a ratio are multiplied by the same, so their sum is all that is kept: eight numbers for any number
 * of copies.
 *
 * M. Lindon, A. Malek: Anytime-Valid Inference for Multinomial Count Data. NeurIPS 2022.
 * M. Lindon, C. Sanden, V. Shirikian: Rapid Regression Detection in Software Deployments through Sequential
 * Testing. KDD 2022, https://arxiv.org/abs/2205.14762.
 */
export interface SequentialTest {
  /** Per ratio of the grid: ln of the sum of weight × likelihood ratio over the copies. */
  logs: readonly number[];
  /** How many copies have started, and when the last one did. */
  copies: number;
  startedAt: Instant;
  /** Whether the first ticks have been counted. */
  isWarm: boolean;
  /** Ticks whose counts wait, see `feed`. */
  waiting: Stretch;
  onset: Onset;
}

/** Some ticks in a row. */
interface Stretch {
  seen: Pair;
  ticks: number;
  /** Those in which the canary had bad requests. */
  badTicks: number;
}

/**
 * Since when it looks as it does, which is what people want to know first: the last time at which the smallest
 * ratio of the grid had nothing for it (the change point of a CUSUM).
 */
export interface Onset extends Stretch {
  at: Instant;
  score: number;
}

const RATIOS = [1.5, 2, 3, 5, 10, 20, 50];
const COPY_EVERY_MS = 60_000;
/** Before so many ticks nobody can tell a burst from a bad version, and there is no dispersion to divide by. */
const LEAST_TICKS = 3;
/** One burst is one event, however large. */
const LEAST_BAD_TICKS = 3;
const LEAST_REQUESTS = 30;
const NO_STRETCH: Stretch = { seen: NO_PAIR, ticks: 0, badTicks: 0 };

export const beginTest = (at: Instant): SequentialTest => ({
  logs: RATIOS.map(() => Math.log(weightOf(1))),
  copies: 1,
  startedAt: at,
  isWarm: false,
  waiting: NO_STRETCH,
  onset: onsetAt(at),
});

const weightOf = (copy: number): number => 1 / (copy * (copy + 1));
const onsetAt = (at: Instant): Onset => ({ at, score: 0, ...NO_STRETCH });

export interface Tick {
  /** The end of the tick. */
  at: Instant;
  seen: Pair;
  /** φ of `dispersion.ts`: so many bad requests count as one. */
  dispersion: number;
}

/**
 * The test after one more tick. The first three wait until the dispersion is known, and any until both versions had
 * traffic; then all that waited counts at once.
 */
export function feed(test: SequentialTest, tick: Tick, toleratedRatio: number): SequentialTest {
  const begun = tick.at - test.startedAt >= COPY_EVERY_MS ? withCopy(test, tick.at) : test;
  const waiting = joined(test.waiting, {
    seen: tick.seen,
    ticks: 1,
    badTicks: tick.seen.canary.bad > 0 ? 1 : 0,
  });
  const { canary, baseline } = waiting.seen;
  const isWarm = test.isWarm || waiting.ticks >= LEAST_TICKS;
  if (!isWarm || canary.requests === 0 || baseline.requests === 0) return { ...begun, isWarm, waiting };
  const gains = likelihoods(waiting.seen, tick.dispersion, toleratedRatio);
  return {
    ...begun,
    isWarm,
    logs: begun.logs.map((log, at) => log + (gains[at] ?? 0)),
    waiting: NO_STRETCH,
    onset: onsetAfter(test.onset, gains[0] ?? 0, tick.at, waiting),
  };
}

/** Per ratio k of the grid: ln of how many times as likely it makes what was seen. */
function likelihoods({ canary, baseline }: Pair, dispersion: number, toleratedRatio: number): number[] {
  const odds = (toleratedRatio * canary.requests) / baseline.requests;
  const ofCanary = canary.bad / dispersion;
  const ofBoth = (canary.bad + baseline.bad) / dispersion;
  // Of the canary: ln (k (1 + o) ÷ (1 + ko)); of the baseline: ln ((1 + o) ÷ (1 + ko)).
  return RATIOS.map(
    ratio => ofCanary * Math.log(ratio) + ofBoth * (Math.log1p(odds) - Math.log1p(ratio * odds)),
  );
}

const joined = (a: Stretch, b: Stretch): Stretch => ({
  seen: addPairs(a.seen, b.seen),
  ticks: a.ticks + b.ticks,
  badTicks: a.badTicks + b.badTicks,
});

function withCopy(test: SequentialTest, at: Instant): SequentialTest {
  const copies = test.copies + 1;
  const weight = Math.log(weightOf(copies));
  return { ...test, copies, startedAt: at, logs: test.logs.map(log => lnOfSum(log, weight)) };
}

/** ln (eᵃ + eᵇ); the sums themselves would overflow. */
function lnOfSum(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return high + Math.log1p(Math.exp(low - high));
}

function onsetAfter(onset: Onset, gain: number, at: Instant, stretch: Stretch): Onset {
  const score = onset.score + gain;
  return score <= 0 ? onsetAt(at) : { at: onset.at, score, ...joined(onset, stretch) };
}

/** JSON has no infinity, and nobody needs to know more exactly. */
const MOST_EVIDENCE = 1e9;

/** How many to one what was seen speaks against “no worse”: the value of the e-process. */
export function evidenceAgainst({ logs, copies }: SequentialTest): number {
  const mean = logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length;
  return Math.min(MOST_EVIDENCE, mean + 1 / (copies + 1));
}

/**
 * Whether “no worse” is rejected: there is enough evidence, it is not from a single burst or a handful of requests, and
 * what was counted since the onset would do by itself with the dispersion as it is known now, which early ticks were
 * counted without.
 */
export function rejects(
  test: SequentialTest,
  { alpha, toleratedRatio, dispersion }: { alpha: number; toleratedRatio: number; dispersion: number },
): boolean {
  const { badTicks, seen } = test.onset;
  if (badTicks < LEAST_BAD_TICKS || seen.canary.requests < LEAST_REQUESTS) return false;
  if (evidenceAgainst(test) < 1 / alpha) return false;
  return Math.max(...likelihoods(seen, dispersion, toleratedRatio)) >= -Math.log(alpha);
}
