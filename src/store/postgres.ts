import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { codeOf, isConnectionError } from './connection-error.ts';
import { ConnectionLost, type Database, DatabaseUnreachable, type Queryable, type Rows } from './database.ts';
import { migrate } from './migrate.ts';
import { transactionGuard } from './transaction-guard.ts';

export interface PostgresOptions {
  url: string;
  /** Connections at most; 10 by default. */
  poolSize?: number;
  /** 5 s by default. */
  connectTimeoutMs?: number;
  /** The server gives a statement up after this long; 15 s by default. */
  statementTimeoutMs?: number;
  /** Whoever only looks leaves the schema as it is. */
  leaveSchema?: boolean;
}

const INT8 = 20;
const DEADLOCK = '40P01';
const SERIALIZATION_FAILURE = '40001';
const ATTEMPTS = 8;

/**
 * Connects and brings the schema up to date.
 * @throws DatabaseUnreachable
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const guard = transactionGuard();
  const closing: Promise<void>[] = [];
  let pool = newPool(options);

  /** After a failover the idle clients hang on the old server too, so all of them go. */
  function discard(broken: pg.Pool) {
    if (broken !== pool) return;
    pool = newPool(options);
    closing.push(broken.end());
  }

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const from = pool;
    const client = await from.connect().catch((error: unknown) => {
      throw isConnectionError(error) ? new DatabaseUnreachable(error) : error;
    });
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = error instanceof NotBegun || isConnectionError(error);
      throw isConnectionError(error) ? new ConnectionLost(error) : error;
    } finally {
      client.release(broken);
      if (broken) discard(from);
    }
  }

  async function once<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return await withClient(async client => {
      await begin(client);
      try {
        const result = await guard.inside(queryableOf(client), work);
        await client.query('commit');
        return result;
      } catch (error) {
        if (!isConnectionError(error)) await client.query('rollback');
        throw error;
      }
    });
  }

  async function repeated<T>(carryOut: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await carryOut();
      } catch (error) {
        if (!isWorthRetrying(error)) throw error;
        if (attempt === ATTEMPTS)
          throw error instanceof NotBegun ? new DatabaseUnreachable(error.cause) : error;
        await pause(Math.random() * 10 * attempt);
      }
    }
  }

  async function transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    guard.check();
    return await repeated(() => once(work));
  }

  async function query<Row>(sql: string, params?: readonly unknown[]): Promise<Rows<Row>> {
    guard.check();
    return await withClient(client => queryableOf(client).query<Row>(sql, params));
  }

  const database: Database = {
    kind: 'served',
    query,
    atOnce: (sql, params) => repeated(() => query(sql, params)),
    transaction,
    async now() {
      return (await query<{ now: number }>('select app.now_ms() as now')).rows[0]!.now;
    },
    async ping() {
      await query('select 1');
    },
    async close() {
      await Promise.all([...closing, pool.end()]);
    },
  };
  try {
    if (!options.leaveSchema) await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

function newPool(options: PostgresOptions): pg.Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 15_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'tminus',
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    statement_timeout: statementTimeoutMs,
    // Longer than the server's own limit: it only ends the wait for a server that went silent.
    query_timeout: statementTimeoutMs + 5_000,
    // A process that is stopped in the middle of a transaction must not hold a release's lock for long.
    idle_in_transaction_session_timeout: 5_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid, format) =>
        oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  pool.setMaxListeners(0);
  // Without listeners a connection that breaks would end the process; the query it breaks reports it.
  pool.on('error', () => {});
  pool.on('connect', client => client.on('error', () => {}));
  return pool;
}

function queryableOf(client: pg.PoolClient): Queryable {
  return {
    async query<Row>(sql: string, params?: readonly unknown[]): Promise<Rows<Row>> {
      const answer: pg.QueryResult | pg.QueryResult[] = await client.query(
        params ? { name: preparedAs(sql), text: sql, values: [...params] } : sql,
      );
      const result = Array.isArray(answer) ? answer.at(-1) : answer;
      return { rows: (result?.rows ?? []) as Row[], rowCount: result?.rowCount ?? 0 };
    },
  };
}

const prepared = new Map<string, string>();

/** Each statement is planned once per connection; planning costs more than most of them do. */
function preparedAs(sql: string): string {
  const known = prepared.get(sql) ?? `tminus_${prepared.size + 1}`;
  prepared.set(sql, known);
  return known;
}

/** An idle connection had died unnoticed; nothing was asked of it yet. */
class NotBegun extends Error {}

async function begin(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('begin');
  } catch (error) {
    throw isConnectionError(error) ? new NotBegun('begin', { cause: error }) : error;
  }
}

function isWorthRetrying(error: unknown): boolean {
  if (error instanceof NotBegun) return true;
  const code = codeOf(error);
  return code === DEADLOCK || code === SERIALIZATION_FAILURE;
}
