import { type Answer, answer, type Compared, type ComparisonState, findingOf } from './comparison.ts';
import { sum } from './counting.ts';
import { slowOf } from './tally.ts';
import type { Instant } from './terms.ts';
import { upperBound } from './upper-bound.ts';
import { type Comparison, type Counts, NO_PAIR, type Pair, type Sample, type Tally } from './watching.ts';

/** What the version before showed while it ran beside the new one. JSON, and kept with the counters. */
export interface SavedBaseline {
  counts: Counts;
  from: Instant;
  until: Instant;
}

/** Adds what the version beside did in one more sample; once it is alone, nothing is added any more. */
export function savedAfter(
  saved: SavedBaseline | null,
  { at, measurement }: Sample,
  isAlone: boolean,
): SavedBaseline | null {
  if (isAlone || !measurement || measurement.baseline.requests === 0) return saved;
  const counts = saved ? sum([saved.counts, measurement.baseline]) : measurement.baseline;
  return { counts, from: saved?.from ?? at - (measurement.overMs ?? 0), until: at };
}

/** Other hours have other users: the past may be exceeded by more than a neighbour. */
const LEAST_TOLERATED = 2;
/** So many times the requests of the canary make what is known of the past as good as certain. */
const AS_GOOD_AS_CERTAIN = 1_000;

/**
 * Compares a version that has all of the traffic with what the version before had shown. The past is one sample that
 * does not grow, so it is not tossed for as the traffic of a neighbour is: the highest share of bad requests that it
 * still allows (one-sided 95 %, Clopper and Pearson) is taken for its true one, and the canary is tested against that.
 * With a baseline of n canary requests × 1,000 at that share the coin of `sequential-test.ts` becomes the test of a
 * Poisson count against a known rate, x ln k − (k − 1) r₀ p n per tick: an e-process as well.
 *
 * Gives the state of all comparisons after the last sample, and at most a finding for errors and one for slow answers.
 */
export function compareWithSaved(
  before: ComparisonState,
  samples: readonly Sample[],
  rules: Comparison,
  saved: SavedBaseline,
): Compared {
  const sample = samples.at(-1);
  if (!sample?.measurement) return { state: before, findings: [] };
  const { at, measurement } = sample;
  const strict = { ...rules, toleratedRatio: Math.max(LEAST_TOLERATED, rules.toleratedRatio) };
  const seconds = rules.slowerThanSeconds ?? Number.POSITIVE_INFINITY;
  const errors = { canary: failedOf(measurement.canary), past: failedOf(saved.counts) };
  const slow = { canary: slowOf(measurement.canary, seconds), past: slowOf(saved.counts, seconds) };
  const ask = (kind: 'errors' | 'slow', { canary, past }: typeof errors): Answer =>
    answer(
      before.saved?.[kind],
      { at, seen: against(past, canary), scatter: { ...NO_PAIR, canary } },
      strict,
    );
  const asked = { errors: ask('errors', errors), slow: ask('slow', slow) };
  const told = (rule: 'more-errors' | 'more-slow', { proof }: Answer, past: Tally) =>
    proof === null
      ? []
      : [
          findingOf(
            rule,
            {
              ...proof,
              counted: { canary: proof.counted.canary, baseline: past },
              against: 'saved',
              savedFrom: saved.from,
              savedUntil: saved.until,
            },
            at,
            strict,
          ),
        ];
  return {
    state: { ...before, saved: { errors: asked.errors.question, slow: asked.slow.question } },
    findings: [
      ...told('more-errors', asked.errors, errors.past),
      ...told('more-slow', asked.slow, slow.past),
    ],
  };
}

const failedOf = ({ requests, errors }: Counts): Tally => ({ requests, bad: errors });

function against(past: Tally, canary: Tally): Pair {
  // Nothing is known where nothing was measured; without a baseline the test waits.
  if (past.requests === 0) return { ...NO_PAIR, canary };
  const requests = AS_GOOD_AS_CERTAIN * canary.requests;
  return { canary, baseline: { requests, bad: upperBound(past) * requests } };
}
