import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { runMigrations } from 'bullmq';
import { collectGarbage } from './collect-garbage.ts';
import { FSYNC_START_PARAMS, FsyncNodeFS } from './fsync-node-fs.ts';
import { lockFolder } from './lock-folder.ts';
import { migrate } from './migrate.ts';
import { type EmbeddedDatabase, pgliteDatabase } from './pglite-database.ts';
import { voidLeases } from './void-leases.ts';

export type { EmbeddedDatabase } from './pglite-database.ts';

export interface EmbeddedOptions {
  /** Created when missing; one process at a time. */
  folder: string;
  /** Between two VACUUM and CHECKPOINT; 5 minutes by default. */
  maintainEveryMs?: number;
}

/** A quarter of the usual memory; a release manager's tables are small. */
const SHARED_BUFFERS = ['-c', 'shared_buffers=16MB'];

/**
 * Opens the database in the folder, brings the schema up to date and voids the leases of the last boot.
 * @throws FolderInUse
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  await mkdir(options.folder, { recursive: true });
  const unlock = await lockFolder(options.folder);
  const data = join(options.folder, 'pgdata');
  const isFirst = !existsSync(data);
  let database: EmbeddedDatabase | undefined;
  try {
    const opened = pgliteDatabase(
      await PGlite.create({
        fs: new FsyncNodeFS(data),
        startParams: [...FSYNC_START_PARAMS, ...SHARED_BUFFERS],
      }),
    );
    database = opened;
    await prepare(opened);
    await voidLeases(opened);
    // Making a database takes two more of them and its files in memory.
    if (isFirst) collectGarbage();
    const stopMaintenance = maintain(opened, options.maintainEveryMs ?? 5 * 60_000);
    return {
      ...opened,
      async close() {
        stopMaintenance();
        await opened.close();
        await unlock();
      },
    };
  } catch (error) {
    await database?.close();
    await unlock();
    throw error;
  }
}

/** The schemas of tminus and of BullMQ, whose statements use bare names and rely on the search path. */
export async function prepare(database: EmbeddedDatabase): Promise<void> {
  await database.query('set search_path = public, bullmq');
  const client = await database.pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  await migrate(database);
}

/** The embedded PostgreSQL runs as a single user: no autovacuum, no checkpoints of its own. */
function maintain(database: EmbeddedDatabase, everyMs: number): () => void {
  const timer = setInterval(async () => {
    try {
      await database.query('vacuum (analyze)');
      await database.query('checkpoint');
    } catch {
      // Closed, or busy: the next turn makes up for it.
    }
  }, everyMs).unref();
  return () => clearInterval(timer);
}
