import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../test/support/postgres-server.ts';
import { startRedis } from '../test/support/redis-server.ts';
import { writePolicy } from './bench-policy.ts';
import { BOT_TOKEN, SIGNING_SECRET } from './gestures.ts';
import { openRecordingTarget, type RecordingTarget } from './recording-target.ts';
import { openSlackDouble, type SlackDouble } from './slack-double.ts';

/** Everything around tminus that the bench needs. */
export interface Bench {
  slack: SlackDouble;
  target: RecordingTarget;
  /** A temporary folder of this run. */
  folder: string;
  /** The database of the served processes, and one for appending alone. */
  databaseUrl: string;
  appendUrl: string;
  /** What every process of tminus is told; without the storage it is embedded. */
  env: Record<string, string>;
  served: Record<string, string>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'tminus-bench-'));
  const [postgres, redis, slack, target] = await Promise.all([
    // As a server that keeps releases has to.
    startPostgres({ waitsForDisk: true }),
    startRedis(),
    openSlackDouble(),
    openRecordingTarget(),
  ]);
  await administer(postgres.url, ['create database bench', 'create database appending']);
  const named = (name: string) => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  await writePolicy(join(folder, 'config'));
  return {
    slack,
    target,
    folder,
    databaseUrl: named('bench'),
    appendUrl: named('appending'),
    env: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: `${slack.url}/api/`,
      POLICY_FOLDER: join(folder, 'config'),
      DATA_FOLDER: join(folder, 'data'),
      TARGET_URL: target.url,
      TARGET_TOKEN: 'bench-target-token',
    },
    served: { DATABASE_URL: named('bench'), REDIS_URL: redis.url },
    async close() {
      await Promise.all([postgres.stop(), redis.stop(), slack.close(), target.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function administer(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
