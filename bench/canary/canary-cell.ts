import { setTimeout as pause } from 'node:timers/promises';
import { readHaproxy, sharesOf } from '../../src/providers/deploys/haproxy-state.ts';
import type { Database } from '../../src/store/database.ts';
import { send, typed } from '../gestures.ts';
import { CHANNEL, strategyOf } from './canary-policy.ts';
import type { CanaryWorld } from './canary-world.ts';
import type { LoadReport } from './load.ts';
import { rejectingTick } from './rejecting-tick.ts';

export interface Cell {
  version: string;
  /** Of the traffic. */
  percent: number;
  errorPercent: number;
}

export interface CellResult extends LoadReport {
  cell: Cell;
  /** Which rule it was. */
  why: string;
  /** From the injection to the decision. */
  decisionMs: number;
  /** From the tick that measured it to the decision, and whether an earlier tick would have rejected it. */
  tickMs: number;
  isSameTick: boolean;
  /** From the decision until a worker had the rollback in hand and recorded that it begins. */
  begunMs: number;
  /** From the decision to weight 0, as HAProxy shows it. */
  awayMs: number;
  /** For how long the machine gave the process that watched this no turn, at most: tminus had to wait as well. */
  stallMs: number;
}

export interface CanaryRun {
  world: CanaryWorld;
  /** Where tminus listens. */
  bot: string;
  db: Database;
  /** How long the canary behaves before it fails, and how long a decision is waited for. */
  cleanMs: number;
  patienceMs: number;
}

const LOOK_EVERY_MS = 20;
const STEP_WITHIN_MS = 60_000;
const WATCH_WEIGHT_EVERY_MS = 3;

const say = ({ bot, world }: CanaryRun, command: string, text: string): Promise<void> =>
  send(bot, typed(command, text, CHANNEL, world.answersUrl));

const releaseOf = async ({ db }: CanaryRun, version: string): Promise<string | null> => {
  const sql = 'select id from app.releases where version = $1';
  return (await db.query<{ id: string }>(sql, [version])).rows[0]?.id ?? null;
};

/** When the event came, by the clock of the database; null when it did not within the time. */
async function eventOf(
  run: CanaryRun,
  { version }: Cell,
  type: string,
  withinMs: number,
): Promise<number | null> {
  const sql = 'select at from app.events where stream = $1 and type = $2 order by version desc limit 1';
  for (
    const begunAt = performance.now();
    performance.now() - begunAt < withinMs;
    await pause(LOOK_EVERY_MS)
  ) {
    const id = await releaseOf(run, version);
    const { rows } = await run.db.query<{ at: number }>(sql, [`release/${id}`, type]);
    if (rows[0]) return Number(rows[0].at);
  }
  return null;
}

async function firstOf({ db }: CanaryRun, id: string, type: string): Promise<number> {
  const sql = 'select min(at) as at from app.events where stream = $1 and type = $2';
  return Number((await db.query<{ at: number }>(sql, [`release/${id}`, type])).rows[0]?.at);
}

async function until(run: CanaryRun, cell: Cell, type: string): Promise<number> {
  const at = await eventOf(run, cell, type, STEP_WITHIN_MS);
  if (at === null) throw new Error(`${cell.version} did not come to ${type} in ${STEP_WITHIN_MS / 1000} s`);
  return at;
}

/** Asks HAProxy over and over until the share of a server is gone. */
async function whenAway(
  { haproxy }: CanaryWorld,
  percent: number,
  signal: AbortSignal,
): Promise<{ awayAt: number; stalls: { at: number; ms: number }[] }> {
  const place = { socket: haproxy.socket, backend: 'app', servers: ['blue', 'green'] as const };
  const shares = async () => [...sharesOf(place, await readHaproxy(place, AbortSignal.timeout(5_000)))];
  const isCanary = ([, share]: [string, number]) => share === percent;
  // At half and half either could be meant: the one that goes to nothing is.
  if (!(await shares()).some(isCanary)) throw new Error(`nobody has ${percent} % of the traffic`);
  for (const stalls: { at: number; ms: number }[] = []; ; ) {
    const at = Date.now();
    if ((await shares()).some(([, share]) => share === 0)) return { awayAt: Date.now(), stalls };
    await pause(WATCH_WEIGHT_EVERY_MS, undefined, { signal });
    stalls.push({ at, ms: Date.now() - at - WATCH_WEIGHT_EVERY_MS });
  }
}

/** One release goes out, begins to fail in its bake and is taken back. Null when nobody noticed in time. */
export async function runCell(run: CanaryRun, cell: Cell): Promise<CellResult | null> {
  const { world, patienceMs } = run;
  await world.load.afresh();
  const strategy = strategyOf(cell.percent);
  await say(run, '/release', `start checkout ${cell.version} minor prod --strategy ${strategy}`);
  await until(run, cell, 'BakeStarted');
  await pause(run.cleanMs);
  const over = new AbortController();
  const away = whenAway(world, cell.percent, over.signal);
  away.catch(() => {});
  const injectedAt = await world.inject(cell.version, cell.errorPercent);
  const decidedAt = await eventOf(run, cell, 'RollbackStarted', patienceMs);
  if (decidedAt === null) await say(run, '/rollback', 'now the bench has waited long enough');
  const { awayAt, stalls } = await away.finally(() => over.abort());
  await until(run, cell, 'RolledBack');
  await say(run, '/release', 'unlock checkout prod');
  const id = await releaseOf(run, cell.version);
  if (decidedAt === null || id === null) return null;
  const tick = await rejectingTick(run.db, id, decidedAt);
  return {
    cell,
    ...tick,
    decisionMs: decidedAt - injectedAt,
    begunMs: (await firstOf(run, id, 'RollbackPartStarted')) - decidedAt,
    awayMs: awayAt - decidedAt,
    stallMs: Math.max(0, ...stalls.filter(({ at }) => at > decidedAt - 50).map(({ ms }) => ms)),
    ...(await world.load.about({ bad: cell.version, decidedAt, awayAt })),
  };
}
