import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openQueues, type Queues } from '../jobs/queues.ts';
import type { Settings } from '../settings.ts';
import { type Database, DatabaseUnreachable } from '../store/database.ts';
import { openEmbedded } from '../store/embedded.ts';
import { openPostgres } from '../store/postgres.ts';
import { aboutFolder } from './cannot-start.ts';

export interface Storage {
  db: Database;
  queues: Queues;
  /** For people: where everything is kept. */
  named: string;
}

/** One of the two modes, and no third: everything in a folder, or PostgreSQL and Redis of one's own. */
export async function openStorage({ storage, dataFolder }: Settings, log: Logger): Promise<Storage> {
  if (storage.kind === 'embedded') {
    const folder = join(dataFolder, 'store');
    const db = await openEmbedded({ folder }).catch(error => {
      throw aboutFolder(folder, error);
    });
    return { db, queues: openQueues({ kind: 'embedded', database: db }, { log }), named: folder };
  }
  const { databaseUrl, redisUrl } = storage;
  const db = await patiently(() => openPostgres({ url: databaseUrl }), log);
  const queues = openQueues({ kind: 'served', redisUrl }, { log });
  const named = [databaseUrl, redisUrl].map(url => new URL(url).host).join(' and ');
  return { db, queues, named };
}

const PATIENCE_MS = 60_000;

/** Servers that are started together with this process take a moment longer. */
async function patiently<T>(open: () => Promise<T>, log: Logger): Promise<T> {
  const begunAt = performance.now();
  for (let waitMs = 250; ; waitMs = Math.min(2 * waitMs, 5_000)) {
    try {
      return await open();
    } catch (error) {
      const isOver = performance.now() - begunAt > PATIENCE_MS;
      if (!(error instanceof DatabaseUnreachable) || isOver) throw error;
      log.warn({ reason: error.message }, 'waiting for the database');
      await pause(waitMs);
    }
  }
}
