import type { MetricsOf } from '../policy/monitoring-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { withReferences } from '../policy/references.ts';
import type { Target } from '../policy/target.ts';
import { versionsBehind } from '../providers/deploys/haproxy-slots.ts';
import { askingTogether } from '../providers/metrics/asking-together.ts';
import { expositionSource } from '../providers/metrics/exposition.ts';
import { haproxySource } from '../providers/metrics/haproxy.ts';
import { healthSource } from '../providers/metrics/health.ts';
import { type MetricsSource, type MetricsSources, MetricsUnavailable } from '../providers/metrics/port.ts';
import { prometheusSource } from '../providers/metrics/prometheus.ts';
import type { Ask, PrometheusServer } from '../providers/metrics/prometheus-api.ts';
import type { SecretLookUp } from './secrets.ts';

/** Metrics as the policy describes them; addresses and credentials are looked up each time. */
export const metricsSources = (policy: () => Policy, lookUp: SecretLookUp): MetricsSources => {
  const asking = sharedAsking();
  return (service, environment) => {
    const watched = policy().monitoring.services[service]?.[environment];
    if (!watched)
      throw new MetricsUnavailable(`the policy names no metrics for ${service} in ${environment}`);
    const metrics = withReferences(watched.metrics, lookUp);
    switch (metrics.kind) {
      case 'exposition':
        return expositionSource(metrics);
      case 'prometheus':
        return prometheusSource(metrics, asking(metrics));
      case 'health':
        return healthSource(metrics);
      case 'haproxy': {
        const target = policy().release.services[service]?.environments[environment]?.target;
        return overHaproxy(metrics, target && withReferences(target, lookUp));
      }
    }
  };
};

/** Which version is behind which server is known where versions are put there: by the target. */
function overHaproxy(metrics: Extract<MetricsOf, { kind: 'haproxy' }>, target?: Target): MetricsSource {
  const beside = target?.kind === 'haproxy' ? target : null;
  const slots = metrics.slots ?? beside?.slots;
  const backend = metrics.backend ?? beside?.backend;
  if (!slots || backend === undefined)
    throw new MetricsUnavailable('the policy does not say which backend and slots of HAProxy are measured');
  const { cwd = process.cwd(), variables = {}, commands } = beside ?? {};
  const reading = { cwd, variables, ...(commands?.read ? { read: commands.read } : {}) };
  return haproxySource({
    ...metrics,
    backend,
    versionsBehind: ({ canary, baseline }, signal) =>
      versionsBehind(slots, reading, baseline === null ? [canary] : [canary, baseline], signal),
  });
}

/** Credentials change, so that a server may be known several times for a while. */
const SERVERS = 100;

/** All who ask the same server with the same credentials ask together. */
function sharedAsking(): (server: PrometheusServer) => Ask {
  const known = new Map<string, Ask>();
  return ({ url, headers }) => {
    const key = JSON.stringify([url, Object.entries(headers ?? {}).sort()]);
    const ask = known.get(key) ?? askingTogether({ url, ...(headers && { headers }) });
    known.delete(key);
    known.set(key, ask);
    const oldest = known.keys().next().value;
    if (known.size > SERVERS && oldest !== undefined) known.delete(oldest);
    return ask;
  };
}
