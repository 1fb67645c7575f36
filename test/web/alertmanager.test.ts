import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { aboutAlert } from '../../src/policy/alert-policy.ts';
import { alertmanagerRoute } from '../../src/web/alertmanager.ts';
import { openWebServer, type WebServer } from '../../src/web/server.ts';
import { deploying, done, planned, shipped } from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { engineOn } from '../support/on-engine.ts';
import { openRealAlertmanager, type RealAlertmanager } from './real-alertmanager.ts';

const TOKEN = 'token-of-the-alertmanager';
let store: OpenedStore;
let process: ReturnType<typeof engineOn>;
let server: WebServer;
let port: number;
let ignored: [string, string][];
let troubles: unknown[];
let statuses: number[];
beforeAll(async () => {
  store = await openStore('embedded');
});
afterAll(() => store.close());

/** A process with an engine of its own, as after a restart. */
async function start(handle?: () => never): Promise<void> {
  process = engineOn(store.db);
  const { engine } = process;
  server = openWebServer(
    [
      alertmanagerRoute({
        token: TOKEN,
        engine: handle ? { ...engine, handle } : engine,
        about: labels => aboutAlert(shipped, labels),
        onIgnored: (alert, why) => ignored.push([alert, why]),
        onTrouble: error => troubles.push(error),
      }),
    ],
    ({ status }) => statuses.push(status),
  );
  port = await server.listen(0);
}
beforeEach(async () => {
  await resetStore(store.db);
  ignored = [];
  troubles = [];
  statuses = [];
  await start();
});
afterEach(() => server.close());

/** As Alertmanager 0.27 sends it. */
const alert = (changes: Record<string, unknown> = {}, labels: Record<string, string> = {}) => ({
  status: 'firing',
  labels: {
    alertname: 'HighErrorRate',
    service: 'checkout',
    environment: 'prod',
    severity: 'critical',
    instance: '10.0.0.7:9090',
    ...labels,
  },
  annotations: { summary: 'checkout fails', runbook_url: 'https://runbooks.example.com' },
  startsAt: '2099-01-01T12:00:00.123456789+02:00',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus:9090/graph',
  fingerprint: '86f2dcf3a0c2d0a1',
  ...changes,
});
const payload = (...alerts: unknown[]) => ({
  version: '4',
  groupKey: '{}:{alertname="HighErrorRate"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'tminus',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts,
});
async function post(body: unknown, authorization = `Bearer ${TOKEN}`) {
  const response = await fetch(`http://127.0.0.1:${port}/webhooks/alertmanager`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization, 'content-type': 'application/json' },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const told = async () =>
  (await process.engine.history(RELEASE)).filter(({ event }) =>
    ['TriggerFired', 'AlertResolved', 'RollbackStarted', 'RolloutPaused'].includes(event.type),
  );
const types = async () => (await told()).map(({ event }) => event.type);

describe('an alert about a release that is watched', () => {
  beforeEach(() => process.given([deploying, done('check', 'install', 'traffic-5')]));

  it('takes it back when it is critical, and is told by its own words', async () => {
    expect(await post(payload(alert()))).toEqual({ status: 200, body: { received: 1, told: 1 } });
    expect(await types()).toEqual(['TriggerFired', 'RollbackStarted']);
    const [fired] = await told();
    expect(fired?.event).toMatchObject({
      finding: {
        severity: 'critical',
        alert: {
          name: 'HighErrorRate',
          summary: 'checkout fails',
          startsAt: Date.UTC(2099, 0, 1, 10, 0, 0, 123),
        },
      },
    });
  });

  it.each([
    ['high', ['TriggerFired', 'RolloutPaused']],
    ['warning', ['TriggerFired']],
    ['made up', ['TriggerFired']],
  ])('of severity %s does no more than that', async (severity, expected) => {
    await post(payload(alert({}, { severity })));
    expect(await types()).toEqual(expected);
  });

  it('is told once, also when another process gets it after a restart', async () => {
    const warning = alert({}, { severity: 'warning' });
    await post(payload(warning, warning));
    await post(payload(warning));
    await server.close();
    await start();
    await post(payload(warning));
    expect(await types()).toEqual(['TriggerFired']);
    await post(payload({ ...warning, status: 'resolved' }));
    await post(payload({ ...warning, status: 'resolved' }));
    expect(await types()).toEqual(['TriggerFired', 'AlertResolved']);
  });

  it.each([
    ['another service', { service: 'search' }, /names no service/],
    ['another environment', { environment: 'staging' }, /nothing of checkout in staging is watched/],
    ['no environment there is', { environment: 'moon' }, /names no environment/],
    ['another version', { version: 'v1.3.0' }, /another version than 1\.4\.0/],
  ])('about %s is answered with 200, logged and told to nobody', async (_, labels, why) => {
    expect(await post(payload(alert({}, labels)))).toEqual({ status: 200, body: { received: 1, told: 0 } });
    expect(ignored).toEqual([['HighErrorRate', expect.stringMatching(why)]]);
    expect(await types()).toEqual([]);
  });

  it('about this version is told', async () => {
    await post(payload(alert({}, { version: 'v1.4.0' })));
    expect(await types()).toContain('RollbackStarted');
  });

  it.each<[string, unknown, number, RegExp]>([
    ['that is no JSON', '{', 400, /not JSON/],
    ['of another version', { ...payload(alert()), version: '3' }, 400, /^version is not as expected$/],
    ['with an alert without labels', payload({ ...alert(), labels: null }), 400, /^alerts\.0\.labels is not/],
    ['with a time that is none', payload(alert({ startsAt: 'noon' })), 400, /^alerts\.0\.startsAt is not/],
    ['that is too long', payload(alert({ more: 'x'.repeat(1_100_000) })), 413, /at most 1048576 bytes/],
  ])('is refused in one sentence in a body %s', async (_, body, status, sentence) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toMatch(sentence);
    expect(await types()).toEqual([]);
  });

  it.each(['', 'Bearer wrong', `Basic ${TOKEN}`])(
    'is refused with the credentials “%s”',
    async authorization => {
      const answer = await post(payload(alert()), authorization);
      expect(answer.status).toBe(401);
      expect(JSON.stringify(answer.body)).not.toContain(TOKEN);
      expect(await types()).toEqual([]);
    },
  );

  it('is asked for again when it could not be kept', async () => {
    await server.close();
    await start(() => {
      throw new Error('the database is away');
    });
    expect((await post(payload(alert()))).status).toBe(503);
    expect(troubles).toHaveLength(1);
  });
});

it('an alert while nothing is under way is answered with 200 and logged', async () => {
  expect(await post(payload(alert()))).toMatchObject({ status: 200, body: { told: 0 } });
  await process.given(planned());
  expect(await post(payload(alert()))).toMatchObject({ status: 200, body: { told: 0 } });
  expect(ignored).toHaveLength(2);
});

describe('an alert of a real Alertmanager', () => {
  vi.setConfig({ testTimeout: 30_000 });
  let alertmanager: RealAlertmanager | null = null;
  const labels = { alertname: 'HighErrorRate', service: 'checkout', environment: 'production' };
  beforeEach(() => process.given([deploying, done('check', 'install', 'traffic-5')]));
  afterEach(() => alertmanager?.close());
  const open = (token: string) =>
    openRealAlertmanager(`http://127.0.0.1:${port}/webhooks/alertmanager`, token);

  it('pauses the bake, and is told to be over when it is', async () => {
    alertmanager = await open(TOKEN);
    const startsAt = new Date();
    await alertmanager.alert({ ...labels, severity: 'high' }, { startsAt });
    await expect.poll(types, { timeout: 10_000 }).toEqual(['TriggerFired', 'RolloutPaused']);
    await alertmanager.alert({ ...labels, severity: 'high' }, { startsAt, endsAt: new Date() });
    await expect.poll(types, { timeout: 10_000 }).toContain('AlertResolved');
    expect(await types()).toHaveLength(3);
  });

  it('is refused when it bears another token', async () => {
    alertmanager = await open('another');
    await alertmanager.alert({ ...labels, severity: 'critical' }, { startsAt: new Date() });
    await expect.poll(() => statuses, { timeout: 10_000 }).toContain(401);
    expect(await types()).toEqual([]);
  });
});
