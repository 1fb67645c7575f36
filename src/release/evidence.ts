import { firedBy, isLost } from './analysis.ts';
import { errorPercent, quantile } from './counting.ts';
import { criteriaFor, type Measure, missedIn } from './criteria.ts';
import type { Evidence } from './rollout.ts';
import { checksIn, countsIn, missingIn, restartsIn, valuesOf } from './seen.ts';
import type { Instant } from './terms.ts';
import { upperBound } from './upper-bound.ts';
import type { Condition, Sample, Verdict, WatchRules } from './watching.ts';

/**
 * What a phase has shown. Losing the source in it is never a pass, and neither is too little traffic. Where the canary
 * is compared, too little is also what leaves it possible that it has more errors than are allowed. What was seen before
 * a process began again says nothing good of it, so only what came after counts as enough.
 */
export function evidenceOf(
  rules: WatchRules,
  samples: readonly Sample[],
  now: Instant,
  isFirstPhase = false,
): Evidence {
  const { canary, baseline } = countsIn(samples);
  const { restarts, since } = restartsIn(samples);
  const proven = countsIn(since).canary;
  const criteria = criteriaFor(isFirstPhase ? 'first-phase' : 'phase', rules.success);
  const { missed, unmeasured } = missedIn(criteria, samples);
  const problems = problemsIn(rules, unmeasured, samples);
  const { requests, errors } = canary;
  const certainly = rules.comparison && {
    errorsBelow:
      100 *
      Math.max(
        upperBound({ requests, bad: errors }),
        upperBound({ requests: proven.requests, bad: proven.errors }),
      ),
    allowed: rules.comparison.sloPercent,
  };
  return {
    verdict: verdictOf({
      isFailing: firedBy(rules.triggers, samples, now).some(({ action }) => action !== 'notify'),
      isUnmeasured:
        samples.every(({ measurement }) => measurement === null) ||
        isBlindIn(rules, samples) ||
        unmeasured.length > 0 ||
        isLost(rules, samples),
      isTooLittle:
        proven.requests < rules.minRequests ||
        (certainly !== undefined && certainly.errorsBelow > certainly.allowed),
      isMissed: missed.length > 0,
    }),
    requests,
    errorPercent: errorPercent(canary),
    baselineErrorPercent: errorPercent(baseline),
    p95: quantile(canary, 0.95),
    baselineP95: quantile(baseline, 0.95),
    ...(certainly && { certainly }),
    ...(missed.length > 0 && { missed }),
    ...(problems.length > 0 && { problems }),
    ...(restarts > 0 && { restarts }),
  };
}

/** With enough traffic a missed criterion is bad news; with too little it may be chance, and the bake goes on first. */
function verdictOf(
  seen: Record<'isFailing' | 'isUnmeasured' | 'isTooLittle' | 'isMissed', boolean>,
): Verdict {
  if (seen.isFailing) return 'fail';
  if (seen.isUnmeasured) return 'unmeasured';
  if (seen.isTooLittle) return 'inconclusive';
  return seen.isMissed ? 'fail' : 'pass';
}

const isBlindIn = (rules: WatchRules, samples: readonly Sample[]): boolean =>
  rules.triggers.some(({ condition }) => isBlind(condition, samples, rules.lostAfter));

/** Whether what a trigger looks at was never measured, although there was traffic to measure, or a figure of late. */
function isBlind(condition: Condition, samples: readonly Sample[], lostAfter: number): boolean {
  switch (condition.kind) {
    case 'error-rate':
      return false;
    case 'latency':
    case 'latency-ratio': {
      const { canary } = countsIn(samples);
      return canary.requests > 0 && quantile(canary, condition.quantile) === null;
    }
    case 'health':
      return checksIn(samples, condition.critical ?? true).length === 0;
    case 'throughput':
    case 'restarts':
      return false;
    case 'figure':
      return valuesOf(condition.figure, samples.slice(-lostAfter)).length === 0;
  }
}

const NOT_MEASURED: { readonly [Kind in Condition['kind']]?: string } = {
  latency: 'the latency of the new version was not measured: there is no histogram of it',
  'latency-ratio': 'the latency of the new version was not measured: there is no histogram of it',
  health: 'no health check was made',
};

/** Sentences about what is missing: the last reading that failed, what was never seen, and figures somebody looks at. */
function problemsIn(rules: WatchRules, unmeasured: readonly Measure[], samples: readonly Sample[]): string[] {
  const last = samples.at(-1);
  const wanted = new Set([
    ...rules.triggers.flatMap(({ condition }) => (condition.kind === 'figure' ? [condition.figure] : [])),
    ...unmeasured.flatMap(measure => (measure.kind === 'figure' ? [measure.figure] : [])),
  ]);
  const missing = Object.entries(missingIn(samples)).flatMap(([figure, why]) =>
    wanted.has(figure) ? [why] : [],
  );
  const blind = rules.triggers.flatMap(({ condition }) =>
    isBlind(condition, samples, rules.lostAfter) ? (NOT_MEASURED[condition.kind] ?? []) : [],
  );
  return [...(last?.problem ? [last.problem] : []), ...new Set(blind), ...missing];
}
