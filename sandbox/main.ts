import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ciTokens } from './ci/ci-tokens.ts';
import {
  DEMO_SIGNING_KEY,
  DEMO_TOKEN,
  type Orders,
  type SandboxNews,
  type SandboxReady,
  SERVICES,
} from './orders.ts';
import { appConfig } from './workspace/options.ts';

/** Starts tminus with a Slack workspace in the browser and a demo to release, all on this machine. */

const here = dirname(fileURLToPath(import.meta.url));
const root = rootAbove(here);
const begunAt = performance.now();
const PORTS = { page: 4040, demo: 4041, tminus: 4042 };
const READY_WITHIN_MS = 60_000;
/** tminus finishes what is under way; after this it is ended, and loses nothing by it. */
const STOP_WITHIN_MS = 25_000;

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json is missing');
  return rootAbove(parent);
}

const portOf = (name: string, otherwise: number): number => {
  const text = process.env[name];
  const port = text ? Number(text) : otherwise;
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${name} is not a port: a whole number from 1 to 65535.`);
};

async function refuseTakenPorts(ports: Record<string, [name: string, port: number]>): Promise<void> {
  for (const [what, [name, port]] of Object.entries(ports)) {
    const probe = createServer();
    probe.listen(port, '127.0.0.1');
    try {
      await once(probe, 'listening');
    } catch {
      throw new Error(
        `Port ${port} for ${what} is taken, perhaps by a sandbox that still runs. Stop it, or choose another: ${name}=${port + 1000} npm run sandbox`,
      );
    }
    probe.close();
    await once(probe, 'close');
  }
}

const children: ChildProcess[] = [];
let isStopping = false;

/** In a process group of its own: Ctrl-C reaches the launcher alone, which stops the others in order. */
function start(file: string, args: string[], env: Record<string, string>): ChildProcess {
  const child = fork(join(here, file), args, {
    cwd: root,
    env: { ...process.env, ...env },
    detached: true,
    execArgv: [],
  });
  children.push(child);
  child.once('exit', code => {
    if (isStopping) return;
    console.error(`${file} ended by itself (${code ?? 'killed'}); stopping.`);
    void stop(1);
  });
  return child;
}

async function stop(code: number): Promise<void> {
  if (isStopping) {
    for (const child of children) child.kill('SIGKILL');
    process.exit(130);
  }
  isStopping = true;
  // tminus first: while it finishes it still needs its Slack.
  for (const child of [...children].reverse()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await Promise.race([ended, pause(STOP_WITHIN_MS, null, { ref: false })]);
    child.kill('SIGKILL');
  }
  process.exit(code);
}

async function untilReady(port: number): Promise<void> {
  while (performance.now() - begunAt < READY_WITHIN_MS) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      answer => answer.ok,
      () => false,
    );
    if (ready) return;
    await pause(100);
  }
  throw new Error(`tminus did not become ready within ${READY_WITHIN_MS / 1000} s.`);
}

async function launch(): Promise<void> {
  const page = portOf('SANDBOX_PORT', PORTS.page);
  const demo = portOf('DEMO_PORT', PORTS.demo);
  const tminus = portOf('PORT', PORTS.tminus);
  await refuseTakenPorts({
    'the page': ['SANDBOX_PORT', page],
    'the demo': ['DEMO_PORT', demo],
    tminus: ['PORT', tminus],
  });
  const folder = join(root, process.env.DATA_FOLDER ?? '.data');
  console.log('Opening a Slack workspace and the demo …');
  const orders: Orders = { folder: join(folder, 'sandbox'), ports: { page, demo, tminus } };
  const sandbox = start('serve-sandbox.js', [JSON.stringify(orders)], {});
  const tell = (news: SandboxNews) => sandbox.send(news);
  const opened = once(sandbox, 'message') as Promise<[SandboxReady]>;
  const [[ready], tokens] = await Promise.all([opened, ciTokens(folder, orders.folder, SERVICES)]);
  tell({ tokens });

  const app = appConfig();
  console.log('Starting tminus …');
  const bot = start('../src/main.js', [], {
    SLACK_MODE: 'http',
    SLACK_BOT_TOKEN: app.botToken,
    SLACK_SIGNING_SECRET: app.signingSecret,
    SLACK_API_URL: ready.apiUrl,
    PORT: String(tminus),
    DATA_FOLDER: folder,
    POLICY_FOLDER: join(root, 'sandbox', 'config'),
    TMINUS_ROLE: 'all',
    DATABASE_URL: '',
    REDIS_URL: '',
    PAGERDUTY_ROUTING_KEY: '',
    DEMO_URL: ready.demoUrl,
    DEMO_TOKEN,
    DEMO_SIGNING_KEY,
    GITHUB_API_URL: ready.sourceUrl,
    GITHUB_TOKEN: '',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
  if (bot.pid !== undefined) tell({ tminus: bot.pid });
  await untilReady(tminus);
  const seconds = ((performance.now() - begunAt) / 1000).toFixed(1);
  console.log(`\n  Open ${ready.workspaceUrl}\n`);
  console.log(
    `Everything is up after ${seconds} s. In #releases-checkout type: /release start v1.4.0 minor prod`,
  );
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));
launch().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  void stop(1);
});
