import { CATASTROPHE_PERCENT, isCatastrophe } from './catastrophe.ts';
import { dispersionOf } from './dispersion.ts';
import { type HalfHour, lastOf, whole, withTick } from './half-hour.ts';
import { beginTest, evidenceAgainst, feed, rejects, type SequentialTest } from './sequential-test.ts';
import { failedIn, percentOf, slowIn } from './tally.ts';
import type { Instant } from './terms.ts';
import { lowerBound, upperBound } from './upper-bound.ts';
import {
  addPairs,
  type Comparison,
  type ComparisonRule,
  type Finding,
  NO_PAIR,
  type Pair,
  type Proof,
  type Sample,
  type Tally,
  type TriggerAction,
} from './watching.ts';

/** What the comparison keeps from tick to tick. JSON, and of the same size however long it goes on. */
export interface ComparisonState extends Questions {
  /** The same against what the version before had shown; only once that is no longer beside. */
  saved?: Questions;
}

export interface Questions {
  errors: Question;
  slow: Question;
}

/** One way of being bad, compared by itself. */
export interface Question {
  test: SequentialTest;
  lately: HalfHour;
}

export interface Compared {
  state: ComparisonState;
  /** Gravest first. */
  findings: Finding[];
}

const RULES: { readonly [Rule in ComparisonRule]: { name: string; action: TriggerAction } } = {
  catastrophe: { name: 'a large part of the requests fails', action: 'rollback' },
  'more-errors': { name: 'more errors than the version beside it', action: 'rollback' },
  'more-slow': { name: 'more slow answers than the version beside it', action: 'rollback' },
  'both-bad': { name: 'both versions have more errors than they may', action: 'pause' },
  'error-over-none': { name: 'an error where the version beside it has none', action: 'pause' },
};

const SAVED_NAMES: { readonly [Rule in ComparisonRule]?: string } = {
  'more-errors': 'more errors than the version before it had',
  'more-slow': 'more slow answers than the version before it had',
};

/** The window of the catastrophe; samples from before it are not looked at. */
export const CATASTROPHE_MS = 60_000;
const BOTH_BAD_MS = 5 * 60_000;
/** A baseline without an error has none only when so small a part of what is allowed can be ruled out. */
const ALMOST_NONE = 0.1;

/**
 * Compares the canary with the version beside it at the last of the samples (oldest first), which goes into the
 * state once. A test that has found something starts anew: whoever overrules it wants to hear of new evidence only.
 */
export function compare(
  before: ComparisonState | null,
  samples: readonly Sample[],
  rules: Comparison,
): Compared | null {
  const sample = samples.at(-1);
  if (!sample?.measurement) return null;
  const { at, measurement } = sample;
  const ask = (question: Question | undefined, seen: Pair) => answer(question, { at, seen }, rules);
  const errors = ask(before?.errors, failedIn(measurement));
  const slow = ask(before?.slow, slowIn(measurement, rules.slowerThanSeconds ?? Number.POSITIVE_INFINITY));
  const rollbacks = [
    catastropheIn(samples, at, rules),
    errors.proof && findingOf('more-errors', errors.proof, at, rules),
    slow.proof && findingOf('more-slow', slow.proof, at, rules),
  ].filter(finding => finding !== null);
  return {
    state: {
      errors: errors.question,
      slow: slow.question,
      ...(before?.saved && { saved: before.saved }),
    },
    findings: rollbacks.length > 0 ? rollbacks : holdsIn(errors.question.lately, at, rules),
  };
}

export interface Answer {
  question: Question;
  /** Null while nothing speaks against the canary. */
  proof: Omit<Proof, 'rule'> | null;
}

/** `scatter` is what the dispersion is learned from, where that is not all that was seen. */
export function answer(
  before: Question | undefined,
  { at, seen, scatter = seen }: { at: Instant; seen: Pair; scatter?: Pair },
  { alpha, toleratedRatio }: Comparison,
): Answer {
  const lately = withTick(before?.lately ?? [], at, scatter);
  const dispersion = dispersionOf(lately);
  const test = feed(before?.test ?? beginTest(at), { at, seen, dispersion }, toleratedRatio);
  if (!rejects(test, { alpha, toleratedRatio, dispersion }))
    return { question: { test, lately }, proof: null };
  const { at: since, seen: counted } = test.onset;
  const odds = { against: evidenceAgainst(test), needed: 1 / alpha };
  return {
    question: { test: beginTest(at), lately },
    proof: { since, counted, odds, dispersion },
  };
}

function catastropheIn(samples: readonly Sample[], at: Instant, rules: Comparison): Finding | null {
  const ticks = samples.flatMap(({ at: end, measurement }) =>
    measurement && end > at - CATASTROPHE_MS ? [failedIn(measurement)] : [],
  );
  const counted = ticks.reduce(addPairs, NO_PAIR);
  const isWorse = shareOf(counted.canary) > rules.toleratedRatio * shareOf(counted.baseline);
  if (!isWorse || !isCatastrophe(ticks.map(({ canary }) => canary))) return null;
  const since = Math.max(at - CATASTROPHE_MS, samples[0]?.at ?? at);
  return findingOf('catastrophe', { since, counted, odds: null, dispersion: 1 }, at, rules);
}

/** What stops the rollout and pages, because it is no verdict on the canary. */
function holdsIn(lately: HalfHour, at: Instant, rules: Comparison): Finding[] {
  const allowed = rules.sloPercent / 100;
  const dispersion = dispersionOf(lately);
  const hold = (rule: ComparisonRule, parts: HalfHour) => {
    const { startsAt: since, ...counted } = whole(parts);
    return [findingOf(rule, { since, counted: pairOf(counted), odds: null, dispersion }, at, rules)];
  };
  const isTooMuch = (tally: Tally) =>
    shareOf(tally) > allowed &&
    lowerBound({ requests: tally.requests / dispersion, bad: tally.bad / dispersion }) > allowed;
  const recent = lastOf(lately, at, BOTH_BAD_MS);
  const { canary, baseline } = whole(recent);
  if (isTooMuch(canary) && isTooMuch(baseline)) return hold('both-bad', recent);
  const all = whole(lately);
  const isNews = all.canary.bad > 0 && all.baseline.bad === 0;
  return isNews && upperBound(all.baseline) <= ALMOST_NONE * allowed ? hold('error-over-none', lately) : [];
}

const tallyOf = ({ requests, bad }: Tally): Tally => ({ requests, bad });
const pairOf = ({ canary, baseline }: Pair): Pair => ({
  canary: tallyOf(canary),
  baseline: tallyOf(baseline),
});
const shareOf = (tally: Tally): number => (percentOf(tally) ?? 0) / 100;

export function findingOf(
  rule: ComparisonRule,
  proof: Omit<Proof, 'rule'>,
  at: Instant,
  { toleratedRatio, sloPercent }: Comparison,
): Finding {
  const { canary, baseline } = proof.counted;
  const usual = percentOf(baseline);
  const limits: Record<ComparisonRule, number> = {
    catastrophe: CATASTROPHE_PERCENT,
    'more-errors': toleratedRatio * (usual ?? 0),
    'more-slow': toleratedRatio * (usual ?? 0),
    'both-bad': sloPercent,
    'error-over-none': 0,
  };
  const { name, action } = RULES[rule];
  return {
    trigger: proof.against === 'saved' ? (SAVED_NAMES[rule] ?? name) : name,
    action,
    severity: action === 'rollback' ? 'critical' : 'high',
    since: proof.since,
    seen: percentOf(canary) ?? 0,
    limit: limits[rule],
    baseline: usual,
    canaryRequests: canary.requests,
    windowMs: at - proof.since,
    proof: { rule, ...proof },
  };
}
