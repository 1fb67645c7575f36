import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { type Environment, type ReleaseId, TMINUS } from '../release/terms.ts';
import { isWatched } from '../release/watch.ts';
import type { AlertSeverity } from '../release/watching.ts';
import { bearing } from './authentic.ts';
import type { Route } from './route.ts';
import { webhookRoute } from './webhook.ts';

const Labels = z.record(z.string(), z.string());

const Alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: Labels.default({}),
  startsAt: z.iso.datetime({ offset: true }),
  fingerprint: z.string().min(1).max(100),
});
type Alert = z.output<typeof Alert>;

/** https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
const Payload = z.object({ version: z.literal('4'), alerts: z.array(Alert) });

export interface AlertmanagerMeans {
  /** What `Authorization: Bearer …` has to hold. */
  token: string;
  engine: Pick<Engine, 'lane' | 'load' | 'handle'>;
  about(labels: Readonly<Record<string, string>>): AboutAlert | { unknown: string };
  /** An alert nothing is done about, and why; both may be logged. */
  onIgnored(alert: string, why: string): void;
  onTrouble(error: unknown): void;
}

export interface AboutAlert {
  service: string;
  environment: Environment;
  version: string | null;
  severity: AlertSeverity;
}

/** A group of many alerts has about a kilobyte each. */
const MAX_BYTES = 1024 * 1024;
const LONGEST = 300;

/**
 * Alerts in: what is about a release that is watched is told to it. The key of an alert is its fingerprint and start, so
 * that what is sent again, to whatever process, is no news; Alertmanager repeats what is answered with 5xx.
 */
export function alertmanagerRoute(means: AlertmanagerMeans): Route {
  return webhookRoute({
    path: '/webhooks/alertmanager',
    maxBytes: MAX_BYTES,
    isAuthentic: bearing(means.token),
    schema: Payload,
    misshapenStatus: 400,
    async receive({ alerts }) {
      let told = 0;
      for (const alert of alerts) {
        const why = await tell(alert, means);
        if (why === null) told += 1;
        else means.onIgnored(nameOf(alert), why);
      }
      return { status: 200, body: { received: alerts.length, told } };
    },
    onTrouble: means.onTrouble,
  });
}

const nameOf = ({ labels }: Alert): string =>
  (labels.alertname ?? 'an alert without a name').slice(0, LONGEST);

/** Null when a release was told, else why not. */
async function tell(alert: Alert, { engine, about }: AlertmanagerMeans): Promise<string | null> {
  const found = about(alert.labels);
  if ('unknown' in found) return found.unknown;
  const { service, environment, version, severity } = found;
  const { current } = await engine.lane({ service, environment });
  const release = current && (await engine.load(current.release));
  if (!release || !isWatched(release)) return `nothing of ${service} in ${environment} is watched now`;
  if (version !== null && version !== release.plan.version)
    return `it is about another version than ${release.plan.version}`;
  const { fingerprint, startsAt, status, annotations } = alert;
  const key = `${fingerprint}/${startsAt}`;
  const command = {
    type: 'RecordAlert',
    alert: {
      name: nameOf(alert),
      key,
      startsAt: Date.parse(startsAt),
      summary: (annotations.summary ?? annotations.description ?? '').slice(0, LONGEST),
    },
    severity,
    state: status,
  } as const;
  await engine.handle(release.id, command, { commandId: commandId(release.id, key, status), actor: TMINUS });
  return null;
}

const commandId = (release: ReleaseId, key: string, status: Alert['status']): string =>
  `alertmanager/${release}/${key}/${status}`;
