import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openEmbedded } from '../src/store/embedded.ts';
import { openPostgres } from '../src/store/postgres.ts';
import { measureAcknowledgement } from './acknowledgement.ts';
import { makeHistory, measureAppending } from './appending.ts';
import { channelOf, SERVICES } from './bench-policy.ts';
import { type Bench, openBench } from './bench-world.ts';
import { type Child, startScript, startTminus } from './child.ts';
import { measureClicks } from './clicking.ts';
import { type Figure, machine, megabytes, tableOf } from './figures.ts';
import { bakeEverywhere, measureRollbacks } from './rolling-back.ts';

const IDLE_MS = 5_000;
const MEMORY_GOAL = 200e6;

const at = (child: Child) => `http://127.0.0.1:${child.port}/slack/events`;
const say = (line: string) => console.log(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`);

/** As it is a moment after the start, with nothing to do. */
async function measureMemory(
  where: string,
  env: Record<string, string>,
  goal: number | null,
): Promise<Figure> {
  const tminus = await startTminus(env);
  await pause(IDLE_MS);
  const bytes = tminus.memory();
  await tminus.stop();
  const judged = goal === null ? {} : { goal: `≤ ${megabytes(goal)}`, isMet: bytes <= goal };
  return { what: `memory of an idle process (${where})`, ours: megabytes(bytes), ...judged };
}

async function measureServed(bench: Bench): Promise<Figure[]> {
  const bot = await startTminus({ ...bench.env, ...bench.served, TMINUS_ROLE: 'bot' });
  const worker = await startTminus({ ...bench.env, ...bench.served, TMINUS_ROLE: 'worker' });
  const ackOnly = await startScript('ack-only-app.ts');
  try {
    say(`${SERVICES.length} releases on their way`);
    await bakeEverywhere(bench, at(bot));
    say('clicks');
    const clicks = await measureClicks(bench, at(bot));
    say('rollbacks');
    const rollbacks = await measureRollbacks(bench, at(bot));
    say('acknowledgements');
    const [service = ''] = SERVICES;
    const acknowledged = await measureAcknowledgement('served', {
      bot: at(bot),
      ackOnly: at(ackOnly),
      answers: bench.slack.answersUrl,
      channel: channelOf(service),
    });
    return [...acknowledged, ...clicks, ...rollbacks];
  } finally {
    await Promise.all([bot.stop(), worker.stop(), ackOnly.stop()]);
  }
}

async function measureStores(bench: Bench): Promise<Figure[]> {
  const postgres = await openPostgres({ url: bench.appendUrl });
  const embedded = await openEmbedded({ folder: join(bench.folder, 'appending') });
  try {
    await makeHistory(postgres);
    await makeHistory(embedded);
    const served = { where: 'PostgreSQL', goal: null };
    return [
      await measureAppending(postgres, { ...served, what: 'events alone', sideBySide: 1, goal: 0.5 }),
      await measureAppending(postgres, { ...served, what: 'all of it', sideBySide: 1 }),
      await measureAppending(postgres, { ...served, what: 'events alone', sideBySide: 8 }),
      await measureAppending(postgres, { ...served, what: 'all of it', sideBySide: 8 }),
      await measureAppending(embedded, { where: 'embedded', what: 'all of it', sideBySide: 1, goal: null }),
    ];
  } finally {
    await postgres.close();
    await embedded.close();
  }
}

const bench = await openBench();
try {
  say('memory');
  const memory = [
    await measureMemory('served', { ...bench.env, ...bench.served }, MEMORY_GOAL),
    await measureMemory('embedded', bench.env, null),
  ];
  const served = await measureServed(bench);
  say('stores');
  const figures = [...served, ...(await measureStores(bench)), ...memory];
  console.log(`\n${machine()}\n\n${tableOf(figures)}\n`);
} finally {
  await bench.close();
}
