import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/store/database.ts';
import { type Child, startTminus } from '../child.ts';
import { rollBack } from '../rolling-back.ts';
import { EVERY_MS, MEASURED_MS, ROLLED_BACK_EACH, TICKS } from './sizes.ts';
import { cpuSecondsOf, databaseUse } from './usage.ts';
import type { WatchWorld } from './watch-world.ts';

export interface Measured {
  /** From when a tick was due until its sample was committed, of each tick in milliseconds. */
  lateness: number[];
  /** Ticks taken, of those that were due: late ones are skipped. */
  taken: number;
  due: number;
  /** How long at most other work of the worker waited for its turn, in milliseconds (99 % of the time less). */
  lag: number;
  /** From `/rollback now` to the first call of the target, while the others bake. */
  rollbacks: number[];
  /** The most the worker had, in bytes. */
  memory: number;
  /** Processor time per second. */
  cpu: { worker: number; database: number; prometheus: number };
  /** Per tick. */
  queries: number;
  statements: number;
  walBytes: number;
  tableBytes: number;
}

/** `npm run bench:watch -- 1000 --cpu-prof --cpu-prof-dir=/tmp/profile` shows what the worker is busy with. */
const PROFILING = process.argv.slice(3);

/** The database notes by itself when it gets a sample: tminus is not changed to be measured. */
export const noteArrivals = (db: Database) =>
  db.query('alter table app.samples add column arrived timestamptz default clock_timestamp()');

export async function measureWatching(
  world: WatchWorld,
  db: Database,
  baking: number,
  toRollBack: readonly string[],
): Promise<Measured> {
  const bot = await startTminus({ ...world.env, TMINUS_ROLE: 'bot' });
  const worker = await startTminus({ ...world.env, TMINUS_ROLE: 'worker' }, PROFILING);
  try {
    // The first round starts with all that was due while nobody worked.
    await pause(1.2 * EVERY_MS);
    return await measure(world, db, { bot, worker, baking, toRollBack });
  } finally {
    await Promise.all([bot.stop(), worker.stop()]);
  }
}

interface Stage {
  bot: Child;
  worker: Child;
  baking: number;
  toRollBack: readonly string[];
}

async function measure(world: WatchWorld, db: Database, stage: Stage): Promise<Measured> {
  const { bot, worker, baking, toRollBack } = stage;
  const use = async () => ({
    at: await db.now(),
    worker: cpuSecondsOf(worker.pid),
    database: await databaseUse(db),
    prometheus: await world.prometheus.counters(),
  });
  let memory = 0;
  const look = setInterval(() => {
    memory = Math.max(memory, worker.memory());
  }, 1_000);
  const before = await use();
  const events = `http://127.0.0.1:${bot.port}/slack/events`;
  const everyMs = (0.9 * MEASURED_MS) / ROLLED_BACK_EACH;
  const [rollbacks] = await Promise.all([
    rollBack(world, events, toRollBack, everyMs),
    pause(MEASURED_MS),
  ]).finally(() => clearInterval(look));
  const after = await use();
  const { rows } = await db.query<{ late: number }>(
    `select (extract(epoch from arrived) * 1000 - at)::float8 as late from app.samples
     where release_id like 'baking-%' and at >= $1 and at < $2`,
    [before.at, before.at + TICKS * EVERY_MS],
  );
  const seconds = (after.at - before.at) / 1_000;
  const ticks = Math.max(1, after.database.samples - before.database.samples);
  const perTick = (of: (one: typeof before) => number) => (of(after) - of(before)) / ticks;
  return {
    lateness: rows.map(row => row.late),
    taken: rows.length,
    due: baking * TICKS,
    rollbacks,
    lag: await lagOf(worker),
    memory,
    cpu: {
      worker: (after.worker - before.worker) / seconds,
      database: (after.database.cpuSeconds - before.database.cpuSeconds) / seconds,
      prometheus: (after.prometheus.cpuSeconds - before.prometheus.cpuSeconds) / seconds,
    },
    queries: perTick(({ prometheus }) => prometheus.queries),
    statements: perTick(({ database }) => database.statements),
    walBytes: perTick(({ database }) => database.walBytes),
    tableBytes: perTick(({ database }) => database.tableBytes),
  };
}

/** As the worker itself measures it. */
async function lagOf({ port }: Child): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return 1_000 * Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(text)?.[1]);
}
