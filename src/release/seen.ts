import { sum } from './counting.ts';
import type { Counts, HealthCheck, Measurement, Sample } from './watching.ts';

const measured = (samples: readonly Sample[]): Measurement[] =>
  samples.flatMap(({ measurement }) => (measurement ? [measurement] : []));

/** Everything counted in the samples, added up. What could not be measured adds nothing. */
export function countsIn(samples: readonly Sample[]): { canary: Counts; baseline: Counts } {
  const all = measured(samples);
  return { canary: sum(all.map(one => one.canary)), baseline: sum(all.map(one => one.baseline)) };
}

/** Percent of the time in which all critical health checks passed, where no figure of that name is measured. */
export const UPTIME = 'uptime_percent';

/** The values of a figure, oldest first. */
export const valuesOf = (figure: string, samples: readonly Sample[]): number[] =>
  samples.flatMap(sample => {
    const healthy = figure === UPTIME ? isHealthy(sample) : null;
    return sample.measurement?.figures[figure] ?? (healthy === null ? [] : [healthy ? 100 : 0]);
  });

/** Whether all critical health checks passed; null where there was none. They speak for themselves where the metrics are lost. */
function isHealthy({ measurement, checks = [] }: Sample): boolean | null {
  if (measurement) return measurement.healthy;
  const critical = checks.filter(check => check.critical);
  return critical.length === 0 ? null : critical.every(({ ok }) => ok);
}

/** Health checks of one kind in each sample; where only their sum is known, that is one check. */
export function checksIn(samples: readonly Sample[], critical: boolean): HealthCheck[] {
  return samples.flatMap(({ measurement, checks: alone }) => {
    const checks = measurement ? measurement.checks : alone;
    if (checks) return checks.filter(check => check.critical === critical);
    const healthy = measurement?.healthy ?? null;
    return critical && healthy !== null ? [{ name: 'health', critical, ok: healthy, why: null }] : [];
  });
}

/** The check that failed most often, and what it answered last. */
export function worstOf(checks: readonly HealthCheck[]): { failures: number; last: HealthCheck } | null {
  const failed = new Map<string, { failures: number; last: HealthCheck }>();
  for (const check of checks) {
    if (check.ok) continue;
    failed.set(check.name, { failures: (failed.get(check.name)?.failures ?? 0) + 1, last: check });
  }
  return [...failed.values()].sort((a, b) => b.failures - a.failures)[0] ?? null;
}

/**
 * Requests the new version got, and those its share of the traffic should have brought: the ones of the version beside
 * it × share ÷ rest. Samples in which the share was on the move, or nothing was left beside it, say nothing.
 */
export function throughputIn(samples: readonly Sample[]): { got: number; due: number } {
  return measured(samples).reduce(
    (total, { canary, baseline, traffic }) =>
      traffic === undefined || traffic <= 0 || traffic >= 100
        ? total
        : {
            got: total.got + canary.requests,
            due: total.due + (baseline.requests * traffic) / (100 - traffic),
          },
    { got: 0, due: 0 },
  );
}

/** Requests per second of both versions together; null where no time is known. */
export function requestsPerSecond(samples: readonly Sample[]): number | null {
  const timed = measured(samples).filter(({ overMs }) => overMs !== undefined);
  const ms = timed.reduce((total, { overMs = 0 }) => total + overMs, 0);
  const requests = timed.reduce(
    (total, { canary, baseline }) => total + canary.requests + baseline.requests,
    0,
  );
  return ms === 0 ? null : (1000 * requests) / ms;
}

/** Why figures were missing in the last measurement. */
export const missingIn = (samples: readonly Sample[]): Record<string, string> =>
  measured(samples).at(-1)?.missing ?? {};

/** How often processes of the new version began again, and the samples since the last time. */
export function restartsIn(samples: readonly Sample[]): { restarts: number; since: readonly Sample[] } {
  const restarts = measured(samples).reduce((total, one) => total + (one.restarts ?? 0), 0);
  const last = samples.findLastIndex(({ measurement }) => (measurement?.restarts ?? 0) > 0);
  return { restarts, since: samples.slice(last + 1) };
}
