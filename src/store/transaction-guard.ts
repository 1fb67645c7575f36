import { AsyncLocalStorage } from 'node:async_hooks';
import { type Queryable, QueryPastTransaction, TransactionBroken } from './database.ts';

export interface TransactionGuard {
  /** Throws QueryPastTransaction when the caller has a transaction of this database open. */
  check(): void;
  /** Runs `work` as the inside of a transaction on `session`. */
  inside<T>(session: Queryable, work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/**
 * Finds the query that goes past its caller's transaction. On a server it would only see stale data; on
 * the embedded database, which has one connection, it would wait for itself for ever.
 */
export function transactionGuard(): TransactionGuard {
  const context = new AsyncLocalStorage<{ open: boolean }>();
  let inside = 0;

  return {
    check() {
      if (context.getStore()?.open) throw new QueryPastTransaction();
    },
    async inside(session, work) {
      const here = { open: true };
      inside += 1;
      let failure: unknown;
      let failed = false;
      const tx: Queryable = {
        async query<Row>(sql: string, params?: readonly unknown[]) {
          if (!here.open) throw new Error('The transaction is over; its handle cannot be queried any more.');
          try {
            return await session.query<Row>(sql, params);
          } catch (error) {
            failed = true;
            failure = error;
            throw error;
          }
        },
      };
      try {
        const result = await context.run(here, () => work(tx));
        if (failed) throw new TransactionBroken(failure);
        return result;
      } finally {
        here.open = false;
        inside -= 1;
        // While it is in use Node follows every promise of the process, which costs a busy bot a third of its pace.
        if (inside === 0) context.disable();
      }
    },
  };
}
