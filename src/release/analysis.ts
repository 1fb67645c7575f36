import { add, errorPercent, quantile } from './counting.ts';
import type { Evidence } from './rollout.ts';
import type { Instant } from './terms.ts';
import { upperBound } from './upper-bound.ts';
import type { Condition, Counts, Finding, Sample, Trigger, WatchRules } from './watching.ts';

interface Seen {
  canary: Counts;
  baseline: Counts;
  healthChecks: number;
  failedHealthChecks: number;
  /** Values of each figure, oldest first. */
  figures: Map<string, number[]>;
}

/** Everything measured in the samples, added up. What could not be measured adds nothing. */
function seenIn(samples: readonly Sample[]): Seen {
  const nothing = (): Counts => ({ requests: 0, errors: 0, buckets: [] });
  const seen: Seen = {
    canary: nothing(),
    baseline: nothing(),
    healthChecks: 0,
    failedHealthChecks: 0,
    figures: new Map(),
  };
  for (const { measurement } of samples) {
    if (!measurement) continue;
    seen.canary = add(seen.canary, measurement.canary);
    seen.baseline = add(seen.baseline, measurement.baseline);
    if (measurement.healthy !== null) seen.healthChecks += 1;
    if (measurement.healthy === false) seen.failedHealthChecks += 1;
    for (const [name, value] of Object.entries(measurement.figures)) {
      seen.figures.set(name, [...(seen.figures.get(name) ?? []), value]);
    }
  }
  return seen;
}

/**
 * The triggers whose condition holds now. Windows slide, start at the first traffic and need no full
 * length, only their minimum sample (R-WATCH-2).
 */
export function firedBy(triggers: readonly Trigger[], samples: readonly Sample[], now: Instant): Finding[] {
  return triggers.flatMap(trigger => {
    const seen = seenIn(samples.filter(sample => sample.at > now - trigger.windowMs));
    const hit = evaluate(trigger.condition, seen);
    if (!hit) return [];
    const { name, action, windowMs } = trigger;
    return [{ trigger: name, action, windowMs, canaryRequests: seen.canary.requests, ...hit }];
  });
}

type Hit = Pick<Finding, 'seen' | 'limit' | 'baseline'>;

function evaluate(condition: Condition, seen: Seen): Hit | null {
  const { canary, baseline } = seen;
  switch (condition.kind) {
    case 'error-rate': {
      const percent = errorPercent(canary);
      if (percent === null || canary.requests < condition.minRequests || percent <= condition.percent)
        return null;
      return { seen: percent, limit: condition.percent, baseline: errorPercent(baseline) };
    }
    case 'latency': {
      const seconds = quantile(canary, condition.quantile);
      if (seconds === null || canary.requests < condition.minRequests || seconds <= condition.seconds)
        return null;
      return { seen: seconds, limit: condition.seconds, baseline: quantile(baseline, condition.quantile) };
    }
    case 'latency-ratio': {
      const seconds = quantile(canary, condition.quantile);
      const usual = quantile(baseline, condition.quantile);
      if (seconds === null || usual === null || canary.requests < condition.minRequests) return null;
      const limit = condition.times * usual;
      return seconds > limit ? { seen: seconds, limit, baseline: usual } : null;
    }
    case 'health':
      return seen.failedHealthChecks >= condition.failures
        ? { seen: seen.failedHealthChecks, limit: condition.failures, baseline: null }
        : null;
    case 'figure': {
      const values = seen.figures.get(condition.figure) ?? [];
      const last = values.at(-1);
      if (last === undefined || values.length < condition.minSamples) return null;
      const beyond = condition.is === 'above' ? last > condition.limit : last < condition.limit;
      return beyond ? { seen: last, limit: condition.limit, baseline: null } : null;
    }
  }
}

/** Whether what a trigger looks at was never measured, although there was traffic to measure. */
function isBlind(condition: Condition, { canary, figures, healthChecks }: Seen): boolean {
  switch (condition.kind) {
    case 'error-rate':
      return false;
    case 'latency':
    case 'latency-ratio':
      return canary.requests > 0 && quantile(canary, condition.quantile) === null;
    case 'health':
      return healthChecks === 0;
    case 'figure':
      return !figures.has(condition.figure);
  }
}

/**
 * What a phase has shown. Losing the source in it is never a pass, and neither is too little traffic. Where the canary
 * is compared, too little is also what leaves it possible that it has more errors than are allowed.
 */
export function evidenceOf(rules: WatchRules, samples: readonly Sample[], now: Instant): Evidence {
  const seen = seenIn(samples);
  const { canary, baseline } = seen;
  const measured = samples.filter(sample => sample.measurement !== null);
  const blind = rules.triggers.some(trigger => isBlind(trigger.condition, seen));
  const lost = blind || isLost(rules, samples);
  const failing = firedBy(rules.triggers, samples, now).some(finding => finding.action !== 'notify');
  const { requests, errors } = canary;
  const certainly = rules.comparison && {
    errorsBelow: 100 * upperBound({ requests, bad: errors }),
    allowed: rules.comparison.sloPercent,
  };
  const isTooLittle =
    requests < rules.minRequests || (certainly !== undefined && certainly.errorsBelow > certainly.allowed);
  const verdict = failing
    ? 'fail'
    : measured.length === 0 || lost
      ? 'unmeasured'
      : isTooLittle
        ? 'inconclusive'
        : 'pass';
  return {
    verdict,
    requests,
    errorPercent: errorPercent(canary),
    baselineErrorPercent: errorPercent(baseline),
    p95: quantile(canary, 0.95),
    baselineP95: quantile(baseline, 0.95),
    ...(certainly && { certainly }),
  };
}

/** Whether the last samples in a row, as many as the rules bear, could not be measured. */
export function isLost(rules: Pick<WatchRules, 'lostAfter'>, samples: readonly Sample[]): boolean {
  const last = samples.slice(-rules.lostAfter);
  return last.length >= rules.lostAfter && last.every(sample => sample.measurement === null);
}
