import { join } from 'node:path';
import { buildPage } from './build-page.ts';
import { openCi } from './ci/open-ci.ts';
import { openDemo } from './demo/open-demo.ts';
import { FIRST_VERSION } from './demo/versions.ts';
import {
  DEMO_SIGNING_KEY,
  DEMO_TOKEN,
  type Orders,
  type SandboxNews,
  type SandboxReady,
  SERVICES,
} from './orders.ts';
import { serveWorkspace } from './workspace/serve.ts';

/** The workspace and the demo, as a process of their own: they go on while tminus is killed and started again. */
async function serve({ folder, ports }: Orders): Promise<void> {
  const demo = await openDemo({
    folder: join(folder, 'demo'),
    token: DEMO_TOKEN,
    signingKey: DEMO_SIGNING_KEY,
    port: ports.demo,
    services: SERVICES.map(name => ({
      name,
      environments: ['development', 'staging', 'production'],
      version: FIRST_VERSION,
    })),
  });
  const pageFolder = join(folder, 'page');
  await buildPage(pageFolder, { demoUrl: demo.url });
  const workspace = await serveWorkspace({
    pageFolder,
    port: ports.page,
    folder: join(folder, 'workspace'),
    app: { requestUrl: `http://127.0.0.1:${ports.tminus}/slack/events` },
  });
  let tokens: Record<string, string> = {};
  const ci = await openCi({
    services: SERVICES,
    tokenOf: service => tokens[service] ?? '',
    tminusUrl: () => `http://127.0.0.1:${ports.tminus}`,
  });
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await Promise.allSettled([workspace.close(), demo.close(), ci.close()]);
    process.exit(0);
  };
  let tminus: number | null = null;
  process.on('message', (news: SandboxNews) => {
    tminus = news.tminus ?? tminus;
    tokens = news.tokens ?? tokens;
  });
  // The launcher is gone: without it nobody would stop tminus.
  process.on('disconnect', () => {
    if (tminus !== null) end(tminus);
    void stop();
  });
  process.on('SIGTERM', () => void stop());
  const ready: SandboxReady = {
    workspaceUrl: workspace.url,
    apiUrl: workspace.apiUrl,
    demoUrl: demo.url,
    sourceUrl: ci.sourceHost.url,
  };
  process.send?.(ready);
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

serve(JSON.parse(process.argv[2] ?? '{}')).catch(error => {
  console.error('The sandbox cannot be served:', error);
  process.exit(1);
});
