import { openPostgres } from '../../src/store/postgres.ts';
import { servicesNamed } from '../bench-policy.ts';
import { machine, megabytes, ms, perSecond, quantile } from '../figures.ts';
import { type Measured, measureWatching, noteArrivals } from './measuring.ts';
import { bake } from './preparing.ts';
import { ROLLED_BACK, ROLLED_BACK_EACH, SIZES } from './sizes.ts';
import { measureTrimming } from './trimming.ts';
import { openWatchWorld } from './watch-world.ts';

const say = (line: string) => console.log(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`);

const LATENESS_GOAL_MS = 1_000;
const MEMORY_GOAL = 500e6;
const ROLLBACK_GOAL_MS = 200;

/** One line of the table, with what its goal says about the largest size. */
interface Row {
  what: string;
  of(measured: Measured): string;
  goal?: string;
  isMet?(measured: Measured): boolean;
}

const share = (value: number) => `${Math.round(100 * value)} %`;
const few = (value: number) => value.toFixed(value < 10 ? 2 : 0);

const ROWS: Row[] = [
  { what: 'ticks taken of those due', of: ({ taken, due }) => `${taken} / ${due}` },
  { what: 'tick lateness p50', of: ({ lateness }) => ms(quantile(lateness, 0.5)) },
  {
    what: 'tick lateness p99',
    of: ({ lateness }) => ms(quantile(lateness, 0.99)),
    goal: `≤ ${ms(LATENESS_GOAL_MS)}`,
    isMet: ({ lateness }) => quantile(lateness, 0.99) <= LATENESS_GOAL_MS,
  },
  { what: 'tick lateness, most', of: ({ lateness }) => ms(Math.max(...lateness)) },
  {
    what: 'memory of the worker, most',
    of: ({ memory }) => megabytes(memory),
    goal: `≤ ${megabytes(MEMORY_GOAL)}`,
    isMet: ({ memory }) => memory <= MEMORY_GOAL,
  },
  { what: 'turn of the event loop p99, worker', of: ({ lag }) => ms(lag) },
  { what: '/rollback now to first call p50', of: ({ rollbacks }) => ms(quantile(rollbacks, 0.5)) },
  {
    what: `/rollback now to first call p99 of ${ROLLED_BACK_EACH}`,
    of: ({ rollbacks }) => ms(quantile(rollbacks, 0.99)),
    goal: `≤ ${ms(ROLLBACK_GOAL_MS)}`,
    isMet: ({ rollbacks }) => quantile(rollbacks, 0.99) <= ROLLBACK_GOAL_MS,
  },
  { what: 'processor, worker', of: ({ cpu }) => share(cpu.worker) },
  { what: 'processor, PostgreSQL', of: ({ cpu }) => share(cpu.database) },
  { what: 'processor, Prometheus', of: ({ cpu }) => share(cpu.prometheus) },
  { what: 'queries of Prometheus per tick', of: ({ queries }) => few(queries) },
  { what: 'transactions of PostgreSQL per tick', of: ({ statements }) => few(statements) },
  { what: 'log ahead per tick', of: ({ walBytes }) => `${few(walBytes / 1000)} kB` },
  { what: 'growth of the tables per tick', of: ({ tableBytes }) => `${few(tableBytes / 1000)} kB` },
];

const world = await openWatchWorld();
const db = await openPostgres({ url: world.databaseUrl });
try {
  await noteArrivals(db);
  const rolledBack = servicesNamed('service', ROLLED_BACK);
  const baking = servicesNamed('baking', Math.max(...SIZES));
  const measured: Measured[] = [];
  let baked = 0;
  for (const size of SIZES) {
    const toRollBack = rolledBack.splice(0, ROLLED_BACK_EACH);
    say(`${size} releases on their way`);
    await bake(db, world.policyFolder, [...baking.slice(baked, size), ...toRollBack]);
    baked = size;
    say(`${size} releases bake`);
    measured.push(await measureWatching(world, db, size, toRollBack));
  }
  say('old samples go');
  const trimmed = await measureTrimming(db);
  const last = measured.at(-1);
  const table = [
    ['releases', ...SIZES.map(String), 'goal', 'met'],
    ['---', ...SIZES.map(() => '---'), '---', '---'],
    ...ROWS.map(({ what, of, goal, isMet }) => [
      what,
      ...measured.map(of),
      goal ?? '–',
      isMet && last ? (isMet(last) ? 'yes' : 'NO') : '–',
    ]),
  ];
  console.log(`\n${machine()}\n\n${table.map(row => `| ${row.join(' | ')} |`).join('\n')}\n`);
  console.log(
    `Old samples are trimmed at ${perSecond(trimmed.perSecond)}; the table after each round: ${trimmed.bytes.map(megabytes).join(', ')}`,
  );
} finally {
  await db.close();
  await world.close();
}
