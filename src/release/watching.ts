import type { Instant } from './terms.ts';

/**
 * What is measured: the canary (the new version) and the baseline (the version running beside it),
 * both over the same interval.
 */
export interface Measurement {
  canary: Counts;
  baseline: Counts;
  /** Answer of the critical health check of the new version; null where none is configured. */
  healthy: boolean | null;
  /** Named figures of the service's own, such as `schema_validation_success` (percent). */
  figures: Record<string, number>;
}

/** Counted within one interval, not since the process started. */
export interface Counts {
  requests: number;
  errors: number;
  /** Cumulative histogram, ascending by `le`. Empty when latency is not measured. */
  buckets: Bucket[];
}

/** Requests that took at most `le` seconds; `UNBOUNDED` for the `+Inf` bucket. */
export interface Bucket {
  le: number;
  count: number;
}

/** The bound of the `+Inf` bucket: JSON, in which counts are kept, has no infinity. */
export const UNBOUNDED = Number.MAX_VALUE;

/**
 * Counters as a source gives them, since each process started. One series per instance, so that a
 * restarted instance is seen as a reset and not as a negative rate.
 */
export interface Reading {
  canary: CounterSeries[];
  baseline: CounterSeries[];
  healthy: boolean | null;
  figures: Record<string, number>;
}

export interface CounterSeries {
  /** Identity of the series: instance and whatever labels tell it apart. */
  key: string;
  requests: number;
  errors: number;
  buckets: Bucket[];
}

export type TriggerAction = 'rollback' | 'pause' | 'notify';

/**
 * A condition over a sliding window that ends now. It needs no full window, only `minRequests` canary
 * requests (or `minSamples` for health and figures).
 */
export interface Trigger {
  /** Shown to people and kept in events: `error rate above 10% over 10 min`. */
  name: string;
  condition: Condition;
  windowMs: number;
  action: TriggerAction;
}

export type Condition =
  /** Percent of canary requests that failed is above `percent`. */
  | { kind: 'error-rate'; percent: number; minRequests: number }
  /** A canary latency quantile (0–1) is above `seconds`. */
  | { kind: 'latency'; quantile: number; seconds: number; minRequests: number }
  /** A canary latency quantile is above `times` × the same of the baseline. */
  | { kind: 'latency-ratio'; quantile: number; times: number; minRequests: number }
  /** At least `failures` health checks failed. */
  | { kind: 'health'; failures: number }
  /** The latest value of a figure of the service's own is above or below a limit. */
  | { kind: 'figure'; figure: string; is: 'above' | 'below'; limit: number; minSamples: number };

/** Requests, and how many of them were bad: they failed, or they were slower than allowed. */
export interface Tally {
  requests: number;
  bad: number;
}

/** The canary and the version beside it over the same interval. */
export interface Pair {
  canary: Tally;
  baseline: Tally;
}

export const NO_PAIR: Pair = { canary: { requests: 0, bad: 0 }, baseline: { requests: 0, bad: 0 } };

const addTallies = (a: Tally, b: Tally): Tally => ({ requests: a.requests + b.requests, bad: a.bad + b.bad });
export const addPairs = (a: Pair, b: Pair): Pair => ({
  canary: addTallies(a.canary, b.canary),
  baseline: addTallies(a.baseline, b.baseline),
});

/** How the canary is compared with the version beside it, besides the triggers. */
export interface Comparison {
  /** The chance of blaming a canary that is no worse, however long it is watched. */
  alpha: number;
  /** The canary may be bad this many times as often. */
  toleratedRatio: number;
  /** Answers slower than this are compared as errors are; null: they are not. */
  slowerThanSeconds: number | null;
  /** Percent of requests that may fail: a phase passes when the canary certainly keeps to it. */
  sloPercent: number;
}

export type ComparisonRule = 'catastrophe' | 'more-errors' | 'more-slow' | 'both-bad' | 'error-over-none';

/** What a finding of the comparison rests on. */
export interface Proof {
  rule: ComparisonRule;
  since: Instant;
  /** What was counted since then. */
  counted: Pair;
  /** The odds against “no worse” and those it takes, to one; null where the rule needs none. */
  odds: { against: number; needed: number } | null;
  /** So many bad requests counted as one, because they come in bursts. */
  dispersion: number;
}

/** The numbers a verdict rests on; kept in the event so that it can be explained years later. */
export interface Finding {
  trigger: string;
  action: TriggerAction;
  /** The value seen, in the unit of the condition (percent, seconds, failures). */
  seen: number;
  limit: number;
  /** Baseline's value of the same, where it was measured. */
  baseline: number | null;
  canaryRequests: number;
  windowMs: number;
  /** Only where the comparison found it; values are percentages then. */
  proof?: Proof;
}

/** `inconclusive`: measured, but too little to tell. `unmeasured`: could not be measured at all. */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'unmeasured';

/** One tick as it is kept. `measurement` is null when the source could not be read, and `problem` says why. */
export interface Sample {
  at: Instant;
  measurement: Measurement | null;
  problem: string | null;
}

/** How a service is watched; compiled from `config/monitoring.yml` into the plan. */
export interface WatchRules {
  /** Time between two samples during the rollout; 0 where nothing is measured, and so nothing watched. */
  everyMs: number;
  /** The same after completion. */
  afterEveryMs: number;
  /** How long watching goes on after completion. */
  afterMs: number;
  triggers: Trigger[];
  /** A phase passes only with at least this many canary requests seen in it. */
  minRequests: number;
  /** This many samples in a row that could not be measured hold the rollout. */
  lostAfter: number;
  /** Absent where the canary is not compared, and in releases from before it could be. */
  comparison?: Comparison;
}
