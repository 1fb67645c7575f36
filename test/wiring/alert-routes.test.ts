import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { readSettings } from '../../src/settings.ts';
import { alertRoutes } from '../../src/wiring/alert-routes.ts';
import { openSlackLink, type SlackLink } from '../../src/wiring/slack-link.ts';
import { shipped } from '../support/builders.ts';
import { type OpenedStore, openStore } from '../support/database.ts';
import { engineOn } from '../support/on-engine.ts';

const TOKEN = 'token-of-the-alertmanager';
const settings = (more: Record<string, string> = {}) =>
  readSettings({
    SLACK_BOT_TOKEN: 'xoxb-a-token',
    SLACK_SIGNING_SECRET: 'a-signing-secret',
    SLACK_API_URL: 'http://127.0.0.1:9/',
    PORT: '0',
    ...more,
  });
const log = pino({ level: 'silent' });

let link: SlackLink | null = null;
let store: OpenedStore | null = null;
afterEach(async () => {
  await link?.stop();
  await store?.close();
});

it('alerts come in beside what Slack sends, where a token is set', async () => {
  store = await openStore('embedded');
  const { engine } = engineOn(store.db);
  expect(alertRoutes(settings(), engine, () => shipped, log)).toEqual([]);
  const allowed = settings({ ALERTMANAGER_TOKEN: TOKEN });
  link = openSlackLink(
    allowed,
    alertRoutes(allowed, engine, () => shipped, log),
    log,
  );
  const port = await link.start();
  const post = async (token: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        version: '4',
        alerts: [
          {
            status: 'firing',
            labels: { alertname: 'Down', service: 'checkout', environment: 'prod', severity: 'critical' },
            startsAt: '2027-03-01T09:00:00Z',
            fingerprint: 'f00d',
          },
        ],
      }),
    });
    return { status: response.status, body: await response.json() };
  };
  expect(await post(TOKEN)).toEqual({ status: 200, body: { received: 1, told: 0 } });
  expect((await post('another')).status).toBe(401);
});
