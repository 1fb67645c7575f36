import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { Attending } from '../../src/jobs/attend.ts';
import { queueBell } from '../../src/jobs/bell.ts';
import type { DutyOfWorkers, Means } from '../../src/jobs/duty.ts';
import { openQueues, type Queues } from '../../src/jobs/queues.ts';
import { openWorkers, type Workers } from '../../src/jobs/workers.ts';
import { dutyOf } from '../../src/release/due.ts';
import type { EmbeddedDatabase } from '../../src/store/embedded.ts';
import { openSampleLog } from '../../src/store/sample-log.ts';
import { addTask } from '../../src/store/wanted-tasks.ts';
import { moveClock, type OpenedStore, openStore, resetStore, STORES } from '../support/database.ts';
import { engineOn } from '../support/on-engine.ts';
import { memoryTarget } from './memory-target.ts';
import { until } from './until.ts';

const log = pino({ level: 'silent' });

function redisUrl(): string {
  const url = new URL(inject('redisUrl'));
  // A number of its own, because these tests empty it.
  url.pathname = '/7';
  return url.href;
}

describe.each(STORES)('the bell on %s storage', kind => {
  let store: OpenedStore;
  let open: { queues: Queues; workers: Workers[]; prefix: string };
  beforeAll(async () => {
    store = await openStore(kind);
  });
  beforeEach(async () => {
    await resetStore(store.db);
    const prefix = randomUUID();
    open = { queues: newQueues(prefix), workers: [], prefix };
  });
  afterEach(async () => {
    await Promise.all(open.workers.map(workers => workers.close(0)));
    await open.queues.close();
  });
  afterAll(() => store.close());

  const newQueues = (prefix: string) =>
    openQueues(
      kind === 'embedded' ? { kind, database: store.db as EmbeddedDatabase } : { kind, redisUrl: redisUrl() },
      { log, prefix },
    );

  function work(duties: Attending['duties'], { queues = open.queues, concurrency = 4 } = {}) {
    const { engine } = engineOn(store.db);
    const means: Means = {
      engine,
      db: store.db,
      samples: openSampleLog(store.db),
      targets: () => memoryTarget().target,
      evidence: () => [],
      metrics: () => ({ read: () => Promise.reject(new Error('none')) }),
      source: null,
      groupsOf: async () => [],
      membersOf: async () => [],
      digestWith: () => '',
      mask: text => ({ text, consumed: text.length }),
      log,
    };
    const bell = queueBell(queues);
    const workers = openWorkers({ means, duties, queues, bell, holder: randomUUID(), concurrency });
    open.workers.push(workers);
    return { bell, workers };
  }

  const add = async (releaseId: string, task = 'settle', { afterMs = 0, urgent = false } = {}) => {
    await addTask(store.db, releaseId, { task, dueAt: (await store.db.now()) + afterMs, urgent });
    return { releaseId, task, urgent };
  };
  const left = async () =>
    (
      await store.db.query<{ release_id: string; failures: number; holder: string | null }>(
        'select release_id, failures, holder from app.tasks',
      )
    ).rows;
  const nothingLeft = () => until(async () => (await left()).length === 0);

  it('carries a task out once, however often it is rung', async () => {
    const seen: string[] = [];
    const { bell } = work({
      settle: {
        carryOut: async ({ releaseId }) => {
          seen.push(releaseId);
          return undefined;
        },
      },
    });
    const task = await add('a');
    for (let rings = 0; rings < 5; rings += 1) bell.ring([task]);
    await nothingLeft();
    bell.ring([task]);
    await add('b').then(other => bell.ring([other]));
    await nothingLeft();
    expect(seen).toEqual(['a', 'b']);
  });

  it('finds a task that nobody rang', async () => {
    work({ settle: { carryOut: async () => undefined } });
    await add('forgotten');
    await nothingLeft();
  });

  it('carries a task out when it is due and not before', async () => {
    let carriedOutAt = 0;
    work({
      settle: {
        carryOut: async () => {
          carriedOutAt = await store.db.now();
          return undefined;
        },
      },
    });
    const dueAt = (await store.db.now()) + 700;
    await add('later', 'settle', { afterMs: 700 });
    await nothingLeft();
    expect(carriedOutAt).toBeGreaterThanOrEqual(dueAt);
  });

  it('looks again as often as a duty asks for it', async () => {
    let looks = 0;
    const { bell } = work({
      settle: {
        carryOut: async () => {
          looks += 1;
          return looks < 4 ? { againInMs: 20 } : undefined;
        },
      },
    });
    bell.ring([await add('slow')]);
    await nothingLeft();
    expect(looks).toBe(4);
  });

  it.each([
    ['a rollback', 'roll-back/0', true, 2],
    ['other work', 'run-step/install', false, 5],
  ] as const)(
    'keeps what failed, and asks for people when %s fails again and again',
    async (_, task, urgent, times) => {
      let attempts = 0;
      let troubled: unknown = null;
      const failing: DutyOfWorkers = {
        carryOut: async () => {
          attempts += 1;
          if (troubled === null) throw new Error('no route to the target');
          return undefined;
        },
        onTrouble: async (_task, _hand, error) => {
          troubled = error;
        },
      };
      const { bell } = work({ [dutyOf(task)]: failing });
      bell.ring([await add('failing', task, { urgent })]);
      for (let skipped = 0; troubled === null; skipped += 70_000) {
        const before = attempts;
        await moveClock(store.db, skipped);
        await until(() => attempts > before);
      }
      expect(troubled).toMatchObject({ message: 'no route to the target' });
      // People are asked before it is put back for later.
      await until(async () => (await left())[0]?.holder === null);
      await moveClock(store.db, 600_000);
      await nothingLeft();
      expect(attempts).toBe(times + 1);
    },
  );

  it('never lets a rollback wait behind other work', async () => {
    let free = () => {};
    const blocked = new Promise<void>(resolve => {
      free = resolve;
    });
    let isBack = false;
    const { bell } = work(
      {
        settle: {
          carryOut: async () => {
            await blocked;
            return undefined;
          },
        },
        'roll-back': {
          carryOut: async () => {
            isBack = true;
            return undefined;
          },
        },
      },
      { concurrency: 1 },
    );
    bell.ring([await add('one'), await add('two'), await add('three')]);
    await until(async () => (await left()).some(row => row.holder !== null));
    bell.ring([await add('urgent', 'roll-back/0', { urgent: true })]);
    await until(() => isBack);
    free();
    await nothingLeft();
  });

  it('takes ticks of the watch beside everything else, however many hang', async () => {
    let free = () => {};
    const blocked = new Promise<void>(resolve => {
      free = resolve;
    });
    let ticks = 0;
    let settled = 0;
    const { bell } = work(
      {
        watch: {
          carryOut: async () => {
            ticks += 1;
            await blocked;
            return undefined;
          },
        },
        settle: {
          carryOut: async () => {
            settled += 1;
            return undefined;
          },
        },
      },
      { concurrency: 1 },
    );
    for (let at = 0; at < 20; at += 1) await add(`baking-${at}`, 'watch');
    // Nobody rings for a tick.
    await until(() => ticks === 20);
    bell.ring([await add('other')]);
    await until(() => settled === 1);
    free();
    await nothingLeft();
  });

  it('puts back what is still in hand when the process has to stop', async () => {
    let reason: unknown = null;
    const { bell, workers } = work({
      settle: {
        carryOut: (_task, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reason = signal.reason;
              reject(signal.reason);
            });
          }),
      },
    });
    bell.ring([await add('endless')]);
    await until(async () => (await left())[0]?.holder);
    await workers.close(50);
    expect(reason).toMatchObject({ name: 'ProcessStopping' });
    expect(await left()).toMatchObject([{ release_id: 'endless', failures: 0, holder: null }]);
  });

  it('tells a worker whose row went to somebody else to stop', async () => {
    let reason: unknown = null;
    let begun = 0;
    const { bell } = work({
      settle: {
        carryOut: (_task, { signal }) => {
          begun += 1;
          if (begun > 1) return Promise.resolve(undefined);
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reason = signal.reason;
              reject(signal.reason);
            });
          });
        },
      },
    });
    bell.ring([await add('taken')]);
    await until(async () => (await left())[0]?.holder);
    await moveClock(store.db, 11_000);
    await until(() => reason);
    expect(reason).toMatchObject({ name: 'ClaimLost' });
    await nothingLeft();
  });

  it('divides the work of two processes without doing any of it twice', async () => {
    const seen: string[] = [];
    const duties: Attending['duties'] = {
      settle: {
        carryOut: async ({ releaseId }) => {
          seen.push(releaseId);
          return undefined;
        },
      },
    };
    const queues = newQueues(open.prefix);
    const { bell } = work(duties);
    work(duties, { queues });
    const names = Array.from({ length: 30 }, (_, at) => `release-${at}`);
    for (const name of names) bell.ring([await add(name)]);
    await nothingLeft();
    expect(seen.sort()).toEqual(names.sort());
    await Promise.all(open.workers.splice(0).map(workers => workers.close(0)));
    await queues.close();
  });
});

describe('without its Redis', () => {
  let store: OpenedStore;
  beforeAll(async () => {
    store = await openStore('served');
  });
  afterAll(() => store.close());

  const queuesOn = (url: string) =>
    openQueues({ kind: 'served', redisUrl: url }, { log, prefix: randomUUID() });

  function crew(queues: Queues) {
    const seen: string[] = [];
    const { engine } = engineOn(store.db);
    const carryOut = async ({ releaseId }: { releaseId: string }) => {
      seen.push(releaseId);
      return undefined;
    };
    const bell = queueBell(queues);
    const workers = openWorkers({
      means: {
        engine,
        db: store.db,
        samples: openSampleLog(store.db),
        targets: () => memoryTarget().target,
        evidence: () => [],
        metrics: () => ({ read: () => Promise.reject(new Error('none')) }),
        source: null,
        groupsOf: async () => [],
        membersOf: async () => [],
        digestWith: () => '',
        mask: text => ({ text, consumed: text.length }),
        log,
      },
      duties: { settle: { carryOut }, 'roll-back': { carryOut } },
      queues,
      bell,
      holder: randomUUID(),
      concurrency: 4,
    });
    const add = async (releaseId: string, task: string, urgent = false) => {
      await addTask(store.db, releaseId, { task, dueAt: await store.db.now(), urgent });
      bell.ring([{ releaseId, task, urgent }]);
    };
    const close = async () => {
      await workers.close(0);
      await queues.close();
    };
    return { seen, add, close };
  }

  it('everything is claimed straight from the table', async () => {
    // Nobody listens there.
    const queues = queuesOn('redis://127.0.0.1:1');
    const { seen, add, close } = crew(queues);
    expect(queues.isAway()).toBe(true);
    await add('ordinary', 'settle');
    await add('urgent', 'roll-back/0', true);
    await until(() => seen.length === 2);
    await close();
    expect(seen.sort()).toEqual(['ordinary', 'urgent']);
  });

  it('so is what was rung in vain, by a queue that swallows every job and does not know it', async () => {
    const deaf: Queues = { add: () => {}, work: () => {}, isAway: () => false, close: async () => {} };
    const { seen, add, close } = crew(deaf);
    await add('unheard', 'settle');
    await until(
      async () => (await store.db.query('select from app.tasks where rung_at is not null')).rowCount,
    );
    expect(seen).toEqual([]);
    await moveClock(store.db, 5_001);
    await until(() => seen.length === 1);
    await close();
    expect(seen).toEqual(['unheard']);
  });

  it('or with a Redis that was emptied, work goes on', async () => {
    const queues = queuesOn(redisUrl());
    const { seen, add, close } = crew(queues);
    await until(() => !queues.isAway());
    const redis = new Redis(redisUrl());
    for (let round = 0; round < 4; round += 1) {
      await add(`release-${round}`, 'settle');
      await redis.flushdb();
    }
    await until(() => seen.length === 4);
    await add('after', 'settle');
    await until(() => seen.length === 5);
    redis.disconnect();
    await close();
    expect(new Set(seen).size).toBe(5);
  });
});
