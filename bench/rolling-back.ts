import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { channelOf, SERVICES } from './bench-policy.ts';
import type { Bench } from './bench-world.ts';
import { type Figure, ms, quantile } from './figures.ts';
import { send, typed } from './gestures.ts';

export const GOAL_MS = 200;
const SIDE_BY_SIDE = 6;

type Surroundings = Pick<Bench, 'target' | 'slack'>;

/**
 * From sending a signed `/rollback now` to the first call of the target, which takes the traffic away; of each
 * service in milliseconds. One after the other, as they come in life: `everyMs` apart, else when the last one is done.
 */
export async function rollBack(
  bench: Surroundings,
  bot: string,
  services: readonly string[],
  everyMs: number | null = null,
): Promise<number[]> {
  const latencies: number[] = [];
  for (const service of services) {
    const rest = everyMs === null ? null : pause(everyMs);
    const first = bench.target.next(service, () => true);
    const gesture = typed('/rollback', 'now the bench says so', channelOf(service), bench.slack.answersUrl);
    const at = performance.now();
    const restored = bench.target.next(service, ({ kind }) => kind === 'restore');
    const [call] = await Promise.all([first, send(bot, gesture)]);
    if (call.kind !== 'shift' || call.percent !== 0)
      throw new Error(`the first call was ${call.kind} ${call.percent}`);
    latencies.push(call.at - at);
    await (rest ?? restored);
  }
  return latencies;
}

export async function measureRollbacks(bench: Bench, bot: string): Promise<Figure[]> {
  const latencies = await rollBack(bench, bot, SERVICES);
  await everyRelease(bench.databaseUrl, 'rolled-back');
  const p99 = quantile(latencies, 0.99);
  return [
    {
      what: `/rollback now to first call of the target, p50 of ${latencies.length} (served)`,
      ours: ms(quantile(latencies, 0.5)),
    },
    {
      what: '/rollback now to first call of the target, p99 (served)',
      ours: ms(p99),
      goal: `≤ ${GOAL_MS} ms`,
      isMet: p99 <= GOAL_MS,
    },
  ];
}

/** Brings a release of every service to the bake of its first phase. */
export async function bakeEverywhere(bench: Bench, bot: string): Promise<void> {
  const waiting = [...SERVICES];
  const startNext = async (): Promise<void> => {
    const service = waiting.shift();
    if (!service) return;
    const text = `start ${service} 1.1.0 minor prod`;
    const half = bench.target.next(service, ({ kind, percent }) => kind === 'shift' && percent === 50);
    await send(bot, typed('/release', text, channelOf(service), bench.slack.answersUrl));
    await half;
    await startNext();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, startNext));
  // The last one is recorded a moment after the target was called.
  await pause(1_000);
}

const PATIENCE_MS = 20_000;

async function everyRelease(databaseUrl: string, status: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const begunAt = performance.now(); ; await pause(100)) {
      const { rows } = await client.query<{ left: number }>(
        'select count(*)::int as left from app.releases where status <> $1',
        [status],
      );
      if (rows[0]?.left === 0) return;
      if (performance.now() - begunAt > PATIENCE_MS)
        throw new Error(`${rows[0]?.left} releases are not ${status}`);
    }
  } finally {
    await client.end();
  }
}
