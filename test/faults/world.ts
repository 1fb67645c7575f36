import type { App } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { pino } from 'pino';
import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { registerIntents } from '../../src/commands/bolt.ts';
import type { Desk } from '../../src/commands/desk.ts';
import { inFlight } from '../../src/commands/in-flight.ts';
import { releaseQueries } from '../../src/commands/release-queries.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { openHomes } from '../../src/jobs/show-homes.ts';
import { slackLogger } from '../../src/logging.ts';
import { people } from '../../src/policy/people.ts';
import { sealed } from '../../src/policy/policy.ts';
import { groupMembers } from '../../src/providers/chat/group-members.ts';
import { slackChat } from '../../src/providers/chat/slack.ts';
import { slackHomes } from '../../src/providers/chat/slack-rooms.ts';
import type { Database } from '../../src/store/database.ts';
import { homesOf } from '../../src/wiring/homes.ts';
import { openReaders } from '../../src/wiring/readers.ts';
import { frontDesk } from '../commands/front-desk.ts';
import { pager, postOfficeOn } from '../jobs/post-office.ts';
import { aBot } from '../sandbox/workspace/a-bot.ts';
import { PIXEL } from '../support/pixel.ts';
import { type Setting, SLOW_MS } from './strikes.ts';

const TIMEOUT_MS = 250;
const quiet = pino({ level: 'silent' });
/** Policy, facts and views of the commands' own tests; what it reads and writes is replaced below. */
const desk = (await frontDesk()).desk;
const withRooms = desk.policy();
const { ceremony } = withRooms.release;
/** The release channel is the war room. */
const withoutRooms = sealed({
  ...withRooms,
  release: {
    ...withRooms.release,
    ceremony: { ...ceremony, production: { ...ceremony.production, warRoom: 'release-channel' } },
  },
});

export type World = Awaited<ReturnType<typeof openWorld>>;
export type Office = ReturnType<World['office']>;

/** A workspace, a real Bolt app that hears it, and as many offices as processes live to tell it something; one database. */
export async function openWorld(
  db: Database,
  { takesCharts, hasRoom }: Pick<Setting, 'takesCharts' | 'hasRoom'>,
) {
  const policy = hasRoom ? withRooms : withoutRooms;
  let aheadMs = () => 0;
  const now = () => Date.now() + aheadMs();
  const flying = inFlight();
  const engine = openEngine(db, { ring: () => {} });

  /** What a process that talks to Slack has of its own. */
  function mindOf(workspace: Workspace, store: Database) {
    const access = {
      token: 'xoxb-sandbox',
      apiUrl: workspace.apiUrl,
      timeoutMs: TIMEOUT_MS,
      logger: slackLogger(quiet),
    };
    const known = people(policy, groupMembers(slackChat(access), 0, now));
    const readers = openReaders(access, store, () => policy, quiet, false);
    return { access, known, ...readers };
  }

  const listen = (app: App) => {
    app.error(async () => {});
    listening = app;
  };
  let listening: App | null = null;
  const bot = await aBot('http', listen, {
    tiers: false,
    // One clock for all, or what was sent would be looked for at the wrong time.
    clock: now,
    fileProcessingMs: 0,
    ackTimeoutMs: 1_000,
    ...(takesCharts ? {} : { unknownBlocks: ['data_visualization'] }),
  });
  const { workspace } = bot;
  const mind = mindOf(workspace, db);
  const drawHome = (office: ReturnType<typeof postOfficeOn>, { known, ...readers }: typeof mind) =>
    homesOf({
      engine: office.means.engine,
      db: office.means.db,
      people: known,
      policy: () => policy,
      sceneOf: office.means.sceneOf,
      ...readers,
    });

  function office(store: Database, startsAheadMs: number, holder: string) {
    const own = mindOf(workspace, store);
    const opened = postOfficeOn(store, workspace, {
      paging: pager(),
      timeoutMs: TIMEOUT_MS,
      startsAheadMs,
      holder,
      speech: own.speech,
      membersOf: own.known.membersOf,
      pictures: { draw: async () => PIXEL },
    });
    const homes = slackHomes(own.access);
    return { ...opened, homes, draw: drawHome(opened, own) };
  }

  const desktop: Desk = {
    ...desk,
    policy: () => policy,
    engine,
    people: mind.known,
    zoneOf: mind.zoneOf,
    preferences: mind.preferences,
    speech: mind.speech,
    releases: releaseQueries(db, async () => 'not there'),
    homes: openHomes(db, drawHome(postOfficeOn(db, workspace), mind)),
    slack: {
      interactive: new WebClient('xoxb-sandbox', {
        slackApiUrl: workspace.apiUrl,
        timeout: TIMEOUT_MS,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        logger: slackLogger(quiet),
      }),
    },
    now,
  };
  if (listening) registerIntents(listening, desktop, flying);

  return {
    workspace,
    engine,
    db,
    office,
    /** Everybody's clock is that of this office from now on. */
    follow: (followed: { aheadMs(): number }) => {
      aheadMs = followed.aheadMs;
    },
    /** Whatever a gesture set off has ended. */
    hasAnswered: () => flying.drain(10_000),
    close: async () => {
      await flying.drain(SLOW_MS * 4);
      await bot.close();
    },
  };
}
