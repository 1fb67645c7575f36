import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { openIncident, type Responder } from '../release/incidents.ts';
import { releaseOfKey } from '../release/page-key.ts';
import type { Release, ReleaseCommand } from '../release/state.ts';
import { hmacList } from './authentic.ts';
import type { Route } from './route.ts';
import { type WebhookAnswer, webhookRoute } from './webhook.ts';

/** https://developer.pagerduty.com/docs/webhooks-overview: one event each, a few kilobytes. */
const MAX_BYTES = 256 * 1024;
const LONGEST_NAME = 120;
/** PagerDuty's clock and that of the database. */
const CLOCKS_DIFFER_MS = 10_000;

const Delivery = z.object({
  event: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string(),
    occurred_at: z.iso.datetime({ offset: true }).optional().catch(undefined),
    /** Null where PagerDuty acted by itself. */
    agent: z.object({ summary: z.string().nullish() }).nullish(),
    /** Only of incidents; other events carry something else. */
    data: z.object({ incident_key: z.string().nullish() }).nullish(),
  }),
});
type Event = z.output<typeof Delivery>['event'];

export interface PagerDutyWebhookMeans {
  /** Of the webhook subscription; PagerDuty shows it once. */
  secret: string;
  engine: Pick<Engine, 'load' | 'handle'>;
  onTrouble(error: unknown): void;
}

/**
 * `POST /webhooks/pagerduty`: what people do about an incident there is done here too. The id of the event is the command's,
 * so that what is delivered twice is done once; PagerDuty repeats what is answered with 5xx.
 */
export const pagerDutyRoute = ({ secret, engine, onTrouble }: PagerDutyWebhookMeans): Route =>
  webhookRoute({
    path: '/webhooks/pagerduty',
    maxBytes: MAX_BYTES,
    isAuthentic: hmacList('x-pagerduty-signature', 'v1', secret),
    schema: Delivery,
    onTrouble,
    receive: ({ event }) => receive(event, engine),
  });

async function receive(event: Event, engine: PagerDutyWebhookMeans['engine']): Promise<WebhookAnswer> {
  const unused = { status: 202, body: { used: false } };
  const release = releaseOfKey(event.data?.incident_key ?? '');
  const command = commandFor(event);
  if (release === null || !command) return unused;
  const known = await engine.load(release);
  if (!known || isOfEarlierOne(event, known)) return unused;
  const outcome = await engine.handle(release, command, {
    commandId: `pagerduty/${event.id}`,
    actor: 'pagerduty',
  });
  // Nothing is open any more, or somebody has it: that is no mistake of PagerDuty's.
  return { status: 202, body: { used: outcome.is !== 'refused' } };
}

/** All incidents of a release have one key, and news of the last one may still be on its way when the next is open. */
function isOfEarlierOne({ occurred_at: at }: Event, release: Release): boolean {
  const openedAt = openIncident(release)?.openedAt;
  return at !== undefined && openedAt !== undefined && Date.parse(at) < openedAt - CLOCKS_DIFFER_MS;
}

function commandFor({ event_type, agent }: Event): ReleaseCommand | null {
  const name = (agent?.summary ?? 'PagerDuty').slice(0, LONGEST_NAME);
  const responder: Responder = { via: 'pagerduty', name };
  switch (event_type) {
    case 'incident.acknowledged':
      return { type: 'AcknowledgeIncident', responder };
    case 'incident.resolved':
      return { type: 'ResolveIncident', responder, note: '' };
    default:
      return null;
  }
}
