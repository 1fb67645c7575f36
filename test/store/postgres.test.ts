import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConnectionLost, type Database, DatabaseUnreachable } from '../../src/store/database.ts';
import { type Append, append, findCommand, headOf, readStream } from '../../src/store/event-log.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { asAdministrator, type OpenedStore, openStore } from '../support/database.ts';
import { type PostgresProxy, postgresProxy } from '../support/postgres-proxy.ts';

let store: OpenedStore;
let proxy: PostgresProxy;
let db: Database;

beforeAll(async () => {
  store = await openStore('served');
});
beforeEach(async () => {
  proxy = await postgresProxy(store.url!);
  db = await openPostgres({ url: proxy.url, connectTimeoutMs: 1_000 });
});
afterEach(async () => {
  await db.close();
  await proxy.close();
});
afterAll(async () => await store.close());

const start = (stream: string, commandId: string): Append => ({
  commandId,
  actor: 'U1',
  writes: [{ stream, expectedVersion: 0, events: [{ type: 'Started', data: {} }] }],
});
const databaseName = () => new URL(store.url!).pathname.slice(1);
const killAll = () =>
  asAdministrator(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${databaseName()}'`,
  );

function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opened, open };
}

describe('a connection that dies', () => {
  it('before the commit leaves nothing, and the command is not found', async () => {
    const lost = db.transaction(async tx => {
      await append(tx, start('release/before', 'before'));
      await killAll();
    });
    await expect(lost).rejects.toThrow(ConnectionLost);
    expect(await findCommand(db, 'before')).toBeNull();
    expect((await headOf(db, 'release/before')).version).toBe(0);
  });

  it('after the commit reached the server leaves the command to be found', async () => {
    proxy.loseNextCommit();
    const lost = db.transaction(tx => append(tx, start('release/after', 'after')));
    await expect(lost).rejects.toThrow(ConnectionLost);
    expect(await findCommand(db, 'after')).toMatchObject([{ stream: 'release/after', version: 1 }]);
  });

  it('at any moment is told truly: what was acknowledged is there, what is found is there whole', async () => {
    for (let round = 0; round < 15; round++) {
      const stream = `release/round-${round}`;
      const commands = [0, 1, 2, 3, 4].map(each => `round-${round}-${each}`);
      const appends = commands.map((commandId, each) =>
        db
          .transaction(tx => append(tx, start(`${stream}-${each}`, commandId)))
          .then(
            () => 'acknowledged',
            error => {
              expect(error).toBeInstanceOf(ConnectionLost);
              return 'lost';
            },
          ),
      );
      await pause(round);
      await killAll();
      const outcomes = await Promise.all(appends);
      for (const [each, outcome] of outcomes.entries()) {
        const found = await db.transaction(tx => findCommand(tx, commands[each]!));
        const events = await readStream(db, `${stream}-${each}`);
        expect(events).toEqual(found ?? []);
        if (outcome === 'acknowledged') expect(found).toHaveLength(1);
      }
    }
  });

  it('takes the whole pool with it, and the next query gets a fresh one', async () => {
    await Promise.all([1, 2, 3, 4].map(() => db.query('select pg_sleep(0.02)')));
    const lost = db.query('select pg_sleep(30)');
    const outcome = expect(lost).rejects.toThrow(ConnectionLost);
    await expect
      .poll(
        async () =>
          (
            await store.db.query(
              `select from pg_stat_activity where query like '%sleep(30)' and state = 'active'`,
            )
          ).rowCount,
      )
      .toBeGreaterThan(0);
    await killAll();
    await outcome;
    const answers = await Promise.all([1, 2, 3, 4].map(() => db.query<{ n: number }>('select 1 as n')));
    expect(answers.map(answer => answer.rows[0]!.n)).toEqual([1, 1, 1, 1]);
  });

  it('while idle does not fail the transaction that comes next', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all([1, 2, 3, 4].map(() => db.query('select pg_sleep(0.01)')));
      await killAll();
      const answer = await db.transaction(tx => tx.query('select 1 as n'));
      expect(answer.rows).toEqual([{ n: 1 }]);
    }
  });
});

describe('a server that cannot be reached', () => {
  it('is said to be so, and queries work again once it is back', async () => {
    proxy.cut();
    await expect.poll(() => db.query('select 1').catch(error => error)).toBeInstanceOf(DatabaseUnreachable);
    proxy.restore();
    await expect
      .poll(() =>
        db.query('select 1').then(
          () => 'answered',
          () => 'lost',
        ),
      )
      .toBe('answered');
  });

  it('stops the start with a sentence', async () => {
    const refused = openPostgres({ url: 'postgresql://tminus@127.0.0.1:1/nowhere' });
    await expect(refused).rejects.toThrow(/^The database cannot be reached: .*ECONNREFUSED/);
  });
});

it('a transaction that a stopped process left open gives its locks back', async () => {
  const { rows } = await db.query<{ limit: string }>(
    `select current_setting('idle_in_transaction_session_timeout') as limit`,
  );
  expect(rows[0]?.limit).toBe('5s');
});

it('an append waits for one that rests on the stream it writes', async () => {
  const [locked, commit] = [gate(), gate()];
  const resting = db.transaction(async tx => {
    await append(tx, {
      ...start('release/resting', 'resting'),
      reads: [{ stream: 'organisation', version: 0 }],
    });
    locked.open();
    await commit.opened;
  });
  await locked.opened;
  const freezing = store.db.transaction(tx => append(tx, start('organisation', 'freezing')));
  await expect
    .poll(
      async () =>
        (await store.db.query(`select from pg_stat_activity where wait_event_type = 'Lock'`)).rowCount,
    )
    .toBeGreaterThan(0);
  commit.open();
  await resting;
  await freezing;
  expect((await headOf(db, 'organisation')).version).toBe(1);
});

it('processes that start together migrate once', async () => {
  const names = async () => (await store.db.query('select name from app.migrations order by name')).rows;
  const before = await names();
  await store.db.query('drop schema app cascade');
  const opened = await Promise.all([1, 2, 3].map(() => openPostgres({ url: store.url! })));
  expect(await names()).toEqual(before);
  await Promise.all(opened.map(each => each.close()));
});
