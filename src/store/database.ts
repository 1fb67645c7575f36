import type { Instant } from '../release/terms.ts';

/** What JSON can carry. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

export interface Rows<Row> {
  rows: Row[];
  /** Rows returned or changed. */
  rowCount: number;
}

export interface Queryable {
  /**
   * One statement with `$1` parameters; without parameters a script of several is allowed and the last
   * result is given. `bigint` comes back as a number.
   * @throws ConnectionLost when the answer never came: the statement may or may not have been carried out
   * @throws DatabaseUnreachable when it surely was not
   */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Rows<Row>>;
}

/** PostgreSQL on a server, or the embedded one. Both behave alike; `test/store` runs on both. */
export interface Database extends Queryable {
  readonly kind: 'embedded' | 'served';
  /**
   * Commits when `work` resolves, rolls back when it throws. `work` may run several times (deadlock,
   * serialization failure), so it must do nothing but query `tx`; asking the database past `tx` while
   * it runs throws QueryPastTransaction.
   * @throws ConnectionLost when the outcome of the commit is unknown: look the command up before repeating
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /**
   * One statement that is a transaction of its own, in one round trip. Tried again after a deadlock.
   * @throws ConnectionLost when the outcome of the commit is unknown: look the command up before repeating
   */
  atOnce<Row = Record<string, unknown>>(sql: string, params: readonly unknown[]): Promise<Rows<Row>>;
  /** The database's clock. */
  now(): Promise<Instant>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  /** Waits for what is running, then lets go. */
  close(): Promise<void>;
}

/** The connection broke, so whether the statement or the commit took effect is unknown. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  constructor(cause: unknown) {
    super('The connection to the database was lost; the outcome is unknown.', { cause });
  }
}

/** No connection could be made, so nothing was carried out. */
export class DatabaseUnreachable extends Error {
  override readonly name = 'DatabaseUnreachable';
  constructor(cause: unknown) {
    const reason =
      cause instanceof Error ? cause.message || String(Reflect.get(cause, 'code')) : String(cause);
    super(`The database cannot be reached: ${reason}`, { cause });
  }
}

/** A query went past the transaction its caller has open; on the embedded database it would wait for itself. */
export class QueryPastTransaction extends Error {
  override readonly name = 'QueryPastTransaction';
  constructor() {
    super('A query went past the transaction that is open here; pass the transaction on and query that.');
  }
}

/** A statement failed inside the transaction and was swallowed: PostgreSQL would answer COMMIT with a rollback. */
export class TransactionBroken extends Error {
  override readonly name = 'TransactionBroken';
  constructor(cause: unknown) {
    super('A statement of this transaction failed, so nothing of it can be committed.', { cause });
  }
}
