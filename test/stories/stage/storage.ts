import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { inject } from 'vitest';
import { asAdministrator, type STORES } from '../../support/database.ts';

export type StorageKind = (typeof STORES)[number];

export interface StageStorage {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A place for everything tminus keeps: a data folder, or a database and a Redis database of its own. */
export async function openStageStorage(kind: StorageKind, dataFolder: string): Promise<StageStorage> {
  if (kind === 'embedded') {
    const folder = join(dataFolder, 'store', 'pgdata');
    await mkdir(folder, { recursive: true });
    // Made beforehand, because creating one costs seconds.
    await promisify(execFile)('tar', ['-xf', inject('databaseImage'), '-C', folder]);
    return { env: { DATA_FOLDER: dataFolder }, close: async () => {} };
  }
  const database = new URL(inject('postgresUrl'));
  const name = `story_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(`create database ${name}`);
  database.pathname = `/${name}`;
  const queue = new URL(inject('redisUrl'));
  // Redis has sixteen; number 0 is everybody's.
  queue.pathname = `/${1 + (Number(process.env.VITEST_POOL_ID ?? 0) % 15)}`;
  const redis = new Redis(queue.href);
  await redis.flushdb();
  redis.disconnect();
  return {
    env: { DATA_FOLDER: dataFolder, DATABASE_URL: database.href, REDIS_URL: queue.href },
    close: () => asAdministrator(`drop database ${name} with (force)`),
  };
}
