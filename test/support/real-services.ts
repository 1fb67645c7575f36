import type { TestProject } from 'vitest/node';
import { bundleChild, type ChildBundle } from './child-bundle.ts';
import { databaseImage } from './database-image.ts';
import { findHaproxy } from './haproxy-server.ts';
import { findAlertmanager, findPrometheus } from './monitoring-programs.ts';
import { startPostgres } from './postgres-server.ts';
import type { RunningServer } from './real-services-server.ts';
import { startRedis } from './redis-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A PostgreSQL whose user may create databases. */
    postgresUrl: string;
    redisUrl: string;
    /** File with the image of an embedded database. */
    databaseImage: string;
    childBundle: ChildBundle;
  }
}

/**
 * Tests run against a real PostgreSQL and a real Redis; what is not there is started, once for the whole run. The other
 * programs are only looked for, so that fetching one takes no test's time.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await Promise.all([findHaproxy(), findPrometheus(), findAlertmanager()]);
  const image = databaseImage();
  const child = bundleChild();
  const servers = [
    start(process.env.DATABASE_URL_TEST, startPostgres),
    start(process.env.REDIS_URL_TEST, startRedis),
  ] as const;
  const stop = async () => {
    const started = await Promise.allSettled([...servers, image]);
    await Promise.all(
      started.map(each =>
        each.status === 'fulfilled' && typeof each.value !== 'string' ? each.value.stop() : null,
      ),
    );
    await child.then(
      it => it.remove(),
      () => {},
    );
  };
  try {
    const [postgres, redis, imagePath, { remove: _, ...bundle }] = await Promise.all([
      ...servers,
      image,
      child,
    ]);
    project.provide('childBundle', bundle);
    project.provide('postgresUrl', postgres.url);
    project.provide('redisUrl', redis.url);
    project.provide('databaseImage', imagePath);
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(url: string | undefined, server: () => Promise<RunningServer>): Promise<RunningServer> {
  return url ? { url, stop: async () => {} } : await server();
}
