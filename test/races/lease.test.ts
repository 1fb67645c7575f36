import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LEASE_MS, openClaimKeeper } from '../../src/jobs/claim-keeper.ts';
import { ClaimLost } from '../../src/jobs/duty.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { type Claimed, claimOne } from '../../src/store/tasks.ts';
import { addTask } from '../../src/store/wanted-tasks.ts';
import { moveClock, onEveryStore, openStore } from '../support/database.ts';
import { postgresProxy } from '../support/postgres-proxy.ts';

const RELEASE = 'checkout-1.4.0-aaaaaa';
const key = { releaseId: RELEASE, task: 'run-step/traffic-25' };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function claimed(db: Database, holder: string): Promise<Claimed> {
  const claim = await claimOne(db, { ...key, holder, leaseMs: LEASE_MS });
  if (!claim) throw new Error('the task could not be claimed');
  return claim;
}

async function kept(db: Database, holder = 'one') {
  await db.transaction(async tx => {
    await addTask(tx, RELEASE, { task: key.task, dueAt: 0, urgent: false });
  });
  const keeper = openClaimKeeper(db, holder);
  const claim = keeper.keep(await claimed(db, holder));
  closing.push(() => claim.end());
  return claim;
}

/** How long after now the signal fires. */
const firesAfterMs = (signal: AbortSignal): Promise<number> => {
  const begunAt = performance.now();
  return new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(performance.now() - begunAt), { once: true });
  });
};

onEveryStore(store => {
  describe('the signal of a duty', () => {
    it('fires soon after its row has vanished', async () => {
      const { signal } = await kept(store.db);
      const fired = firesAfterMs(signal);
      await store.db.query('delete from app.tasks');
      expect(await fired).toBeLessThan(2_000);
      expect(signal.reason).toBeInstanceOf(ClaimLost);
    });

    it('fires when somebody else has taken the task over', async () => {
      const { signal } = await kept(store.db);
      const fired = firesAfterMs(signal);
      await store.db.query('update app.tasks set lease_until = 0');
      await claimed(store.db, 'other');
      expect(await fired).toBeLessThan(2_000);
      expect(signal.reason).toBeInstanceOf(ClaimLost);
    });

    it('does not fire for a row that is still there', async () => {
      const claim = await kept(store.db);
      await claim.confirm();
      await pause(600);
      expect(claim.signal.aborted).toBe(false);
    });

    it('is looked at before a call when the lease has run out while the process stood still', async () => {
      const claim = await kept(store.db);
      await moveClock(store.db, LEASE_MS + 1);
      await expect(claim.confirm()).rejects.toThrow(ClaimLost);
    });
  });
});

describe('while the database is away', () => {
  it('a claim is believed in for as long as its lease and no longer', async () => {
    const store = await openStore('served');
    closing.push(() => store.close());
    const proxy = await postgresProxy(store.url!);
    closing.push(() => proxy.close());
    const db = await openPostgres({ url: proxy.url, connectTimeoutMs: 500 });
    closing.push(() => db.close());
    const { signal } = await kept(db);
    const fired = firesAfterMs(signal);
    proxy.cut();
    const afterMs = await fired;
    expect(afterMs).toBeGreaterThan(LEASE_MS - 4_000);
    expect(afterMs).toBeLessThan(LEASE_MS + 5_000);
    expect(signal.reason).toBeInstanceOf(ClaimLost);
  });
});
