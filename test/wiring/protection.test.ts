import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openEngine } from '../../src/engine/open-engine.ts';
import { readSettings } from '../../src/settings.ts';
import { openWebServer } from '../../src/web/server.ts';
import { gitHubRoutes, openProtection } from '../../src/wiring/protection.ts';
import { onlyEnglish } from '../../src/words/speech.ts';
import { shipped } from '../support/builders.ts';
import { onEveryStore } from '../support/database.ts';
import { openLocalGitHub } from '../support/github/local-github.ts';

const SLACK = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'signing' };
const log = pino({ level: 'silent' });

onEveryStore(store => {
  const means = () => ({
    policy: shipped,
    engine: openEngine(store.db, { ring: () => {} }),
    db: store.db,
    source: null,
    people: { groupsOf: async () => [] },
    speech: onlyEnglish,
    holder: 'here',
    log,
  });

  it('what GitHub posts is answered by a worker as the App of the settings', async () => {
    const github = await openLocalGitHub();
    github.app.waiting.add(7);
    const settings = readSettings({
      ...SLACK,
      GITHUB_API_URL: `${github.url}/`,
      GITHUB_APP_ID: github.app.id,
      // As it is often written into an environment variable.
      GITHUB_APP_PRIVATE_KEY: github.app.privateKey.replaceAll('\n', '\\n'),
      GITHUB_WEBHOOK_SECRET: 'shared',
    });
    const server = openWebServer(gitHubRoutes({ settings, db: store.db, log }));
    const port = await server.listen(0);
    const outbox = openProtection({ ...means(), settings });
    const body = JSON.stringify({
      environment: 'production',
      deployment_callback_url: `${github.url}/repos/acme/checkout/actions/runs/7/deployment_protection_rule`,
      deployment: { sha: 'a'.repeat(40) },
      repository: { full_name: 'acme/checkout' },
      installation: { id: github.app.installation },
    });
    const signature = createHmac('sha256', 'shared').update(body).digest('hex');
    const headers = {
      'x-github-event': 'deployment_protection_rule',
      'x-github-delivery': 'a-delivery',
      'x-hub-signature-256': `sha256=${signature}`,
    };
    const answer = await fetch(`http://127.0.0.1:${port}/webhooks/github`, { method: 'POST', body, headers });
    expect(answer.status).toBe(202);
    await expect
      .poll(() => github.app.answers, { timeout: 20_000 })
      .toEqual([
        { run: 7, environment: 'production', state: null, comment: expect.stringContaining('aaaaaaaaaaaa') },
      ]);
    await Promise.all([outbox?.close(), server.close()]);
    await github.close();
    expect(github.violations).toEqual([]);
  });

  it('without an App nothing is posted to and nobody answers', () => {
    const settings = readSettings(SLACK);
    expect(gitHubRoutes({ settings, db: store.db, log })).toEqual([]);
    expect(openProtection({ ...means(), settings })).toBeNull();
  });
});
