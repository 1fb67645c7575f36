import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { selfSigned } from '../../providers/paging/self-signed.ts';
import { until } from './reading.ts';

const Change = z.object({
  payload: z.object({ summary: z.string(), source: z.string(), timestamp: z.iso.datetime() }),
});
export type PagerChange = z.output<typeof Change>['payload'];

/** The limits of https://developer.pagerduty.com/docs/send-alert-event; whatever breaks them is answered with 400. */
const Event = z.object({
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string().min(1).max(255),
  payload: z.object({
    summary: z.string().min(1).max(1024),
    source: z.string().min(1),
    severity: z.enum(['critical', 'error', 'warning', 'info']),
  }),
});
export type PagerEvent = z.output<typeof Event>;

/** Whoever is on call, behind a server that speaks PagerDuty's Events API v2 over TLS. */
export interface OnCall {
  readonly env: {
    PAGERDUTY_ROUTING_KEY: string;
    PAGERDUTY_HOST: string;
    PAGERDUTY_WEBHOOK_SECRET: string;
    NODE_EXTRA_CA_CERTS: string;
  };
  /** What was acknowledged and resolved, such as `resolve tminus/checkout-1.4.0-abcdef`, oldest first. */
  followUps(): string[];
  /** What was told as a change, oldest first. */
  changes(): PagerChange[];
  /** Does something about the incident of this release by phone: PagerDuty tells it to the webhook. */
  presses(what: 'acknowledged' | 'resolved', dedupKey: string, botUrl: string): Promise<number>;
  /** Every page so far that says this, oldest first. */
  pages(says: RegExp): PagerEvent[];
  /** Waits for one. */
  paged(says: RegExp): Promise<PagerEvent>;
  close(): Promise<void>;
}

const WEBHOOK_SECRET = 'secret-of-the-stage';

/** As PagerDuty's webhooks v3 are documented. Answers the status. */
async function deliver(type: string, dedupKey: string, botUrl: string): Promise<number> {
  const agent = { id: 'PLH1HKV', summary: 'Mona Ops', type: 'user_reference' };
  const data = { id: 'PGR0VU2', type: 'incident', incident_key: dedupKey };
  const event = {
    id: randomUUID(),
    event_type: type,
    resource_type: 'incident',
    occurred_at: new Date().toISOString(),
    agent,
    data,
  };
  const body = JSON.stringify({ event });
  const signature = createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex');
  const response = await fetch(`${botUrl}/webhooks/pagerduty`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pagerduty-signature': `v1=${signature}` },
    body,
  });
  return response.status;
}

export async function openOnCall(folder: string): Promise<OnCall> {
  const { key, cert } = selfSigned();
  const certFile = join(folder, 'on-call.pem');
  await writeFile(certFile, cert);
  const events: PagerEvent[] = [];
  const changes: PagerChange[] = [];
  const server = createServer({ key, cert }, async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    if (request.url === '/v2/change/enqueue') {
      changes.push(Change.parse(JSON.parse(body)).payload);
      response.writeHead(202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ status: 'success', message: 'Change event processed' }));
      return;
    }
    const { data: event, error } = Event.safeParse(JSON.parse(body));
    response.writeHead(event ? 202 : 400, { 'content-type': 'application/json' });
    if (!event) {
      const errors = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      response.end(JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors }));
      return;
    }
    events.push(event);
    response.end(
      JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: event.dedup_key }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pages = (says: RegExp) =>
    events.filter(({ event_action, payload }) => event_action === 'trigger' && says.test(payload.summary));
  return {
    env: {
      PAGERDUTY_ROUTING_KEY: '0123456789abcdef0123456789abcdef',
      PAGERDUTY_HOST: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      PAGERDUTY_WEBHOOK_SECRET: WEBHOOK_SECRET,
      NODE_EXTRA_CA_CERTS: certFile,
    },
    followUps: () =>
      events.flatMap(({ event_action, dedup_key }) =>
        event_action === 'trigger' ? [] : [`${event_action} ${dedup_key}`],
      ),
    changes: () => [...changes],
    presses: (what, dedupKey, botUrl) => deliver(`incident.${what}`, dedupKey, botUrl),
    pages,
    paged: says =>
      until({
        for: `a page that says ${says}`,
        look: () => pages(says)[0],
        instead: () => events.map(({ payload }) => payload.summary).join('\n') || 'no page at all',
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
