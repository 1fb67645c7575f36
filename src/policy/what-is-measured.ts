import type { Criterion, Measure } from '../release/criteria.ts';
import { UPTIME } from '../release/seen.ts';
import type { Condition, Trigger } from '../release/watching.ts';
import type { MetricsOf } from './monitoring-policy.ts';

/** Whether requests are counted at all; a service that has but health checks is judged by those. */
export const isCounted = ({ kind }: MetricsOf): boolean => kind !== 'health';

/** HAProxy has no histogram; what it has is the figure `response_time_ms`. */
const hasLatency = (metrics: MetricsOf): boolean => isCounted(metrics) && metrics.kind !== 'haproxy';

const isChecked = ({ healthUrl, health = [] }: MetricsOf, critical: boolean): boolean =>
  (critical && healthUrl !== undefined) || health.some(check => check.critical === critical);

const figuresOf = (metrics: MetricsOf): string[] => [
  ...(metrics.kind === 'health' ? [] : (metrics.figures ?? []).map(({ name }) => name)),
  ...(isChecked(metrics, true) ? [UPTIME] : []),
  ...(metrics.kind === 'haproxy' ? ['response_time_ms'] : []),
];

/** A preset's triggers apply where what they look at is configured: a check nobody makes can never fail. */
export const applyingTriggers = (triggers: readonly Trigger[], metrics: MetricsOf): Trigger[] =>
  triggers.filter(({ condition }) => isLookedAt(condition, metrics));

function isLookedAt(condition: Condition, metrics: MetricsOf): boolean {
  switch (condition.kind) {
    case 'health':
      return isChecked(metrics, condition.critical ?? true);
    case 'figure':
      return figuresOf(metrics).includes(condition.figure);
    case 'latency':
    case 'latency-ratio':
      return hasLatency(metrics);
    case 'error-rate':
    case 'throughput':
    case 'restarts':
      return isCounted(metrics);
  }
}

function isShown(measure: Measure, metrics: MetricsOf): boolean {
  switch (measure.kind) {
    case 'figure':
      return figuresOf(metrics).includes(measure.figure);
    case 'latency':
      return hasLatency(metrics);
    case 'error-rate':
    case 'throughput':
      return isCounted(metrics);
  }
}

/** Where nothing is counted a phase has to show at least that its checks pass. */
const ALWAYS_UP: Criterion = {
  when: 'phase',
  measure: { kind: 'figure', figure: UPTIME },
  is: 'at-least',
  limit: 100,
};

/** Each criterion applies only where it is configured: a figure nobody measures cannot be missed. */
export function applyingCriteria(criteria: readonly Criterion[], metrics: MetricsOf): Criterion[] {
  const applying = criteria.filter(({ measure }) => isShown(measure, metrics));
  const isUptimeAsked = applying.some(
    ({ when, measure }) => when === 'phase' && measure.kind === 'figure' && measure.figure === UPTIME,
  );
  return isCounted(metrics) || isUptimeAsked ? applying : [...applying, ALWAYS_UP];
}
