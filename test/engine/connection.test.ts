import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionLost, type Database } from '../../src/store/database.ts';
import { firstTampered } from '../../src/store/event-log.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { approvedBy, planned } from '../support/builders.ts';
import { type OpenedStore, onEveryStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { type InterposedDatabase, interposed } from '../support/interposed-database.ts';
import { engineOn } from '../support/on-engine.ts';
import { type PostgresProxy, postgresProxy } from '../support/postgres-proxy.ts';

const noticesOf = async (db: Database) =>
  (await db.query<{ kind: string }>('select kind from app.notices order by seq')).rows.map(
    ({ kind }) => kind,
  );

onEveryStore(store => {
  describe('a commit whose answer is lost', () => {
    it('is carried out once and answered with what was recorded', async () => {
      const db = interposed(store.db);
      const { tell, given, eventsOf, engine } = engineOn(db);
      await given(planned());
      db.afterNextCommit(() => Promise.reject(new ConnectionLost(new Error('reset by peer'))));
      expect(await tell(approvedBy('tess'), { commandId: 'click' })).toMatchObject({
        is: 'done',
        repeated: true,
        events: [{ type: 'ApprovalGiven', by: 'tess' }],
        release: { approvals: { given: [{ by: 'tess' }] } },
      });
      expect(await eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
      expect(await noticesOf(store.db)).toEqual(['ApprovalGiven']);
      expect((await engine.load(RELEASE))?.approvals.given).toHaveLength(1);
    });

    it('is answered with its own events also when others went on meanwhile', async () => {
      const db = interposed(store.db);
      const { tell, given, eventsOf } = engineOn(db);
      const other = engineOn(store.db);
      await given(planned());
      db.afterNextCommit(async () => {
        await other.given(approvedBy('sam'));
        throw new ConnectionLost(new Error('reset by peer'));
      });
      const outcome = await tell(approvedBy('tess'));
      expect(outcome).toMatchObject({ repeated: true, events: [{ type: 'ApprovalGiven', by: 'tess' }] });
      expect(outcome.release?.streamVersion).toBe(3);
      expect(await eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven', 'ApprovalGiven']);
    });
  });

  describe('a connection that dies before the commit', () => {
    it('leaves nothing, and the command is carried out on the next one', async () => {
      const db = interposed(store.db);
      const { tell, given, eventsOf } = engineOn(db);
      await given(planned());
      db.beforeNextCommit(() => Promise.reject(new ConnectionLost(new Error('reset by peer'))));
      expect(await tell(approvedBy('tess'))).toMatchObject({ is: 'done', repeated: false });
      expect(await eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
      expect(await noticesOf(store.db)).toEqual(['ApprovalGiven']);
    });
  });
});

describe('on a real server', () => {
  let store: OpenedStore;
  let proxy: PostgresProxy;
  let db: InterposedDatabase;
  beforeAll(async () => {
    store = await openStore('served');
  });
  beforeEach(async () => {
    await resetStore(store.db);
    proxy = await postgresProxy(store.url!);
    db = interposed(await openPostgres({ url: proxy.url, connectTimeoutMs: 1_000 }));
  });
  afterEach(async () => {
    await db.close();
    await proxy.close();
  });
  afterAll(async () => await store.close());

  it('the backend that is terminated right before the commit leaves nothing behind but one event', async () => {
    const { tell, given, eventsOf } = engineOn(db);
    await given(planned());
    db.beforeNextCommit(tx => tx.query('select pg_terminate_backend(pg_backend_pid())'));
    expect(await tell(approvedBy('tess'))).toMatchObject({ is: 'done', repeated: false });
    expect(await eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
  });

  it('the commit whose answer the network swallows is answered with what was recorded', async () => {
    const { tell, given, eventsOf } = engineOn(db);
    await given(planned());
    proxy.loseNextCommit('a-click');
    expect(await tell(approvedBy('tess'), { commandId: 'a-click' })).toMatchObject({
      is: 'done',
      repeated: true,
      events: [{ type: 'ApprovalGiven', by: 'tess' }],
    });
    expect(await eventsOf()).toEqual(['ReleasePlanned', 'ApprovalGiven']);
    expect(await firstTampered(store.db, `release/${RELEASE}`)).toBeNull();
  });

  it('a lost commit of each of several processes at once is carried out once each', async () => {
    const { given, tell, eventsOf } = engineOn(db);
    const direct = engineOn(store.db);
    await given(planned());
    proxy.loseNextCommit('click-of-tess');
    await Promise.all([
      tell(approvedBy('tess'), { commandId: 'click-of-tess' }),
      direct.tell(approvedBy('sam')),
      tell(approvedBy('cleo')),
    ]);
    const events = await eventsOf();
    expect(events.filter(type => type === 'ApprovalGiven')).toHaveLength(3);
    expect(events.filter(type => type === 'PollOpened')).toHaveLength(1);
  });

  it('a database that is away for a moment is waited for', async () => {
    const { given, tell } = engineOn(db);
    await given(planned());
    db.beforeNext(async () => proxy.cut());
    const told = tell(approvedBy('tess'));
    setTimeout(() => proxy.restore(), 600);
    expect(await told).toMatchObject({ is: 'done' });
  });
});
