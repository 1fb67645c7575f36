import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Demo, openDemo } from '../../sandbox/demo/open-demo.ts';
import type { OperationRecord } from '../../sandbox/demo/protocol.ts';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { appConfig } from '../../sandbox/workspace/options.ts';
import type { Database } from '../../src/store/database.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import type { STORES } from './database.ts';
import { freePort } from './real-services-server.ts';

const TOKEN = 'crash-token';
const POLICY = resolve(import.meta.dirname, '../crash/policy');

/** The world around tminus: a Slack workspace, services to release, and a store that outlives its processes. */
export interface CrashStage {
  readonly kind: (typeof STORES)[number];
  readonly workspace: Workspace;
  /** The environment of a process; each `more` that answers people needs the port of its own. */
  settings(more?: Record<string, string>): Record<string, string>;
  /** The embedded one can be opened only while no process has it. */
  openDatabase(): Promise<Database>;
  /** What the deploy endpoint began, oldest first. */
  operations(): Promise<OperationRecord[]>;
  /** Percent by installed version. */
  shares(): Promise<Record<string, number>>;
  /** Changes how the demo behaves. */
  arrange(settings: object): Promise<void>;
  close(): Promise<void>;
}

export interface Servers {
  postgresUrl: string;
  redisUrl: string;
  /** File with an embedded database that is up to date. */
  databaseImage: string;
}

/** Its database, on the server or in a folder, is new and goes with it. */
export async function openCrashStage(kind: CrashStage['kind'], servers: Servers): Promise<CrashStage> {
  const folder = await mkdtemp(join(tmpdir(), 'tminus-crash-'));
  const port = await freePort();
  const app = appConfig();
  const workspace = await openWorkspace({
    app: { requestUrl: `http://127.0.0.1:${port}/slack/events` },
    // How fast it answers is tested elsewhere; here several processes start on every core.
    ackTimeoutMs: 15_000,
  });
  const demo: Demo = await openDemo({
    folder: join(folder, 'demo'),
    token: TOKEN,
    services: [{ name: 'checkout', environments: ['production'], version: '1.3.0' }],
    installMs: 300,
    restoreMs: 300,
  });
  if (kind === 'embedded') {
    const data = join(folder, 'data', 'store', 'pgdata');
    await mkdir(data, { recursive: true });
    // Made beforehand, because creating one costs seconds.
    await promisify(execFile)('tar', ['-xf', servers.databaseImage, '-C', data]);
  }
  const database = kind === 'served' ? await newDatabase(servers.postgresUrl) : null;
  const store = database && {
    DATABASE_URL: database,
    REDIS_URL: redisOfThisWorker(servers.redisUrl),
  };
  const admin = async (init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const answer = await fetch(`${demo.url}/admin`, { ...init, headers });
    if (!answer.ok) throw new Error(`the demo answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as {
      lanes: { shares: Record<string, number> }[];
      operations: OperationRecord[];
    };
  };
  return {
    kind,
    workspace,
    settings: (more = {}) => ({
      SLACK_BOT_TOKEN: app.botToken,
      SLACK_SIGNING_SECRET: app.signingSecret,
      SLACK_API_URL: workspace.apiUrl,
      PORT: String(port),
      DATA_FOLDER: join(folder, 'data'),
      POLICY_FOLDER: POLICY,
      DEMO_URL: demo.url,
      DEMO_TOKEN: TOKEN,
      LOG_LEVEL: 'warn',
      ...store,
      ...more,
    }),
    openDatabase: () =>
      database ? openPostgres({ url: database }) : openEmbedded({ folder: join(folder, 'data', 'store') }),
    operations: async () => (await admin()).operations,
    shares: async () => (await admin()).lanes[0]?.shares ?? {},
    arrange: async settings => void (await admin({ method: 'PATCH', body: JSON.stringify(settings) })),
    async close() {
      await Promise.all([workspace.close(), demo.close()]);
      if (database) await dropDatabase(servers.postgresUrl, database);
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Two stages on one queue would take each other's jobs, which costs five seconds each time. */
export function redisOfThisWorker(redisUrl: string): string {
  const url = new URL(redisUrl);
  // Redis has sixteen; number 0 is everybody's.
  url.pathname = `/${1 + (Number(process.env.VITEST_POOL_ID ?? 0) % 15)}`;
  return url.href;
}

export async function newDatabase(postgresUrl: string): Promise<string> {
  const url = new URL(postgresUrl);
  url.pathname = `/crash_${randomUUID().replaceAll('-', '')}`;
  await onServer(postgresUrl, `create database ${url.pathname.slice(1)}`);
  return url.href;
}

export const dropDatabase = (postgresUrl: string, database: string) =>
  onServer(postgresUrl, `drop database ${new URL(database).pathname.slice(1)} with (force)`);

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
