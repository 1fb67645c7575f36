import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import { openIllustrator } from '../../src/jobs/illustrator.ts';
import { sceneReader } from '../../src/jobs/scene-of.ts';
import { slackLogger } from '../../src/logging.ts';
import { slackChat } from '../../src/providers/chat/slack.ts';
import { slackFiles } from '../../src/providers/chat/slack-files.ts';
import { slackFixtures, slackHomes, slackRooms } from '../../src/providers/chat/slack-rooms.ts';
import { echartsPictures } from '../../src/providers/pictures/echarts.ts';
import { openEmbedded } from '../../src/store/embedded.ts';
import { openOutboxes } from '../../src/wiring/outboxes.ts';
import { onlyEnglish } from '../../src/words/speech.ts';
import { engineOn } from '../../test/support/on-engine.ts';
import { type Figure, machine, megabytes, ms, quantile, tableOf } from '../figures.ts';
import { emergency, hasTraffic, headStart, next, releaseId, type Slot } from './releases.ts';
import { takeSamples } from './samples.ts';
import { type Staleness, untilPosted, watchBoards } from './staleness.ts';
import type { Call } from './workspace.ts';

/** How long all of them are told, in minutes; ten unless said otherwise. */
const MINUTES = Number(process.argv[2] ?? 10);
const SIZES = [4, 20, 100] as const;
const LIVE = 100;
const EMERGENCY_EVERY_MS = 6_000;
/** Something happens to each release so often … */
const NEWS_EACH_MS = 8_000;
/** … but not more often altogether. */
const NEWS_EVERY_MS = 400;
const WATCHED_MS = 30_000;
/** Slack lets twenty channels a minute be made. */
const ROOMS_READY_MS = 60_000;
const GOAL_MS = 2_000;
const GOAL_REFUSED = 0.01;
const WAITING = `in ('pending', 'sending')`;
/** R-ROOM-3, up to four live releases. */
const GOAL_BOARD_MS = 5_000;

const say = (line: string) =>
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(4)} s  ${line}`);
const log = pino({ level: 'silent' });

const folder = await mkdtemp(join(tmpdir(), 'tminus-bench-'));
const child = fork(join(import.meta.dirname, 'workspace.ts'), {
  stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
});
const store = await openEmbedded({ folder });
const { db, claims } = countingClaims(store);
const sizeOfDatabase = async () => {
  const { rows } = await db.query<{ bytes: number }>(
    `select sum(pg_total_relation_size(format('app.%I', tablename)))::bigint as bytes
     from pg_tables where schemaname = 'app'`,
  );
  return rows[0]?.bytes ?? 0;
};
try {
  const apiUrl = `http://127.0.0.1:${await portOf(child)}/api/`;
  const access = { token: 'xoxb-sandbox', apiUrl, logger: slackLogger(log) };
  const told = engineOn(db);
  const { engine } = told;
  const outboxes = openOutboxes({
    engine,
    db,
    chat: slackChat(access),
    paging: null,
    speech: onlyEnglish,
    mail: null,
    zoneOf: async () => 'UTC',
    charts: openIllustrator({ charts: 'auto', files: slackFiles(access), pictures: echartsPictures(), log }),
    rooms: slackRooms(access),
    fixtures: slackFixtures(access),
    homes: slackHomes(access),
    drawHome: async () => ({ type: 'home', blocks: [] }),
    comparisonPage: async () => null,
    sceneOf: sceneReader({
      engine,
      db,
      membersOf: async () => [],
      groupsOfRole: () => [],
      speech: onlyEnglish,
    }),
    membersOf: async () => [],
    holder: 'bench',
    log,
  });
  const slots = Array.from(
    { length: LIVE },
    (_, index): Slot => ({ index, turn: 0, step: 0, goesBack: false }),
  );
  const live: Slot[] = [];
  const sampling = new AbortController();
  const samples = takeSamples(db, () => live.filter(hasTraffic).map(releaseId), sampling);
  let news = 0;
  async function tell(slot: Slot): Promise<void> {
    const step = next(slot);
    news += 1;
    await told.given(step, releaseId(slot));
  }
  async function tellFor(forMs: number): Promise<void> {
    const until = performance.now() + forMs;
    const everyMs = Math.max(NEWS_EVERY_MS, NEWS_EACH_MS / live.length);
    for (let turn = 0; performance.now() < until; turn += 1) {
      const begunAt = performance.now();
      const slot = live[turn % live.length];
      if (slot) await tell(slot);
      await pause(Math.max(0, everyMs - (performance.now() - begunAt)));
    }
  }
  const staleness: Staleness[] = [];
  for (const size of SIZES) {
    say(`${size} releases on their way, and their rooms made`);
    for (const slot of slots.slice(live.length, size)) {
      for (let left = headStart(slot.index); left > 0; left -= 1) await tell(slot);
      live.push(slot);
    }
    await untilPosted(db, ROOMS_READY_MS);
    say(`${size} releases are told for ${WATCHED_MS / 1_000} s`);
    const [seen] = await Promise.all([watchBoards(db, size, WATCHED_MS), tellFor(WATCHED_MS)]);
    staleness.push(seen);
  }
  say(`${LIVE} releases are told for ${MINUTES} min`);
  const before = await sizeOfDatabase();
  news = 0;
  const emergencies: { id: string; at: number }[] = [];
  let memory = 0;
  let queue = 0;
  let nextEmergency = performance.now() + EMERGENCY_EVERY_MS;
  const endsAt = performance.now() + MINUTES * 60_000;
  for (let turn = 0; performance.now() < endsAt; turn += 1) {
    const begunAt = performance.now();
    const slot = live[turn % LIVE];
    if (slot) await tell(slot);
    // Every second of them in a release whose detail stands in a room.
    const struck = performance.now() >= nextEmergency ? live.find(hasTraffic) : undefined;
    if (struck) {
      nextEmergency += EMERGENCY_EVERY_MS;
      queue = Math.max(queue, await countOf(WAITING));
      const release = releaseId(struck);
      const at = Date.now();
      await told.given(emergency, release);
      emergencies.push({ at, id: await idOf(release) });
      struck.goesBack = true;
    }
    memory = Math.max(memory, process.memoryUsage().rss);
    await pause(Math.max(0, NEWS_EVERY_MS - (performance.now() - begunAt)));
  }
  sampling.abort();
  await samples;
  await pause(5_000);
  const calls = await callsOf(child);
  const after = await sizeOfDatabase();
  await outboxes.close();
  const arrived = new Map(calls.flatMap(({ id, atMs }) => (id ? [[id, atMs] as const] : [])));
  const took = emergencies.map(({ id, at }) => (arrived.get(id) ?? Number.POSITIVE_INFINITY) - at);
  const refused = calls.filter(call => call.refused).length / Math.max(1, calls.length);
  const [waiting, sent] = await Promise.all([countOf(WAITING), countOf(`= 'sent'`)]);
  const figures: Figure[] = [
    { what: 'emergencies', ours: String(took.length) },
    { what: 'emergency to the channel p50', ours: ms(quantile(took, 0.5)) },
    {
      what: 'emergency to the channel p99',
      ours: ms(quantile(took, 0.99)),
      goal: `≤ ${ms(GOAL_MS)}`,
      isMet: quantile(took, 0.99) <= GOAL_MS,
    },
    { what: `told of ${LIVE} releases, a second`, ours: (news / MINUTES / 60).toFixed(2) },
    { what: 'calls of the Web API', ours: String(calls.length) },
    {
      what: 'refused for their rate',
      ours: `${(100 * refused).toFixed(2)} %`,
      goal: `≤ ${100 * GOAL_REFUSED} %`,
      isMet: refused <= GOAL_REFUSED,
    },
    { what: 'notices sent', ours: String(sent) },
    { what: 'notices claimed for each one sent', ours: (claims.notices / Math.max(1, sent)).toFixed(2) },
    { what: 'looks at what a sent notice asked for', ours: String(claims.questions) },
    { what: 'of which it was over, and edited', ours: String(claims.over) },
    { what: 'notices waiting for their turn, most / at the end', ours: `${queue} / ${waiting}` },
    ...staleness.flatMap(({ live: size, boards, cards }): Figure[] => [
      {
        what: `boards behind, ${size} live releases, p50 / p95 / most`,
        ours: behind(boards),
        ...(size <= SIZES[0] && {
          goal: `≤ ${ms(GOAL_BOARD_MS)}`,
          isMet: Math.max(0, ...boards) <= GOAL_BOARD_MS,
        }),
      },
      { what: `cards beside boards, ${size} live releases, p50 / p95 / most`, ours: behind(cards) },
    ]),
    { what: 'memory, most (store and outbox)', ours: megabytes(memory) },
    { what: 'growth of the database a minute', ours: `${((after - before) / MINUTES / 1e3).toFixed(0)} kB` },
  ];
  console.log(`\n${machine()}\n\n${tableOf(figures)}\n`);
} finally {
  child.kill();
  await store.close();
  await rm(folder, { recursive: true, force: true });
}

function behind(values: readonly number[]): string {
  if (values.length === 0) return 'none changed';
  return `${[0.5, 0.95, 1].map(share => ms(quantile(values, share))).join(' / ')} of ${values.length} changes`;
}

async function countOf(states: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `select count(*) as n from app.notices where state ${states}`,
  );
  return rows[0]?.n ?? 0;
}

/** How often notices were claimed to be sent, and afterwards to be looked at: those that were put back count again. */
function countingClaims(of: typeof store) {
  const claims = { notices: 0, questions: 0, over: 0 };
  const query: typeof of.query = async (sql, params) => {
    const answer = await of.query<never>(sql, params);
    const isClaim = sql.includes('update app.notices as mine');
    if (isClaim) claims[sql.includes('looked_version') ? 'questions' : 'notices'] += answer.rows.length;
    if (sql.includes('set asks = false')) claims.over += 1;
    return answer;
  };
  return { db: { ...of, query }, claims };
}

async function portOf({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the workspace has no output');
  const [line] = await once(createInterface({ input: stdout }), 'line');
  return String(line);
}

async function callsOf(workspace: ChildProcess): Promise<Call[]> {
  workspace.send('calls');
  const [calls] = await once(workspace, 'message');
  return calls as Call[];
}

/** The notice of the last rollback of a release in its channel. */
async function idOf(release: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `select id from app.notices where release_id = $1 and kind = 'RollbackStarted' and recipient like 'channel:%'`,
    [release],
  );
  return rows[0]?.id ?? '';
}
