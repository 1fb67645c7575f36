import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { selfSigned } from '../../providers/paging/self-signed.ts';
import { until } from './reading.ts';

const Event = z.object({
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string(),
  payload: z.object({ summary: z.string(), severity: z.string() }),
});
export type PagerEvent = z.output<typeof Event>;

/** Whoever is on call, behind a server that speaks PagerDuty's Events API v2 over TLS. */
export interface OnCall {
  readonly env: { PAGERDUTY_ROUTING_KEY: string; PAGERDUTY_HOST: string; NODE_EXTRA_CA_CERTS: string };
  /** Every page so far that says this, oldest first. */
  pages(says: RegExp): PagerEvent[];
  /** Waits for one. */
  paged(says: RegExp): Promise<PagerEvent>;
  close(): Promise<void>;
}

export async function openOnCall(folder: string): Promise<OnCall> {
  const { key, cert } = selfSigned();
  const certFile = join(folder, 'on-call.pem');
  await writeFile(certFile, cert);
  const events: PagerEvent[] = [];
  const server = createServer({ key, cert }, async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const event = Event.parse(JSON.parse(body));
    events.push(event);
    response.writeHead(202, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', dedup_key: event.dedup_key }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const pages = (says: RegExp) => events.filter(({ payload }) => says.test(payload.summary));
  return {
    env: {
      PAGERDUTY_ROUTING_KEY: '0123456789abcdef0123456789abcdef',
      PAGERDUTY_HOST: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: certFile,
    },
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
