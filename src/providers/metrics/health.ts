import type { HealthCheck, Reading } from '../../release/watching.ts';
import { together } from './fetch-text.ts';
import { type MetricsSource, MetricsUnavailable, type Subject } from './port.ts';
import { fill } from './template.ts';

const ANSWERS_WITHIN_MS = 2_000;

export interface HealthEndpoint {
  name: string;
  /** With `{canary}` and the like. */
  url: string;
  critical: boolean;
}

export interface HealthOptions {
  /** One critical check, named `health`. */
  healthUrl?: string;
  health?: readonly HealthEndpoint[];
}

type Health = Pick<Reading, 'healthy' | 'checks'>;

/**
 * Asks all health endpoints of the new version side by side: 2xx is healthy; any other status, no connection and
 * silence for 2 s are not. `healthy` is about the critical ones, null where there is none.
 *
 * @throws MetricsUnavailable when the caller gave up before it was known.
 */
export const healthOf = async (
  { healthUrl, health = [] }: HealthOptions,
  subject: Subject,
  signal: AbortSignal,
): Promise<Health> => {
  const single = healthUrl === undefined ? [] : [{ name: 'health', url: healthUrl, critical: true }];
  const endpoints = [...single, ...health];
  if (endpoints.length === 0) return { healthy: null };
  const checks = await Promise.all(endpoints.map(endpoint => check(endpoint, subject, signal)));
  const critical = checks.filter(one => one.critical);
  return { healthy: critical.length === 0 ? null : critical.every(({ ok }) => ok), checks };
};

/**
 * Health checks beside whatever else is measured. They are answers of the new version itself, so losing the source of the
 * rest does not lose them: a version that crashed is mostly gone from the metrics too.
 *
 * @throws MetricsUnavailable when the rest could not be measured, with what the checks answered
 */
export const besideHealth = async <T extends object>(
  options: HealthOptions,
  subject: Subject,
  signal: AbortSignal,
  measure: (signal: AbortSignal) => Promise<T>,
): Promise<T & Health> => {
  const asked = healthOf(options, subject, signal);
  asked.catch(() => {});
  try {
    return { ...(await together(signal, measure)), ...(await asked) };
  } catch (error) {
    if (!(error instanceof MetricsUnavailable)) throw error;
    const { checks } = await asked.catch((): Partial<Health> => ({}));
    throw checks ? new MetricsUnavailable(error.message, error.kind, { cause: error, checks }) : error;
  }
};

const check = async (
  { name, url, critical }: HealthEndpoint,
  subject: Subject,
  signal: AbortSignal,
): Promise<HealthCheck> => {
  const deadline = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  const failed = (why: string): HealthCheck => ({ name, critical, ok: false, why });
  try {
    const response = await fetch(fill(url, subject, encodeURIComponent), {
      redirect: 'manual',
      signal: AbortSignal.any([signal, deadline]),
    });
    await response.body?.cancel();
    return response.ok ? { name, critical, ok: true, why: null } : failed(`answered ${response.status}`);
  } catch {
    if (deadline.aborted) return failed(`did not answer within ${ANSWERS_WITHIN_MS / 1000} s`);
    if (signal.aborted)
      throw new MetricsUnavailable('the health check did not answer before the reading was given up', 'dead');
    return failed('could not be reached');
  }
};

/** A service of which nothing but its health is known. Nothing is counted, so a reading says only what checks answered. */
export const healthSource = (options: HealthOptions): MetricsSource => ({
  async read(subject, signal) {
    return { canary: [], baseline: [], figures: {}, ...(await healthOf(options, subject, signal)) };
  },
});
