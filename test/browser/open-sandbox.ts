import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPage } from '../../sandbox/build-page.ts';
import { ciTokens } from '../../sandbox/ci/ci-tokens.ts';
import { openCi } from '../../sandbox/ci/open-ci.ts';
import { type Demo, openDemo } from '../../sandbox/demo/open-demo.ts';
import { DEMO_SIGNING_KEY, DEMO_TOKEN, SERVICES } from '../../sandbox/orders.ts';
import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { appConfig } from '../../sandbox/workspace/options.ts';
import { serveWorkspace } from '../../sandbox/workspace/serve.ts';
import { type Bot, startBot } from '../stories/stage/bot.ts';
import { openStageStorage } from '../stories/stage/storage.ts';

/** Everything `npm run sandbox` starts, on ports and in a folder of the test's own. */
export interface Sandbox {
  readonly url: string;
  readonly workspace: Workspace;
  readonly demo: Demo;
  readonly bot: Bot;
  close(): Promise<void>;
}

export async function openSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'tminus-browser-'));
  const demo = await openDemo({
    folder: join(folder, 'demo'),
    token: DEMO_TOKEN,
    signingKey: DEMO_SIGNING_KEY,
  });
  const pageFolder = join(folder, 'page');
  await buildPage(pageFolder, { demoUrl: demo.url });
  const workspace = await serveWorkspace({ pageFolder, name: 'Acme' });
  const storage = await openStageStorage('embedded', join(folder, 'data'));
  const tokens = await ciTokens(join(folder, 'data'), folder, SERVICES);
  let tminusUrl = '';
  const ci = await openCi({
    services: SERVICES,
    tokenOf: service => tokens[service] ?? '',
    tminusUrl: () => tminusUrl,
  });
  const { botToken, signingSecret } = appConfig();
  const bot = await startBot({
    ...storage.env,
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: workspace.apiUrl,
    PORT: '0',
    POLICY_FOLDER: 'sandbox/config',
    DEMO_URL: demo.url,
    DEMO_TOKEN,
    DEMO_SIGNING_KEY,
    GITHUB_API_URL: ci.sourceHost.url,
    LOG_LEVEL: 'warn',
  });
  tminusUrl = bot.url;
  workspace.setRequestUrl(`${bot.url}/slack/events`);
  return {
    url: workspace.url,
    workspace,
    demo,
    bot,
    async close() {
      await bot.stop();
      await Promise.all([workspace.close(), demo.close(), storage.close(), ci.close()]);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
