import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server.ts';
import type { RunningServer } from './real-services-server.ts';
import { startRedis } from './redis-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL whose user may create databases. */
    postgresUrl: string;
    redisUrl: string;
  }
}

/** Tests run against a real PostgreSQL and a real Redis; what is not there is started, once for the whole run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const starting = [
    start(process.env.DATABASE_URL_TEST, startPostgres),
    start(process.env.REDIS_URL_TEST, startRedis),
  ] as const;
  const started = await Promise.allSettled(starting);
  const [postgres, redis] = started;
  const stop = async () => {
    await Promise.all(started.map(each => (each.status === 'fulfilled' ? each.value.stop() : undefined)));
  };
  if (postgres.status === 'rejected' || redis.status === 'rejected') {
    await stop();
    throw postgres.status === 'rejected'
      ? postgres.reason
      : redis.status === 'rejected'
        ? redis.reason
        : undefined;
  }
  project.provide('postgresUrl', postgres.value.url);
  project.provide('redisUrl', redis.value.url);
  return stop;
}

async function start(url: string | undefined, server: () => Promise<RunningServer>): Promise<RunningServer> {
  return url ? { url, stop: async () => {} } : await server();
}
