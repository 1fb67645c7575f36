import { pino } from 'pino';
import type { Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { openBlockCapability } from '../../src/jobs/block-capability.ts';
import { closeIfOver } from '../../src/jobs/close-questions.ts';
import { type IllustratorOptions, openIllustrator } from '../../src/jobs/illustrator.ts';
import { keepRoom } from '../../src/jobs/keep-rooms.ts';
import { openPace, type Rate } from '../../src/jobs/pace.ts';
import { sceneReader } from '../../src/jobs/scene-of.ts';
import type { MailMeans } from '../../src/jobs/send-mail.ts';
import { sendNotice } from '../../src/jobs/send-notices.ts';
import { showBoard } from '../../src/jobs/show-boards.ts';
import { slackLogger } from '../../src/logging.ts';
import { slackChat } from '../../src/providers/chat/slack.ts';
import { slackFiles } from '../../src/providers/chat/slack-files.ts';
import { slackFixtures, slackRooms } from '../../src/providers/chat/slack-rooms.ts';
import type { Change, Page, Paging } from '../../src/providers/paging/port.ts';
import { PictureFailed, type Pictures } from '../../src/providers/pictures/port.ts';
import { ENDED_BY_LANE } from '../../src/release/offer-end.ts';
import { ASKED_FOR_MS } from '../../src/release/question-end.ts';
import type { GroupName, PersonId } from '../../src/release/terms.ts';
import { claimBoards } from '../../src/store/boards.ts';
import type { Database } from '../../src/store/database.ts';
import { claimNotices } from '../../src/store/notices.ts';
import { claimQuestions } from '../../src/store/questions.ts';
import { claimRooms } from '../../src/store/rooms.ts';
import { onlyEnglish, type Speech } from '../../src/words/speech.ts';
import { moveClock } from '../support/database.ts';
import { engineOn } from '../support/on-engine.ts';

export const CHANNEL = 'C03RELCHEC';
export const RECONCILE_FOR_MS = 60_000;

/** For those who draw none. */
const noPictures: Pictures = {
  draw: async () => {
    throw new PictureFailed('there is nobody who draws');
  },
};

/** Everything that goes to Slack, without its clockwork: the test decides when the outbox is looked at. */
export function postOfficeOn(
  db: Database,
  workspace: Workspace,
  {
    rates = {} as Record<string, Rate>,
    paging = null as Paging | null,
    holder = 'office',
    charts = 'auto' as IllustratorOptions['charts'],
    pictures = noPictures as Pictures,
    speech = onlyEnglish as Speech,
    mail = null as MailMeans | null,
    zone = 'UTC',
    membersOf = async (_group: GroupName): Promise<PersonId[]> => [],
    timeoutMs = 1_000,
    /** How far ahead the clock of the database runs already. */
    startsAheadMs = 0,
  } = {},
) {
  const process = engineOn(db);
  const { engine } = process;
  let aheadMs = startsAheadMs;
  const log = pino({ level: 'silent' });
  const access = {
    token: 'xoxb-sandbox',
    apiUrl: workspace.apiUrl,
    timeoutMs,
    logger: slackLogger(log),
  };
  const means = {
    engine,
    db,
    chat: slackChat(access),
    rooms: slackRooms(access),
    fixtures: slackFixtures(access),
    comparisonPage: async () => 'https://github.com/acme/checkout/compare/v1.3.0...v1.4.0',
    paging,
    plans: openBlockCapability(() => performance.now() + aheadMs),
    pace: openPace(rates, () => performance.now() + aheadMs),
    speech,
    mail,
    zoneOf: async () => zone,
    charts: openIllustrator({
      charts,
      files: slackFiles(access),
      pictures,
      log,
      now: () => performance.now() + aheadMs,
    }),
    sceneOf: sceneReader({
      engine,
      db,
      membersOf: async () => [],
      groupsOfRole: () => [],
      speech,
    }),
    membersOf,
    log,
    reconcileForMs: RECONCILE_FOR_MS,
  };
  const claiming = { holder, limit: 20, leaseMs: 15_000 };
  const notices = async () => {
    const claimed = await claimNotices(db, claiming);
    await Promise.all(claimed.map(notice => sendNotice(notice, means)));
    return claimed.length;
  };
  const boards = async () => {
    const claimed = await claimBoards(db, claiming);
    await Promise.all(claimed.map(board => showBoard(board, means)));
    return claimed.length;
  };
  const rooms = async () => {
    const claimed = await claimRooms(db, claiming);
    await Promise.all(claimed.map(room => keepRoom(room, means)));
    return claimed.length;
  };
  const questions = async () => {
    const claimed = await claimQuestions(db, {
      ...claiming,
      endedByLane: ENDED_BY_LANE,
      askedForMs: ASKED_FOR_MS,
    });
    await Promise.all(claimed.map(question => closeIfOver(question, means)));
    return claimed.length;
  };
  const wait = async (ms: number) => {
    aheadMs += ms;
    await moveClock(db, aheadMs);
  };
  return {
    ...process,
    means,
    notices,
    boards,
    rooms,
    questions,
    wait,
    aheadMs: () => aheadMs,
    claim: () => claimNotices(db, claiming),
    claimCards: () => claimBoards(db, claiming),
    claimRooms: () => claimRooms(db, claiming),
    /** The room made and furnished, and its board posted. */
    async openRoom(): Promise<void> {
      for (let round = 0; round < 4; round += 1) {
        await rooms();
        await boards();
        await wait(2_000);
      }
    },
    /** Both, until there is nothing left to send, skipping the time in between. */
    async deliver({ skipMs = 1_000, most = 200 } = {}): Promise<void> {
      for (let round = 0; round < most; round += 1) {
        const sent = (await boards()) + (await notices());
        if (sent > 0) continue;
        const { rows } = await db.query<{ left: number }>(
          `select (select count(*) from app.notices where state in ('pending', 'sending'))
             + (select count(*) from app.boards where wanted_version > shown_version) as left`,
        );
        if (rows[0]?.left === 0) return;
        await wait(skipMs);
      }
      throw new Error(`not everything was delivered after ${most} rounds`);
    },
    states: async () =>
      (
        await db.query<{ kind: string; recipient: string; state: string; problem: string | null }>(
          'select kind, recipient, state, problem from app.notices order by seq',
        )
      ).rows,
  };
}

export type PostOffice = ReturnType<typeof postOfficeOn>;

/** Remembers whom it would have got out of bed. */
export function pager(): Paging & { pages: Page[]; told: string[]; changes: Change[] } {
  const pages: Page[] = [];
  const told: string[] = [];
  const changes: Change[] = [];
  return {
    pages,
    told,
    changes,
    trigger: async page => void pages.push(page),
    acknowledge: async key => void told.push(`acknowledge ${key}`),
    resolve: async key => void told.push(`resolve ${key}`),
    change: async change => void changes.push(change),
  };
}
