import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../store/connection-error.ts';
import { type Database, DatabaseUnreachable } from '../store/database.ts';
import { openEmbedded } from '../store/embedded.ts';
import { FolderInUse } from '../store/lock-folder.ts';
import { openPostgres } from '../store/postgres.ts';
import { english } from '../words/english.ts';
import { CannotDo } from './arguments.ts';
import type { StorageSettings } from './storage-settings.ts';

export interface Opening {
  /** A database that is not there yet, or not up to date, is made so. */
  mayBeNew?: boolean;
}

const UNDEFINED_TABLE = '42P01';

/**
 * Opens the database to look at it, and lets go of it whatever comes of `work`. A server's is left as it is, also
 * where this version would change its schema.
 * @throws CannotDo
 */
export async function withLog<T>(
  settings: StorageSettings,
  work: (db: Database) => Promise<T>,
  { mayBeNew = false }: Opening = {},
): Promise<T> {
  const db = await openLog(settings, mayBeNew);
  try {
    return await work(db);
  } catch (error) {
    if (codeOf(error) === UNDEFINED_TABLE)
      throw new CannotDo(english.audit.refusals.tooOld, { cause: error });
    throw error;
  } finally {
    await db.close();
  }
}

/** Long enough to look through millions of records. */
const STATEMENT_TIMEOUT_MS = 600_000;

async function openLog({ databaseUrl, dataFolder }: StorageSettings, mayBeNew: boolean): Promise<Database> {
  const { refusals } = english.audit;
  if (databaseUrl !== null) {
    try {
      const db = await openPostgres({
        url: databaseUrl,
        poolSize: 1,
        statementTimeoutMs: STATEMENT_TIMEOUT_MS,
        leaveSchema: !mayBeNew,
      });
      await db.ping();
      return db;
    } catch (error) {
      if (!(error instanceof DatabaseUnreachable) && codeOf(error) === undefined) throw error;
      throw new CannotDo(refusals.databaseAway((error as Error).message), { cause: error });
    }
  }
  const folder = join(dataFolder, 'store');
  // It would be made, and nothing found in it.
  if (!mayBeNew && !existsSync(join(folder, 'pgdata'))) throw new CannotDo(refusals.noDatabase(folder));
  try {
    return await openEmbedded({ folder });
  } catch (error) {
    if (error instanceof FolderInUse) throw new CannotDo(refusals.inUse(folder), { cause: error });
    throw error;
  }
}
