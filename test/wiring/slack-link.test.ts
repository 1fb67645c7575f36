import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readSettings } from '../../src/settings.ts';
import { signedWith } from '../../src/web/authentic.ts';
import { openHealth } from '../../src/web/health.ts';
import { webhookRoute } from '../../src/web/webhook.ts';
import { openSlackLink, SLACK_PATH, type SlackLink } from '../../src/wiring/slack-link.ts';

const SECRET = 'a-signing-secret';
const FORM = 'application/x-www-form-urlencoded';

let link: SlackLink;
let port: number;
const written: string[] = [];

beforeAll(async () => {
  const lines = new PassThrough();
  lines.on('data', line => written.push(String(line)));
  const settings = readSettings({
    SLACK_BOT_TOKEN: 'xoxb-a-token',
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: 'http://127.0.0.1:9/',
    PORT: '0',
  });
  const hook = webhookRoute({
    path: '/webhooks/elsewhere',
    maxBytes: 10_000,
    isAuthentic: signedWith(SECRET),
    schema: z.object({ name: z.string() }),
    receive: async body => ({ status: 202, body }),
    onTrouble: () => {},
  });
  link = openSlackLink(settings, [...openHealth([]).routes, hook], pino({ level: 'info' }, lines));
  port = await link.start();
});
afterEach(() => {
  written.length = 0;
});
afterAll(() => link.stop());

interface Sent {
  method?: string;
  path?: string;
  body?: string;
  type?: string;
  secret?: string;
  at?: number;
}

async function send(sent: Sent): Promise<number> {
  const { method = 'POST', path = SLACK_PATH, body, type = 'application/json', secret = SECRET } = sent;
  const { at = Math.floor(Date.now() / 1000) } = sent;
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  const { status } = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: {
      'content-type': type,
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    },
    ...(body === undefined ? {} : { body }),
  });
  return status;
}

it('what other systems post is checked and answered beside the requests of Slack', async () => {
  const body = '{"name":"ü"}';
  const post = async (secret: string) => {
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'x-hub-signature-256': `sha256=${signature}`, 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/elsewhere`, {
      method: 'POST',
      body,
      headers,
    });
    return [answer.status, await answer.json()];
  };
  expect(await post(SECRET)).toEqual([202, { name: 'ü' }]);
  expect(await post('another')).toEqual([401, { error: expect.stringContaining('missing or wrong') }]);
});

describe('a request that is not as Slack sends it', () => {
  it.each<[what: string, sent: Sent, status: number]>([
    ['with the signature of somebody else', { body: '{}', secret: 'another' }, 401],
    ['that was signed long ago', { body: '{}', at: 1_000_000_000 }, 401],
    ['of half a JSON', { body: '{"token":xoxb-a-token' }, 400],
    ['of JSON that is no object', { body: 'null' }, 400],
    ['of a list', { body: '[{}]' }, 400],
    ['with a payload that is no object', { body: 'payload=null', type: FORM }, 400],
    ['with a payload of half a JSON', { body: 'payload=%7B', type: FORM }, 400],
    ['with a body of 5 MB', { body: `{"text":"${'x'.repeat(5_000_000)}"}` }, 413],
    ['by another method', { method: 'DELETE' }, 404],
    ['to a place that is not there', { path: '/elsewhere?token=xoxb-a-token', body: '{}' }, 404],
  ])('%s is refused and told in one line without secrets', async (_what, sent, status) => {
    expect(await send(sent)).toBe(status);
    await expect.poll(() => written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({ level: 30, status, msg: 'a request was refused' });
    expect(written.join()).not.toMatch(/xoxb|signature|signing/);
    expect(await send({ method: 'GET', path: '/healthz' })).toBe(200);
  });

  it('to an address that is none is refused', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('GET http://[ HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
    await once(socket.resume(), 'close');
  });
});
