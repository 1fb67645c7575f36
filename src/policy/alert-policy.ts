import { z } from 'zod';
import { isRefusal } from '../release/refusals.ts';
import type { Environment } from '../release/terms.ts';
import { ALERT_SEVERITIES, type AlertSeverity } from '../release/watching.ts';
import { Text } from './names.ts';
import type { Policy } from './policy.ts';
import { resolveEnvironment, resolveService } from './resolve.ts';

/** How alerts of Alertmanager are understood. */
export const AlertPolicy = z.strictObject({
  /** Which labels say what an alert is about. */
  labels: z
    .strictObject({
      service: Text.prefault('service'),
      environment: Text.prefault('environment'),
      severity: Text.prefault('severity'),
      version: Text.prefault('version'),
    })
    .prefault({}),
  /** What the values of the severity label mean here; one that is not listed is told and does nothing. */
  severities: z
    .record(Text, z.enum(ALERT_SEVERITIES))
    .prefault({ critical: 'critical', page: 'critical', high: 'high', error: 'high' }),
});
export type AlertPolicy = z.output<typeof AlertPolicy>;

export interface AboutAlert {
  service: string;
  environment: Environment;
  /** Null when the alert does not say. */
  version: string | null;
  severity: AlertSeverity;
}

/**
 * What an alert is about by its labels, or in words why nobody can tell. A severity that is not known, or none, is
 * medium: people hear of it, and nothing is done on a guess.
 */
export function aboutAlert(
  policy: Policy,
  labels: Readonly<Record<string, string>>,
): AboutAlert | { unknown: string } {
  const { labels: names, severities } = policy.monitoring.alertmanager;
  const labelled = (label: string) => labels[label]?.trim() || null;
  const [named, where] = [labelled(names.service), labelled(names.environment)];
  if (named === null) return { unknown: `it has no label ${names.service}` };
  if (where === null) return { unknown: `it has no label ${names.environment}` };
  const environment = resolveEnvironment(where);
  if (environment === null) return { unknown: `its label ${names.environment} names no environment` };
  const service = resolveService(policy, { named });
  if (isRefusal(service)) return { unknown: `its label ${names.service} names no service of the policy` };
  const severity = severities[labelled(names.severity)?.toLowerCase() ?? ''] ?? 'medium';
  const version = labelled(names.version)?.replace(/^v(?=\d)/, '') ?? null;
  return { service: service.name, environment, version, severity };
}
