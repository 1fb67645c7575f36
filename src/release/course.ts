import { quantile } from './counting.ts';
import { countsIn, valuesOf } from './seen.ts';
import { failedIn, percentOf, slowIn } from './tally.ts';
import type { Instant } from './terms.ts';
import type { Phase } from './verdicts.ts';
import type { Finding, Measurement, Sample, WatchRules } from './watching.ts';

/** What one panel of a course shows, and in which unit: percent, seconds, or the unit of the service's own figure. */
export type Measure =
  | { kind: 'failed' }
  | { kind: 'slow'; seconds: number }
  | { kind: 'latency'; quantile: number }
  | { kind: 'figure'; name: string };

/** One stretch of time; null where a version had no traffic or was not measured. */
export interface CoursePoint {
  from: Instant;
  canary: number | null;
  baseline: number | null;
}

export interface Panel {
  measure: Measure;
  points: CoursePoint[];
  /** Where the rule that decided draws the line; null where it draws none. */
  limit: number | null;
}

/** How the new version did over time, and the version running beside it. */
export interface Course {
  /** Zero of the time axis: the first traffic on the new version. */
  zero: Instant;
  /** Length of each stretch: whole seconds, where it is at least one. */
  stepMs: number;
  /** One or two; the one that decided comes first. */
  panels: Panel[];
  /** Those that began within it. */
  phases: Phase[];
  /** When the verdict fell. */
  verdictAt: Instant;
}

export interface CourseAbout {
  rules: WatchRules;
  firstTrafficAt: Instant;
  phases: readonly Phase[];
  verdictAt: Instant;
  /** What decided; null where a phase simply ended. */
  finding: Finding | null;
}

/** Slack draws twenty categories (https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block). */
const STRETCHES_AT_MOST = 20;
/** A watch of days would press what matters into one corner. */
const LONGEST_LOOK_MS = 2 * 3_600_000;

/** From when on samples are wanted: the phase before the verdict's own as well, so that a change of share is seen. */
export function courseBegins({ firstTrafficAt, phases, verdictAt }: CourseAbout): Instant {
  const before = phases.filter(({ since }) => since <= verdictAt).at(-2)?.since ?? firstTrafficAt;
  return Math.max(before, firstTrafficAt, verdictAt - LONGEST_LOOK_MS);
}

/**
 * The course up to the verdict from samples in any order. Null when fewer than two stretches were measured: a single
 * point is no course.
 */
export function courseOf(samples: readonly Sample[], about: CourseAbout): Course | null {
  const { rules, firstTrafficAt: zero, verdictAt } = about;
  const begins = courseBegins(about);
  const within = samples.filter(({ at }) => at > begins && at <= verdictAt);
  const stepMs = stretchMs((verdictAt - begins) / STRETCHES_AT_MOST, rules.everyMs);
  const stretches = stretchesOf(within, begins, stepMs);
  const panels = panelsFor(rules, about.finding)
    .map(({ measure, limit }) => ({ measure, limit, points: stretches.map(one => pointOf(one, measure)) }))
    .filter(({ points }) => points.filter(({ canary }) => canary !== null).length >= 2);
  if (panels.length === 0) return null;
  const phases = about.phases.filter(({ since }) => since >= begins && since <= verdictAt);
  return { zero, stepMs, panels, phases, verdictAt };
}

/** Long enough to hold a measurement, and for a label that reads well. */
function stretchMs(leastMs: number, everyMs: number): number {
  const ms = Math.max(leastMs, everyMs);
  const unit = ms < 1_000 ? 100 : 1_000;
  return Math.max(unit, Math.ceil(ms / unit) * unit);
}

interface Stretch {
  from: Instant;
  samples: Sample[];
}

/** A sample tells of the time before it, so one taken right at a border belongs to the stretch that ends there. */
function stretchesOf(samples: readonly Sample[], begins: Instant, stepMs: number): Stretch[] {
  const stretches = new Map<number, Stretch>();
  for (const sample of [...samples].sort((a, b) => a.at - b.at)) {
    const index = Math.ceil((sample.at - begins) / stepMs) - 1;
    const stretch = stretches.get(index) ?? { from: begins + index * stepMs, samples: [] };
    stretch.samples.push(sample);
    stretches.set(index, stretch);
  }
  return [...stretches.values()];
}

function pointOf({ from, samples }: Stretch, measure: Measure): CoursePoint {
  const { canary, baseline } = countsIn(samples);
  const pair: Measurement = { canary, baseline, healthy: null, figures: {} };
  switch (measure.kind) {
    case 'failed': {
      const failed = failedIn(pair);
      return { from, canary: percentOf(failed.canary), baseline: percentOf(failed.baseline) };
    }
    case 'slow': {
      const slow = slowIn(pair, measure.seconds);
      return { from, canary: percentOf(slow.canary), baseline: percentOf(slow.baseline) };
    }
    case 'latency':
      return {
        from,
        canary: quantile(canary, measure.quantile),
        baseline: quantile(baseline, measure.quantile),
      };
    case 'figure':
      return { from, canary: valuesOf(measure.name, samples).at(-1) ?? null, baseline: null };
  }
}

type Wanted = Pick<Panel, 'measure' | 'limit'>;

/** What decided comes first; failed requests and latency are shown in any case. */
function panelsFor(rules: WatchRules, finding: Finding | null): Wanted[] {
  const usual: Wanted[] = [
    { measure: { kind: 'failed' }, limit: rules.comparison?.sloPercent ?? null },
    rules.comparison?.slowerThanSeconds != null
      ? { measure: { kind: 'slow', seconds: rules.comparison.slowerThanSeconds }, limit: null }
      : { measure: { kind: 'latency', quantile: 0.95 }, limit: null },
  ];
  const decided = finding && decidedBy(finding, rules);
  if (!decided) return usual;
  const isLatency = ({ measure }: Wanted) => measure.kind === 'latency' || measure.kind === 'slow';
  const rest = usual.filter(one =>
    isLatency(decided) ? !isLatency(one) : one.measure.kind !== decided.measure.kind,
  );
  return [decided, ...rest.map(one => ({ ...one, limit: null }))].slice(0, 2);
}

/** Null for health checks: they have answers and no course. */
function decidedBy(finding: Finding, rules: WatchRules): Wanted | null {
  const { limit, proof } = finding;
  if (proof) {
    const seconds = rules.comparison?.slowerThanSeconds;
    return proof.rule === 'more-slow' && seconds != null
      ? { measure: { kind: 'slow', seconds }, limit }
      : { measure: { kind: 'failed' }, limit };
  }
  const condition = rules.triggers.find(({ name }) => name === finding.trigger)?.condition;
  switch (condition?.kind) {
    case 'error-rate':
      return { measure: { kind: 'failed' }, limit };
    case 'latency':
    case 'latency-ratio':
      return { measure: { kind: 'latency', quantile: condition.quantile }, limit };
    case 'figure':
      return { measure: { kind: 'figure', name: condition.figure }, limit };
    default:
      return null;
  }
}
