import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../../sandbox/workspace/faults.ts';
import { LOOKING_FOR_MS, showHome } from '../../src/jobs/show-homes.ts';
import { ConnectionLost, type Database } from '../../src/store/database.ts';
import { claimViewers } from '../../src/store/home-viewers.ts';
import { getsWorse } from '../jobs/worsening-traffic.ts';
import { resetStore } from '../support/database.ts';
import { type Dice, diceOf } from './dice.ts';
import { type Findings, findingsOf } from './findings.ts';
import { fulfil, theRelease } from './people.ts';
import { type Act, BY_HAND, BY_ITSELF } from './story.ts';
import { leadingTo, SLOW_MS, settingOf, strikeOf, Tally } from './strikes.ts';
import { type Office, openWorld, type World } from './world.ts';

type Settled = () => Promise<void>;

const slowOnes = (faults: readonly Fault[]): number =>
  faults.reduce((sum, { method, kind, times = 1 }) => sum + (method && kind === 'slow' ? times : 0), 0);

const LEASE_MS = 15_000;
/** A topic says how it stands once a minute. */
const TOPIC_EVERY_MS = 61_000;
/** War rooms are archived two days after the end. */
const UNTIL_ARCHIVED_MS = 49 * 3_600_000;

/** One seeded run: faults strike while a release is told, and the process may die in between. Nothing is real time but calls. */
export async function runOf(seed: number, db: Database): Promise<Findings & { tally: Tally }> {
  const dice = diceOf(seed);
  const strike = strikeOf(seed, dice);
  await resetStore(db);
  const story = dice.chance(0.5) ? BY_ITSELF : BY_HAND;
  const setting = settingOf(strike, story.length, dice);
  const world = await openWorld(db, setting);
  const { workspace } = world;
  const tally = new Tally();
  const struck: Fault[] = [];
  const add = (...faults: Fault[]) => {
    for (const fault of faults) workspace.faults.add(fault);
    struck.push(...faults);
  };
  /** No more of them from here on. */
  const calm = () => {
    tally.count(struck, workspace.faults);
    workspace.faults.clear();
    struck.length = 0;
    slow = 0;
  };
  let slow = 0;
  /** A slow call has its effect after we gave it up: it gets the time for that before the clock is moved. */
  const settled = async () => {
    const before = slow;
    slow = slowOnes(struck) - slowOnes(workspace.faults.pending());
    if (slow > before) await pause(SLOW_MS);
  };
  try {
    const strikesAgainAt = dice.below(story.length);
    const diesAt = dice.chance(0.5) ? dice.below(story.length) : -1;
    let office = world.office(db, 0, 'life-1');
    world.follow(office);
    let gestures = 0;
    let lives = 1;
    for (const [at, act] of story.entries()) {
      if (at === setting.at) add(...leadingTo(strike, dice), strike);
      if (at === strikesAgainAt) add(strikeOf(dice.below(10_000), dice));
      if (at === setting.at && setting.opensHome) await workspace.openHome('ana');
      gestures += await carryOut(act, office, world);
      // A phase takes long enough for whatever has to wait for Slack.
      if ('measured' in act) {
        for (let round = 0; round < 3; round += 1) {
          await look(office, settled);
          await office.wait(10_000);
        }
      }
      if (at === diesAt) {
        const ahead = await dieAndComeBack(office, world, dice, settled);
        office = world.office(db, ahead, `life-${++lives}`);
        world.follow(office);
      } else if (dice.chance(0.8)) await look(office, settled);
    }
    // What is struck only by what comes last, such as the archive of the room, is struck now.
    await deliver(office, settled);
    for (let round = 0; round < 4; round += 1) {
      await office.wait(TOPIC_EVERY_MS);
      await look(office, settled);
    }
    await office.wait(UNTIL_ARCHIVED_MS);
    for (let round = 0; round < 3; round += 1) await look(office, settled);
    await settled();
    calm();
    await office.wait(LEASE_MS + 1_000);
    await deliver(office, settled);
    return { ...(await findingsOf(world, office, { gestures, tally, ...setting })), tally };
  } finally {
    await world.close();
  }
}

async function carryOut(act: Act, office: Office, world: World): Promise<number> {
  if ('wish' in act) return fulfil(act.wish, world);
  const release = await theRelease(world.engine, world);
  if (!release) throw new Error('nothing was planned');
  if ('measured' in act) await getsWorse(office, release.id, act.measured);
  else await office.given(act.work, release.id);
  return 0;
}

/** Everything that goes to Slack looks once. */
async function look(office: Office, settled: Settled): Promise<number> {
  const carried =
    (await office.rooms()) + (await office.boards()) + (await office.notices()) + (await homes(office));
  await settled();
  await office.wait(2_000);
  return carried;
}

async function homes(office: Office): Promise<number> {
  const claiming = { holder: 'homes', limit: 20, leaseMs: LEASE_MS, lookingForMs: LOOKING_FOR_MS };
  const claimed = await claimViewers(office.db, claiming);
  const means = { ...office.means, homes: office.homes, draw: office.draw };
  await Promise.all(claimed.map(viewer => showHome(viewer, means)));
  return claimed.length;
}

/** Until there is nothing left to do. */
async function deliver(office: Office, settled: Settled): Promise<void> {
  for (let round = 0, idle = 0; round < 200 && idle < 3; round += 1) {
    idle = (await look(office, settled)) > 0 ? 0 : idle + 1;
    if (idle > 0) await office.wait(5_000);
    const { rows } = await office.db.query<{ left: number }>(
      `select (select count(*) from app.notices where state in ('pending', 'sending'))
         + (select count(*) from app.boards where wanted_version > shown_version) as left`,
    );
    if ((rows[0]?.left ?? 0) > 0) idle = 0;
  }
}

/** From some statement on nothing of this process reaches the database any more; its leases run out. */
async function dieAndComeBack(office: Office, world: World, dice: Dice, settled: Settled): Promise<number> {
  const mortal = dyingAfter(world.db, 1 + dice.below(30));
  const dying = world.office(mortal, office.aheadMs(), 'dying');
  await dying.rooms().catch(() => {});
  await dying.boards().catch(() => {});
  await dying.notices().catch(() => {});
  await homes(dying).catch(() => {});
  await settled();
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
