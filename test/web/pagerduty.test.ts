import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { INCIDENT_DEFAULTS, openIncident } from '../../src/release/incidents.ts';
import { pagerDutyRoute } from '../../src/web/pagerduty.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { allGo, approved, deployedBy, done, found, OWNER, planned, started } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { engineOn } from '../support/on-engine.ts';

const SECRET = 'secret-of-the-subscription';
let store: OpenedStore;
let process: ReturnType<typeof engineOn>;
let server: WebServer;
let port: number;
let troubles: unknown[];
beforeAll(async () => {
  store = await openStore('embedded');
});
afterAll(() => store.close());
beforeEach(async () => {
  await resetStore(store.db);
  troubles = [];
  process = engineOn(store.db);
  const { engine } = process;
  const route = pagerDutyRoute({ secret: SECRET, engine, onTrouble: error => troubles.push(error) });
  server = openWebServer([route], () => {});
  port = await server.listen(0);
  const incidents = { ...INCIDENT_DEFAULTS, automatic: true };
  await process.given([
    planned('minor', 'production', { terms: { incidents } }),
    approved,
    allGo,
    deployedBy(OWNER),
    started(),
    done('check', 'install', 'traffic-5'),
    found(),
  ]);
});
afterEach(() => server.close());

/** As in PagerDuty's documentation of webhooks v3. */
const delivery = (type: string, changes: Record<string, unknown> = {}, id = '5ac64822-4adc') => ({
  event: {
    id,
    event_type: type,
    resource_type: 'incident',
    occurred_at: '2027-03-01T09:05:00.000Z',
    agent: {
      html_url: 'https://acme.pagerduty.com/users/PLH1HKV',
      id: 'PLH1HKV',
      self: 'https://api.pagerduty.com/users/PLH1HKV',
      summary: 'Mona Ops',
      type: 'user_reference',
    },
    client: { name: 'PagerDuty' },
    data: {
      id: 'PGR0VU2',
      type: 'incident',
      number: 2,
      status: 'acknowledged',
      incident_key: `tminus/${RELEASE}`,
      title: 'checkout 1.4.0',
      urgency: 'high',
      ...changes,
    },
  },
});

async function post(body: unknown, sign = signatureOf): Promise<{ status: number; body: unknown }> {
  const text = JSON.stringify(body);
  const response = await fetch(`http://127.0.0.1:${port}/webhooks/pagerduty`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-pagerduty-signature': sign(text) },
    body: text,
  });
  return { status: response.status, body: await response.json() };
}
const hmac = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');
const signatureOf = (text: string) => `v1=${hmac(text, SECRET)}`;
const incident = async () => {
  const release = await process.engine.load(RELEASE);
  return release && openIncident(release);
};

describe('what people do in PagerDuty', () => {
  it('by acknowledging is known here, with their name', async () => {
    expect(await post(delivery('incident.acknowledged'))).toEqual({ status: 202, body: { used: true } });
    expect((await incident())?.acknowledged?.by).toEqual({ via: 'pagerduty', name: 'Mona Ops' });
  });

  it('by resolving ends the incident', async () => {
    await post(delivery('incident.resolved'));
    expect(await incident()).toBeNull();
  });

  it('counts once, however often it is delivered', async () => {
    await post(delivery('incident.resolved'));
    const { engine } = process;
    const report = { type: 'OpenIncident', by: 'dora', priority: 'P2', what: 'it is back' } as const;
    await engine.handle(RELEASE, report, { commandId: 'again', actor: 'dora' });
    await post(delivery('incident.resolved'));
    expect(await incident()).toMatchObject({ number: 2 });
  });

  it('about the last incident says nothing of the one that is open now, however late it comes', async () => {
    const resolvedAt = new Date(await store.db.now()).toISOString();
    const responder = { via: 'slack', person: 'opal' } as const;
    await process.given({ type: 'ResolveIncident', responder, note: 'the pool was too small' });
    await process.wait(60_000);
    await process.given({ type: 'OpenIncident', by: 'dora', priority: 'P1', what: 'it is back' });
    const { event } = delivery('incident.resolved');
    const late = { event: { ...event, occurred_at: resolvedAt } };
    expect(await post(late)).toEqual({ status: 202, body: { used: false } });
    expect(await incident()).toMatchObject({ number: 2 });
  });

  it('after somebody here was first is no mistake', async () => {
    const responder = { via: 'slack', person: 'opal' } as const;
    await process.given({ type: 'AcknowledgeIncident', responder });
    expect(await post(delivery('incident.acknowledged'))).toEqual({ status: 202, body: { used: false } });
    expect((await incident())?.acknowledged?.by).toEqual(responder);
  });
});

describe('what is none of ours', () => {
  it.each([
    ['an incident of something else', delivery('incident.acknowledged', { incident_key: 'db-7' })],
    ['an incident without a key', delivery('incident.acknowledged', { incident_key: null })],
    ['a release nobody knows', delivery('incident.resolved', { incident_key: 'tminus/no-1.0.0-abcdef' })],
    ['a note', delivery('incident.annotated')],
    ['news of a service', { event: { id: 'e1', event_type: 'service.updated', agent: null, data: {} } }],
  ])('is taken and not used: %s', async (_, body) => {
    expect(await post(body)).toEqual({ status: 202, body: { used: false } });
    expect((await incident())?.acknowledged).toBeNull();
  });
});

describe('the signature', () => {
  it('may be one of several while the secret is exchanged', async () => {
    const both = (text: string) => `v1=${hmac(text, 'the one before')},v1=${hmac(text, SECRET)}`;
    expect((await post(delivery('incident.acknowledged'), both)).status).toBe(202);
  });

  it.each([
    ['is missing', () => ''],
    ['is made with another secret', (text: string) => `v1=${hmac(text, 'guessed')}`],
    ['is of another version', (text: string) => `v2=${hmac(text, SECRET)}`],
    ['is of another body', () => `v1=${hmac('{}', SECRET)}`],
  ])('is asked for: a request whose one %s is refused', async (_, sign) => {
    expect((await post(delivery('incident.acknowledged'), sign)).status).toBe(401);
    expect((await incident())?.acknowledged).toBeNull();
  });
});

it('a body that is no event of theirs is refused', async () => {
  expect((await post({ event: { id: 7 } })).status).toBe(422);
});

it('what could not be recorded is sent again by PagerDuty', async () => {
  await server.close();
  const broken = {
    ...process.engine,
    handle: () => Promise.reject(new Error('the database is away')),
  };
  const route = pagerDutyRoute({ secret: SECRET, engine: broken, onTrouble: error => troubles.push(error) });
  server = openWebServer([route], () => {});
  port = await server.listen(0);
  expect((await post(delivery('incident.acknowledged'))).status).toBe(503);
  expect(troubles).toHaveLength(1);
});
