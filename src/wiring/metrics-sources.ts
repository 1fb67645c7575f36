import type { Policy } from '../policy/policy.ts';
import { withReferences } from '../policy/references.ts';
import { expositionSource } from '../providers/metrics/exposition.ts';
import { type MetricsSources, MetricsUnavailable } from '../providers/metrics/port.ts';
import { prometheusSource } from '../providers/metrics/prometheus.ts';
import type { SecretLookUp } from './secrets.ts';

/** Metrics as the policy describes them; addresses and credentials are looked up each time. */
export const metricsSources =
  (policy: () => Policy, lookUp: SecretLookUp): MetricsSources =>
  (service, environment) => {
    const watched = policy().monitoring.services[service]?.[environment];
    if (!watched)
      throw new MetricsUnavailable(`the policy names no metrics for ${service} in ${environment}`);
    const metrics = withReferences(watched.metrics, lookUp);
    return metrics.kind === 'exposition' ? expositionSource(metrics) : prometheusSource(metrics);
  };
