import { EventEmitter } from 'node:events';
import type { PGlite, Transaction } from '@electric-sql/pglite';
import {
  LIKE_NODE_POSTGRES,
  type PoolResult,
  type Statement,
  send,
  textOf,
  verbOf,
} from './pglite-session.ts';

/** The pool, as its clients see it. */
interface SharedSession {
  lite: PGlite;
  query<Row>(statement: Statement, params?: readonly unknown[]): Promise<PoolResult<Row>>;
}

/** A borrowed client of the one session; BEGIN gives it the session to itself. */
export class PGlitePoolClient extends EventEmitter {
  readonly #pool: SharedSession;
  readonly #stopListening: () => void;
  #transaction: Transaction | undefined;
  #finish: (() => void) | undefined;
  #settled: Promise<void> | undefined;

  constructor(pool: SharedSession) {
    super();
    this.#pool = pool;
    this.#stopListening = pool.lite.onNotification((channel, payload) =>
      this.emit('notification', { channel, payload, processId: 0 }),
    );
  }

  async query<Row>(statement: Statement, params?: readonly unknown[]): Promise<PoolResult<Row>> {
    const verb = verbOf(statement);
    if (verb === 'BEGIN' || verb === 'START') {
      await this.#begin();
      return { rows: [], rowCount: 0, command: verb };
    }
    const open = this.#transaction;
    if (!open) return this.#pool.query<Row>(statement, params);
    const isRollback = verb === 'ROLLBACK' && !/\bTO\b/i.test(textOf(statement));
    if (isRollback) await open.rollback();
    if (isRollback || verb === 'COMMIT' || verb === 'END') {
      await this.#end();
      return { rows: [], rowCount: 0, command: verb };
    }
    const values = params ?? (typeof statement === 'string' ? undefined : statement.values);
    return { ...(await send<Row>(open, textOf(statement), values, LIKE_NODE_POSTGRES)), command: verb };
  }

  /** A borrower that forgot to finish must not leave the only session in a transaction. */
  release(_destroy?: boolean | Error): void {
    this.#stopListening();
    const open = this.#transaction;
    if (!open) return;
    open
      .rollback()
      .finally(() => this.#end())
      .catch(() => {});
  }

  #begin(): Promise<void> {
    return new Promise((begun, failed) => {
      this.#settled = this.#pool.lite.transaction(
        transaction =>
          new Promise<void>(finish => {
            this.#transaction = transaction;
            this.#finish = finish;
            begun();
          }),
      );
      this.#settled.catch(failed);
    });
  }

  async #end(): Promise<void> {
    this.#transaction = undefined;
    this.#finish?.();
    await this.#settled;
  }
}
