import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../sandbox/workspace/faults.ts';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { ConnectionLost, type Database } from '../../src/store/database.ts';
import { CHANNEL, type PostOffice, pager, postOfficeOn } from '../jobs/post-office.ts';
import {
  allGo,
  approved,
  deployedBy,
  done,
  found,
  planned,
  rolledBackBy,
  started,
} from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
import { resetStore } from '../support/database.ts';
import type { Step } from '../support/given.ts';
import { type Dice, diceOf } from './dice.ts';
import { type Findings, findingsOf } from './findings.ts';

/** What tells people of a release calls these. */
export const METHODS = [
  'chat.postMessage',
  'chat.update',
  'chat.getPermalink',
  'conversations.open',
  'conversations.history',
  'conversations.replies',
] as const;
const KINDS = ['reset', '503', '429', 'slow'] as const;

const OWNER = 'U01ANAVEGA';
const TIMEOUT_MS = 250;
const SLOW_MS = 400;

/** A release from its plan to its rollback; a fault may strike at any of these points. */
const STORY: readonly Step[] = [
  planned('minor', 'production', { channel: CHANNEL, owner: OWNER }),
  approved,
  allGo,
  deployedBy(OWNER),
  started(),
  done('check'),
  done('install', 'traffic-5'),
  { type: 'Pause', by: OWNER, reason: 'looking at a report' },
  { type: 'Resume', by: OWNER },
  found(),
  rolledBack,
];
/** The same without a rollback nobody asked for. */
const BY_HAND: readonly Step[] = [...STORY.slice(0, -2), rolledBackBy('dora'), rolledBack];

/** The kinds of faults in turn on every method in turn, so that a thousand seeds are as many of each pair. */
export function faultOf(seed: number, dice: Dice): Fault {
  const method = METHODS[seed % METHODS.length] ?? 'chat.postMessage';
  const kind = KINDS[Math.floor(seed / METHODS.length) % KINDS.length] ?? 'reset';
  return {
    method,
    kind,
    when: dice.chance(0.5) ? 'before' : 'after',
    times: 1 + dice.below(3),
    delayMs: SLOW_MS,
    retryAfterSeconds: 1 + dice.below(20),
  };
}

/** One seeded run: faults strike while a release is told, and the process may die in between. Nothing is real time but calls. */
export async function runOf(seed: number, db: Database): Promise<Findings> {
  const dice = diceOf(seed);
  let aheadMs = () => 0;
  // One clock for both, or what was sent would be looked for at the wrong time.
  const workspace = await openWorkspace({ tiers: false, clock: () => Date.now() + aheadMs() });
  try {
    await resetStore(db);
    const story = dice.chance(0.5) ? STORY : BY_HAND;
    const strikesAt = new Set([dice.below(story.length), dice.below(story.length)]);
    const diesAt = dice.chance(0.5) ? dice.below(story.length) : -1;
    let office = officeOn(db, workspace, 0);
    aheadMs = () => office.aheadMs();
    let lives = 1;
    for (const [at, step] of story.entries()) {
      await office.given(step);
      if (strikesAt.has(at))
        workspace.faults.add(faultOf(at === Math.min(...strikesAt) ? seed : seed + 7, dice));
      if (at === diesAt) {
        const ahead = await dieAndComeBack(db, workspace, office, dice);
        office = officeOn(db, workspace, ahead, `life-${++lives}`);
      } else if (dice.chance(0.7)) await look(office);
    }
    workspace.faults.clear();
    await settled(db);
    await office.wait(16_000);
    await office.deliver({ skipMs: 5_000 });
    return await findingsOf(db, workspace, CHANNEL);
  } finally {
    await workspace.close();
  }
}

const officeOn = (db: Database, workspace: Workspace, startsAheadMs: number, holder = 'life-1'): PostOffice =>
  postOfficeOn(db, workspace, { paging: pager(), timeoutMs: TIMEOUT_MS, startsAheadMs, holder });

/** The outbox looks once. */
async function look(office: PostOffice): Promise<void> {
  await office.boards();
  await office.notices();
  await settled(office.means.db);
  await office.wait(2_000);
}

/** A call without an answer may have its effect yet: it gets the time for that before the clock is moved. */
async function settled(db: Database): Promise<void> {
  const { rows } = await db.query<{ open: number }>(
    `select (select count(*) from app.notices where state = 'sending')
       + (select count(*) from app.boards where posting_since is not null) as open`,
  );
  if ((rows[0]?.open ?? 0) > 0) await pause(SLOW_MS);
}

/** From some statement on nothing of this process reaches the database any more; its leases run out. */
async function dieAndComeBack(
  db: Database,
  workspace: Workspace,
  office: PostOffice,
  dice: Dice,
): Promise<number> {
  const mortal = dyingAfter(db, 1 + dice.below(12));
  const dying = officeOn(mortal, workspace, office.aheadMs(), 'dying');
  await dying.boards().catch(() => {});
  await dying.notices().catch(() => {});
  await settled(db);
  await office.wait(20_000);
  return office.aheadMs();
}

function dyingAfter(db: Database, statements: number): Database {
  let left = statements;
  const alive = <T>(ask: () => Promise<T>): Promise<T> =>
    left-- > 0 ? ask() : Promise.reject(new ConnectionLost(new Error('the process is dead')));
  return {
    ...db,
    query: (sql, params) => alive(() => db.query(sql, params)),
    transaction: work => alive(() => db.transaction(work)),
    atOnce: (sql, params) => alive(() => db.atOnce(sql, params)),
    now: () => alive(() => db.now()),
  };
}
