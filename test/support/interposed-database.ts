import type { Database, Queryable, Rows } from '../../src/store/database.ts';

export interface InterposedDatabase extends Database {
  /** Between what was read and the next transaction. */
  beforeNext(act: () => Promise<unknown>): void;
  /** In the next transaction, when all but the COMMIT is done. */
  beforeNextCommit(act: (tx: Queryable) => Promise<unknown>): void;
  /** When the next COMMIT is done and nobody was told yet. */
  afterNextCommit(act: () => Promise<unknown>): void;
}

/** The database itself, with a place to step in around its transactions, each time once. */
export function interposed(db: Database): InterposedDatabase {
  const nothing = () => Promise.resolve();
  const acts = {
    before: nothing as () => Promise<unknown>,
    inside: nothing as (tx: Queryable) => Promise<unknown>,
    after: nothing as () => Promise<unknown>,
  };
  const none = { ...acts };
  const take = <K extends keyof typeof acts>(moment: K): (typeof acts)[K] => {
    const act = acts[moment];
    acts[moment] = none[moment];
    return act;
  };
  async function transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    await take('before')();
    const result = await db.transaction(async tx => {
      const done = await work(tx);
      await take('inside')(tx);
      return done;
    });
    await take('after')();
    return result;
  }
  return {
    ...db,
    transaction,
    async atOnce<Row>(sql: string, params: readonly unknown[]): Promise<Rows<Row>> {
      // Only inside of a transaction is there a moment before the COMMIT to step in.
      if (acts.inside !== none.inside) return await transaction(tx => tx.query<Row>(sql, params));
      await take('before')();
      const result = await db.atOnce<Row>(sql, params);
      await take('after')();
      return result;
    },
    beforeNext(act) {
      acts.before = act;
    },
    beforeNextCommit(act) {
      acts.inside = act;
    },
    afterNextCommit(act) {
      acts.after = act;
    },
  };
}
