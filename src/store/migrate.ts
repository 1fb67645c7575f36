import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database } from './database.ts';

/** Any number: it keeps two processes that start together from migrating twice. */
const MIGRATION_LOCK = 7_460_118;

/**
 * Brings the schema `app` up to date, in one transaction. Steps the database knows and this version does
 * not are left alone: during an upgrade the older process goes on beside the newer one.
 */
export async function migrate(db: Database): Promise<void> {
  const folder = migrationsFolder(import.meta.dirname);
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort();
  await db.transaction(async tx => {
    await tx.query('set local statement_timeout = 0');
    await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await tx.query('create schema if not exists app');
    await tx.query(
      'create table if not exists app.migrations (name text primary key, at timestamptz not null default now())',
    );
    const { rows } = await tx.query<{ name: string }>('select name from app.migrations');
    const known = new Set(rows.map(row => row.name));
    for (const name of names.filter(each => !known.has(each))) {
      await tx.query(await readFile(join(folder, name), 'utf8'));
      await tx.query('insert into app.migrations (name) values ($1)', [name]);
    }
  });
}

/** The build copies no SQL, so both `src/store` and `dist/src/store` look for it beside package.json. */
function migrationsFolder(from: string): string {
  const folder = join(from, 'migrations');
  if (existsSync(join(from, 'package.json')) && existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error('The folder "migrations" is missing beside package.json.');
  return migrationsFolder(dirname(from));
}
