import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import { PGlitePoolClient } from './pglite-pool-client.ts';
import {
  LIKE_NODE_POSTGRES,
  type PoolResult,
  type Statement,
  send,
  textOf,
  verbOf,
} from './pglite-session.ts';
import type { TransactionGuard } from './transaction-guard.ts';

/** Taken at load, so that a test's fake timers cannot stop the database. */
const turn = setImmediate;

/**
 * What BullMQ's PostgreSQL backend takes for a `pg.Pool`: a view of the one session of PGlite. All its
 * clients share that session; the one that sends BEGIN has it to itself until COMMIT or ROLLBACK.
 */
export class PGlitePool extends EventEmitter {
  readonly lite: PGlite;
  readonly guard: TransactionGuard;
  /** In the process LISTEN cannot drop unseen, so workers may block for long. */
  readonly options = { max: 1, keepAlive: true };
  #tail: Promise<unknown> = Promise.resolve();
  #ended = false;

  constructor(lite: PGlite, guard: TransactionGuard) {
    super();
    // BullMQ adds an 'error' listener with each queue and worker and removes none.
    this.setMaxListeners(0);
    this.lite = lite;
    this.guard = guard;
  }

  async query<Row>(statement: Statement, params?: readonly unknown[]): Promise<PoolResult<Row>> {
    this.guard.check();
    const values = params ?? (typeof statement === 'string' ? undefined : statement.values);
    const sql = textOf(statement);
    const result = await this.inTurn(() => send<Row>(this.lite, sql, values, LIKE_NODE_POSTGRES));
    return { ...result, command: verbOf(statement) };
  }

  /**
   * One at a time, each after a turn of the event loop: PGlite computes synchronously and settles in
   * microtasks only, so queries back to back would starve timers and sockets.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ended) return Promise.reject(new Error('The database is closed.'));
    const result = this.#tail.then(() => new Promise<void>(resolve => turn(resolve))).then(work);
    this.#tail = result.catch(() => {});
    return result;
  }

  async connect(): Promise<PGlitePoolClient> {
    this.guard.check();
    if (this.#ended) throw new Error('The database is closed.');
    await this.lite.waitReady;
    return new PGlitePoolClient(this);
  }

  /** Waits for what was asked; what comes later is refused. */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#tail;
  }
}
