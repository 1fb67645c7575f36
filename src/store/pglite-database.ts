import type { PGlite, Transaction } from '@electric-sql/pglite';
import type { Database, Queryable, Rows } from './database.ts';
import { PGlitePool } from './pglite-pool.ts';
import { send } from './pglite-session.ts';
import { transactionGuard } from './transaction-guard.ts';

export interface EmbeddedDatabase extends Database {
  readonly kind: 'embedded';
  /** For `withBackend(createPostgresBackend)`; everything else queries the database itself. */
  readonly pool: PGlitePool;
}

/** A PGlite that is open already, as a database. Closing this closes it. */
export function pgliteDatabase(lite: PGlite): EmbeddedDatabase {
  const guard = transactionGuard();
  const pool = new PGlitePool(lite, guard);
  const transactions = new Set<Promise<unknown>>();
  let closing = false;

  async function query<Row>(sql: string, params?: readonly unknown[]): Promise<Rows<Row>> {
    guard.check();
    return await pool.inTurn(() => queryableOf(lite).query<Row>(sql, params));
  }

  async function transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    guard.check();
    if (closing) throw new Error('The database is closed.');
    const result = lite.transaction(tx => guard.inside(queryableOf(tx), work));
    transactions.add(result);
    try {
      return await result;
    } finally {
      transactions.delete(result);
    }
  }

  return {
    kind: 'embedded',
    pool,
    query,
    // There is one connection, so nothing can lock out anything.
    atOnce: query,
    transaction,
    async now() {
      return (await query<{ now: number }>('select app.now_ms() as now')).rows[0]!.now;
    },
    async ping() {
      await query('select 1');
    },
    async close() {
      closing = true;
      await Promise.allSettled(transactions);
      await pool.end();
      await lite.close();
    },
  };
}

function queryableOf(session: PGlite | Transaction): Queryable {
  return {
    async query<Row>(sql: string, params?: readonly unknown[]): Promise<Rows<Row>> {
      return await send<Row>(session, sql, params);
    },
  };
}
