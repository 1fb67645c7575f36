import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bearing, signedWith } from '../../src/web/authentic.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { webhookRoute } from '../../src/web/webhook.ts';

const SECRET = 's3cret-of-the-hook';
const schema = z.object({ name: z.string(), inner: z.object({ count: z.number() }) });
const received: unknown[] = [];
const troubles: unknown[] = [];
let broken = false;

let server: WebServer;
let port: number;
beforeAll(async () => {
  const shared = {
    maxBytes: 1_000,
    withinMs: 200,
    schema,
    onTrouble: (error: unknown) => troubles.push(error),
    async receive(body: unknown) {
      if (broken) throw new Error('the database is away');
      received.push(body);
      return { status: 202, body: { kept: true } };
    },
  };
  server = openWebServer([
    webhookRoute({ ...shared, path: '/signed', isAuthentic: signedWith(SECRET) }),
    webhookRoute({ ...shared, path: '/bearing', isAuthentic: bearing(SECRET) }),
  ]);
  port = await server.listen(0);
});
afterAll(() => server.close());
beforeEach(() => {
  received.length = 0;
  troubles.length = 0;
  broken = false;
});

const GOOD = '{"name":"ü", "inner":{"count":2},"more":true}';
const signed = (body: string, secret = SECRET) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

async function post(path: string, body: string, headers: Record<string, string>) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}

describe('a webhook', () => {
  it('takes a body signed with the shared secret, and only the fields it uses', async () => {
    const { status, text } = await post('/signed', GOOD, { 'x-hub-signature-256': signed(GOOD) });
    expect([status, JSON.parse(text)]).toEqual([202, { kept: true }]);
    expect(received).toEqual([{ name: 'ü', inner: { count: 2 } }]);
  });

  it('takes a body that bears the shared token', async () => {
    expect(await post('/bearing', GOOD, { authorization: `Bearer ${SECRET}` })).toMatchObject({
      status: 202,
    });
  });

  it.each([
    ['without a signature', '/signed', GOOD, {}],
    ['signed with another secret', '/signed', GOOD, { 'x-hub-signature-256': signed(GOOD, 'other') }],
    ['signed and changed on the way', '/signed', `${GOOD} `, { 'x-hub-signature-256': signed(GOOD) }],
    ['with half a signature', '/signed', GOOD, { 'x-hub-signature-256': signed(GOOD).slice(0, 30) }],
    ['signed by the weaker old method', '/signed', GOOD, { 'x-hub-signature': 'sha1=00' }],
    ['with the secret itself as signature', '/signed', GOOD, { 'x-hub-signature-256': SECRET }],
    ['without a token', '/bearing', GOOD, {}],
    ['with another token', '/bearing', GOOD, { authorization: 'Bearer other' }],
    ['with the token of another kind', '/bearing', GOOD, { authorization: `Basic ${SECRET}` }],
    ['of nonsense without a signature', '/signed', '{', {}],
  ])('refuses a body %s', async (_, path, body, headers) => {
    const { status, text } = await post(path, body, headers);
    expect(status).toBe(401);
    expect(text).toContain('missing or wrong');
    expect(text).not.toContain(SECRET);
    expect(received).toEqual([]);
  });

  it.each([
    ['that is no JSON', '{"name":', 400, 'not JSON'],
    ['that is empty', '', 400, 'not JSON'],
    ['that is null', 'null', 422, 'the body is not as expected'],
    ['with a field of another kind', '{"name":"a","inner":{"count":"two"}}', 422, 'inner.count'],
    ['that is too long', `{"name":"${'x'.repeat(200_000)}"}`, 413, 'at most 1000 bytes'],
  ])('says in a sentence what is wrong with a body %s', async (_, body, status, sentence) => {
    const answer = await post('/signed', body, { 'x-hub-signature-256': signed(body) });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(sentence);
    expect(received).toEqual([]);
  });

  it('asks for it again when it could not be kept', async () => {
    broken = true;
    const answer = await post('/signed', GOOD, { 'x-hub-signature-256': signed(GOOD) });
    expect(answer).toMatchObject({ status: 503 });
    expect(answer.text).not.toContain('database');
    expect(troubles).toHaveLength(1);
  });

  it('does not wait for a sender that stops in the middle', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /signed HTTP/1.1\r\nhost: here\r\ncontent-length: 100\r\n\r\n{"name"');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 408 /);
    await once(socket.resume(), 'close');
  });

  it('is posted to and nothing else', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/signed`);
    expect(response.status).toBe(405);
    expect(await response.text()).toContain('only POST');
  });
});
