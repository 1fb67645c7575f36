import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../test/support/postgres-server.ts';
import { startRedis } from '../../test/support/redis-server.ts';
import { servicesNamed, writePolicy } from '../bench-policy.ts';
import { startScript } from '../child.ts';
import { BOT_TOKEN, SIGNING_SECRET } from '../gestures.ts';
import { openRecordingTarget, type RecordingTarget } from '../recording-target.ts';
import { openSlackDouble, type SlackDouble } from '../slack-double.ts';
import { type Prometheus, startPrometheus } from './prometheus.ts';
import { BAKING_MOST, ROLLED_BACK } from './sizes.ts';

/** Everything around tminus while it watches. */
export interface WatchWorld {
  slack: SlackDouble;
  target: RecordingTarget;
  prometheus: Prometheus;
  databaseUrl: string;
  policyFolder: string;
  /** What a process of tminus is told besides its role. */
  env: Record<string, string>;
  close(): Promise<void>;
}

export async function openWatchWorld(): Promise<WatchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'tminus-bench-'));
  const [postgres, redis, slack, target, watched] = await Promise.all([
    startPostgres({ waitsForDisk: true }),
    startRedis(),
    openSlackDouble(),
    openRecordingTarget(),
    startScript('watch/watched-services.ts', process.argv.slice(2)),
  ]);
  const prometheus = await startPrometheus([`127.0.0.1:${watched.port}`]);
  const policyFolder = join(folder, 'config');
  await writePolicy(policyFolder, {
    services: [...servicesNamed('baking', BAKING_MOST), ...servicesNamed('service', ROLLED_BACK)],
    metrics: {
      kind: 'prometheus',
      url: prometheus.url,
      healthUrl: `http://127.0.0.1:${watched.port}/health`,
    },
  });
  return {
    slack,
    target,
    prometheus,
    databaseUrl: postgres.url,
    policyFolder,
    env: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: `${slack.url}/api/`,
      POLICY_FOLDER: policyFolder,
      DATA_FOLDER: join(folder, 'data'),
      TARGET_URL: target.url,
      TARGET_TOKEN: 'bench-target-token',
      DATABASE_URL: postgres.url,
      REDIS_URL: redis.url,
    },
    async close() {
      await prometheus.stop();
      await Promise.all([postgres.stop(), redis.stop(), slack.close(), target.close(), watched.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
