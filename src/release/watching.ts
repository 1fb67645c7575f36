import type { Criterion } from './criteria.ts';
import type { Instant } from './terms.ts';

/**
 * What is measured: the canary (the new version) and the baseline (the version running beside it),
 * both over the same interval.
 */
export interface Measurement {
  canary: Counts;
  baseline: Counts;
  /** Whether all critical health checks of the new version passed; null where none is configured. */
  healthy: boolean | null;
  /** Each health check by itself; absent where only `healthy` is known. */
  checks?: HealthCheck[];
  /** Named figures of the service's own, such as `schema_validation_success` (percent). */
  figures: Record<string, number>;
  /** Figures that should be there and are not, each with a sentence that says why. */
  missing?: Record<string, string>;
  /** Processes of the new version whose counters began again: what they counted last is lost. */
  restarts?: number;
  /** Time over which it was counted; absent in the first measurement, which counts nothing. */
  overMs?: number;
  /** Percent of the traffic that was sent to the new version. */
  traffic?: number;
}

/** One answer of a health endpoint. Those that are not critical are told and never roll back. */
export interface HealthCheck {
  name: string;
  critical: boolean;
  ok: boolean;
  /** What it answered; null when it is well. */
  why: string | null;
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
  checks?: HealthCheck[];
  figures: Record<string, number>;
  missing?: Record<string, string>;
}

export interface CounterSeries {
  /** Identity of the series: instance and whatever labels tell it apart. */
  key: string;
  requests: number;
  errors: number;
  buckets: Bucket[];
}

export type TriggerAction = 'rollback' | 'pause' | 'notify';

/** How grave an alert is, gravest first: critical rolls back, high pauses the bake, medium tells (R-WATCH-3). */
export const ALERT_SEVERITIES = ['critical', 'high', 'medium'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];
export const ACTION_OF: Readonly<Record<AlertSeverity, TriggerAction>> = {
  critical: 'rollback',
  high: 'pause',
  medium: 'notify',
};

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
  /** Absent in releases from before it was told. */
  severity?: AlertSeverity;
  /** It fires when the condition has held for so long, at every sample; absent: at once. */
  heldMs?: number;
}

export type Condition =
  /**
   * Percent of canary requests that failed is above `percent`, with failures in at least `minSamples` samples (one when
   * absent), or too many for one burst.
   */
  | { kind: 'error-rate'; percent: number; minRequests: number; minSamples?: number }
  /** A canary latency quantile (0–1) is above `seconds`. */
  | { kind: 'latency'; quantile: number; seconds: number; minRequests: number }
  /** A canary latency quantile is above `times` × the same of the baseline. */
  | { kind: 'latency-ratio'; quantile: number; times: number; minRequests: number }
  /** One health check failed at least so often; `critical: false` looks at those that are not. */
  | { kind: 'health'; failures: number; critical?: boolean }
  /** The new version got less than `percent` of the requests that its share of the traffic should bring. */
  | { kind: 'throughput'; percent: number; minRequests: number }
  /** At least so many times a process of the new version began again, as its counters tell. */
  | { kind: 'restarts'; times: number }
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
  /**
   * What the canary was compared with: the version beside it (also when absent), or, once it has all of the traffic,
   * what that version had shown before. `counted.baseline` is then from `savedFrom` to `savedUntil`.
   */
  against?: 'beside' | 'saved';
  savedFrom?: Instant;
  savedUntil?: Instant;
}

/** An alert of Alertmanager that a finding comes from. */
export interface AlertSeen {
  name: string;
  /** Its fingerprint and start: the same alert delivered again is no news. */
  key: string;
  startsAt: Instant;
  /** What the alert says of itself; may be empty. */
  summary: string;
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
  severity?: AlertSeverity;
  /** Since when it looks like that: the first sample that speaks for it. */
  since?: Instant;
  /** What was seen where numbers do not say it all, such as `ready: answered 503`. */
  note?: string;
  /** Only where the comparison found it; values are percentages then. */
  proof?: Proof;
  /** When it held last before; only where it fired before in the watch after completion and was over in between. */
  again?: Instant;
  /** Only where an alert from outside brought it; `seen` and `limit` say nothing then. */
  alert?: AlertSeen;
}

/** `inconclusive`: measured, but too little to tell. `unmeasured`: could not be measured at all. */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'unmeasured';

/** One tick as it is kept. `measurement` is null when the source could not be read, and `problem` says why. */
export interface Sample {
  at: Instant;
  measurement: Measurement | null;
  problem: string | null;
  problemKind?: ProblemKind;
  /** What the health checks answered where nothing else could be measured. */
  checks?: HealthCheck[];
}

/**
 * Why nothing could be measured: the source does not answer (`dead`), answers with an error (`refused`), knows no such
 * series (`empty`), gives NaN (`nan`), gives samples that are too old (`late`), or several numbers for one (`ambiguous`).
 */
export const PROBLEM_KINDS = ['dead', 'refused', 'empty', 'nan', 'late', 'ambiguous'] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

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
  /** What a phase must show, and what must hold before the start; absent where nothing is configured. */
  success?: Criterion[];
}
