import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PagerDutyOptions, pagerDuty } from '../../../src/providers/paging/pagerduty.ts';
import { type Page, PagingUnavailable } from '../../../src/providers/paging/port.ts';
import { json, page, soon } from '../local-server.ts';
import { selfSigned } from './self-signed.ts';

const ROUTING_KEY = '0123456789abcdef0123456789abcdef';
const { key, cert } = selfSigned();

type Answer = (response: ServerResponse) => void;
const accept: Answer = response => json(response, 202, { status: 'success', message: 'Event processed' });
const hang: Answer = () => {};
const reset: Answer = () => {
  for (const socket of sockets) socket.resetAndDestroy();
};

interface Sent {
  event_action: string;
  dedup_key: string;
  payload: { summary: string };
}

/** Below TLS, where a connection can be reset. */
const sockets = new Set<Socket>();
let server: Server;
let address: string;
let answers: Answer[];
let events: { url: string | undefined; at: number; data: Sent }[];

beforeAll(async () => {
  server = createServer({ key, cert }, async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    events.push({ url: request.url, at: Date.now(), data: JSON.parse(body) });
    (answers.shift() ?? accept)(response);
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});
beforeEach(() => {
  answers = [];
  events = [];
});

const paging = (over: Partial<PagerDutyOptions> = {}) =>
  pagerDuty({
    routingKey: ROUTING_KEY,
    server: address,
    authority: cert,
    attemptMs: 300,
    firstWaitMs: 5,
    ...over,
  });

const aPage: Page = {
  dedupKey: 'rb:checkout:production',
  summary: 'Rolling back checkout 1.4.0 failed',
  severity: 'critical',
  source: 'checkout in production',
  details: { step: 'restore' },
  links: [{ href: 'https://example.com/r/1', text: 'The release' }],
};

const failure = async (sending: Promise<void>): Promise<string> => {
  const error = await sending.then(
    () => null,
    problem => problem,
  );
  expect(error).toBeInstanceOf(PagingUnavailable);
  expect(error.message).not.toContain(ROUTING_KEY);
  return error.message;
};

const openSockets = (): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );

describe('a page', () => {
  it('is one event with the key that its resolution has too', async () => {
    await paging().trigger(aPage, soon());
    await paging().resolve(aPage.dedupKey, soon());
    expect(events.map(({ url }) => url)).toEqual(['/v2/enqueue', '/v2/enqueue']);
    expect(events[0]?.data).toEqual({
      routing_key: ROUTING_KEY,
      event_action: 'trigger',
      dedup_key: 'rb:checkout:production',
      payload: {
        summary: 'Rolling back checkout 1.4.0 failed',
        severity: 'critical',
        source: 'checkout in production',
        custom_details: { step: 'restore' },
      },
      links: [{ href: 'https://example.com/r/1', text: 'The release' }],
    });
    expect(events[1]?.data).toMatchObject({ event_action: 'resolve', dedup_key: 'rb:checkout:production' });
  });

  it('is cut to what PagerDuty takes, and two long keys stay two', async () => {
    const long = 'k'.repeat(300);
    await paging().trigger({ ...aPage, summary: 's'.repeat(2_000), dedupKey: `${long}1` }, soon());
    await paging().trigger({ ...aPage, dedupKey: `${long}2` }, soon());
    expect(events[0]?.data.payload.summary).toHaveLength(1_024);
    const keys = events.map(({ data }) => data.dedup_key);
    expect(keys.map(one => one.length)).toEqual([255, 255]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('gets through after a 500, a reset, a web page and silence', async () => {
    answers = [
      response => json(response, 500, { status: 'error' }),
      reset,
      response => page(response, 502),
      hang,
    ];
    await paging().trigger(aPage, soon());
    expect(events).toHaveLength(5);
  });

  it('waits as long as PagerDuty asks, and is not sent again in between', async () => {
    answers = [
      response =>
        response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' }).end('{}'),
    ];
    await paging().trigger(aPage, soon());
    expect(events).toHaveLength(2);
    expect((events[1]?.at ?? 0) - (events[0]?.at ?? 0)).toBeGreaterThanOrEqual(950);
  });

  it('is not sent again when PagerDuty refuses it, and the reason is told without the key', async () => {
    const errors = [`routing key ${ROUTING_KEY} is unknown`];
    answers = [
      response =>
        json(response, 400, { status: 'invalid event', message: 'Event object is invalid', errors }),
    ];
    expect(await failure(paging().trigger(aPage, soon()))).toBe(
      'PagerDuty refused the event (400: Event object is invalid: routing key ••• is unknown)',
    );
    expect(events).toHaveLength(1);
  });

  it('is not taken for delivered when a web page says 200', async () => {
    answers = [response => page(response, 200)];
    await paging().trigger(aPage, soon());
    expect(events).toHaveLength(2);
  });

  it('is given up after the last attempt, with the last reason', async () => {
    answers = Array.from(
      { length: 9 },
      () => (response: ServerResponse) => json(response, 503, { message: 'busy' }),
    );
    expect(await failure(paging({ attempts: 3 }).trigger(aPage, soon()))).toContain(
      '3 attempts were made; last: 503: busy',
    );
    expect(events).toHaveLength(3);
  });

  it('is given up when the caller gives up, during an attempt and between two', async () => {
    answers = [hang];
    const started = Date.now();
    expect(await failure(paging({ attemptMs: 60_000 }).trigger(aPage, soon(100)))).toContain('given up');
    answers = [response => json(response, 503, {})];
    expect(await failure(paging({ firstWaitMs: 60_000 }).trigger(aPage, soon(100)))).toContain('given up');
    expect(Date.now() - started).toBeLessThan(4_000);
  });

  it('is not sent to a server that cannot prove who it is', async () => {
    const stranger = pagerDuty({ routingKey: ROUTING_KEY, server: address, attempts: 1 });
    expect(await failure(stranger.trigger(aPage, soon()))).toContain('certificate');
    expect(events).toEqual([]);
  });

  it('leaves no connection open', async () => {
    answers = [hang, reset, response => page(response, 502)];
    await paging().trigger(aPage, soon());
    await expect.poll(openSockets).toBe(0);
  });

  it('leaves nothing behind that keeps the process alive', async () => {
    const program = fileURLToPath(new URL('./page-and-end.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', program, '127.0.0.1:1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [told] = await once(child.stdout, 'data');
    const failedAt = Date.now();
    await once(child, 'exit');
    expect(String(told)).toBe('PagingUnavailable\n');
    expect(Date.now() - failedAt).toBeLessThan(2_000);
  });
});
