import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { prepare } from '../../src/store/embedded.ts';
import { pgliteDatabase } from '../../src/store/pglite-database.ts';
import { openPostgres } from '../../src/store/postgres.ts';

export const STORES = ['embedded', 'served'] as const;

export interface OpenedStore {
  db: Database;
  /** Where another process or pool finds the same database; null for the embedded one. */
  url: string | null;
  close(): Promise<void>;
}

/** A database of the caller's own: PGlite in memory, or a fresh one on the real PostgreSQL. */
export async function openStore(kind: (typeof STORES)[number]): Promise<OpenedStore> {
  if (kind === 'embedded') {
    const image = await openAsBlob(inject('databaseImage'));
    const db = pgliteDatabase(await PGlite.create({ loadDataDir: image }));
    await prepare(db);
    return { db, url: null, close: () => db.close() };
  }
  const url = new URL(inject('postgresUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdministrator(`create database ${name}`);
  url.pathname = `/${name}`;
  const db = await openPostgres({ url: url.href });
  return {
    db,
    url: url.href,
    async close() {
      await db.close();
      await asAdministrator(`drop database ${name} with (force)`);
    },
  };
}

/** Empties it and sets its clock right, in a few milliseconds; opening another embedded one costs seconds. */
export async function resetStore(db: Database): Promise<void> {
  await db.transaction(async tx => {
    const { rows } = await tx.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'app' and tablename <> 'migrations'`,
    );
    // As a replica the append-only triggers do not fire.
    await tx.query('set local session_replication_role = replica');
    await tx.query(rows.map(({ name }) => `delete from app.${name};`).join('\n'));
  });
  await db.query('alter table app.events enable trigger user');
  await moveClock(db, 0);
}

/**
 * Declares the same tests for both databases, each with one database for all of them that is emptied
 * before every test.
 */
export function onEveryStore(declare: (store: Readonly<OpenedStore>) => void): void {
  describe.each(STORES)('on the %s database', kind => {
    const store = {} as OpenedStore;
    let dirty = false;
    beforeAll(async () => {
      Object.assign(store, await openStore(kind));
    });
    beforeEach(async () => {
      if (dirty) await resetStore(store.db);
      dirty = true;
    });
    afterAll(async () => await store.close());
    declare(store);
  });
}

/** Lets the database's clock run ahead by so much, until the next reset. */
export async function moveClock(db: Database, ms: number): Promise<void> {
  await db.query(`create or replace function app.now_ms() returns bigint language sql stable parallel safe
    as $$ select floor(extract(epoch from statement_timestamp()) * 1000)::bigint + ${Math.round(ms)} $$`);
}

/** One statement on the server itself, past the pools under test. */
export async function asAdministrator(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
