import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Queryable, QueryPastTransaction, TransactionBroken } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { onEveryStore } from '../support/database.ts';

const keep = (db: Queryable, digest: string) =>
  db.query('insert into app.policies (digest, text) values ($1, $2)', [digest, '']);
const kept = async (db: Queryable) =>
  (await db.query<{ digest: string }>('select digest from app.policies order by digest')).rows.map(
    row => row.digest,
  );

onEveryStore(store => {
  describe('a transaction', () => {
    it('is kept when its work resolves', async () => {
      const result = await store.db.transaction(async tx => {
        await keep(tx, 'one');
        await keep(tx, 'two');
        return 'done';
      });
      expect(result).toBe('done');
      expect(await kept(store.db)).toEqual(['one', 'two']);
    });

    it('leaves nothing behind when its work throws', async () => {
      const failing = store.db.transaction(async tx => {
        await keep(tx, 'one');
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
      expect(await kept(store.db)).toEqual([]);
    });

    it('is not acknowledged when a statement failed and the failure was swallowed', async () => {
      const swallowing = store.db.transaction(async tx => {
        await keep(tx, 'one');
        await keep(tx, 'one').catch(() => {});
      });
      await expect(swallowing).rejects.toThrow(TransactionBroken);
      expect(await kept(store.db)).toEqual([]);
    });

    it('cannot be asked any more when it is over', async () => {
      let escaped: Queryable | undefined;
      await store.db.transaction(async tx => {
        escaped = tx;
      });
      await expect(keep(escaped!, 'late')).rejects.toThrow('transaction is over');
    });

    it('refuses a query that goes past it, and another transaction inside it', async () => {
      await store.db.transaction(async () => {
        await expect(store.db.query('select 1')).rejects.toThrow(QueryPastTransaction);
        await expect(store.db.transaction(async () => {})).rejects.toThrow(QueryPastTransaction);
        await expect(store.db.now()).rejects.toThrow(QueryPastTransaction);
      });
    });

    it('does not stand in the way of what it started once it is over', async () => {
      let later: Promise<unknown> = Promise.resolve();
      await store.db.transaction(async () => {
        later = pause(0)
          .then(() => pause(20))
          .then(() => store.db.query('select 1'));
      });
      await expect(later).resolves.toMatchObject({ rowCount: 1 });
    });
  });

  it('large whole numbers come back as numbers', async () => {
    const { rows } = await store.db.query('select $1::bigint as n, count(*) as c', [1_795_327_436_302]);
    expect(rows).toEqual([{ n: 1_795_327_436_302, c: 1 }]);
  });

  it('a script of several statements gives the result of the last', async () => {
    const { rows } = await store.db.query('select 1 as n; select 2 as n');
    expect(rows).toEqual([{ n: 2 }]);
  });

  it('counts what was changed', async () => {
    await keep(store.db, 'one');
    await keep(store.db, 'two');
    expect((await store.db.query('delete from app.policies')).rowCount).toBe(2);
    expect((await store.db.query('delete from app.policies where digest = $1', ['one'])).rowCount).toBe(0);
  });

  it('tells the time of the database', async () => {
    expect(Math.abs((await store.db.now()) - Date.now())).toBeLessThan(5_000);
  });

  it('migrates only once', async () => {
    await keep(store.db, 'one');
    await migrate(store.db);
    expect(await kept(store.db)).toEqual(['one']);
  });

  it('goes on after a statement that failed', async () => {
    await expect(store.db.query('select nonsense')).rejects.toThrow('nonsense');
    await expect(store.db.ping()).resolves.toBeUndefined();
  });
});
