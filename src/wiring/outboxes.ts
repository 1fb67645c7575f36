import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import { openBlockCapability } from '../jobs/block-capability.ts';
import { closeIfOver } from '../jobs/close-questions.ts';
import type { Illustrator } from '../jobs/illustrator.ts';
import { keepRoom, ROOM_LEASE_MS } from '../jobs/keep-rooms.ts';
import { OUTBOX_LEASE_MS, type Outbox, openOutbox } from '../jobs/outbox.ts';
import { openPace } from '../jobs/pace.ts';
import { openEmergencies } from '../jobs/send-emergencies-on.ts';
import type { MailMeans } from '../jobs/send-mail.ts';
import { sendNotice } from '../jobs/send-notices.ts';
import { sharePace } from '../jobs/share-pace.ts';
import { showBoard } from '../jobs/show-boards.ts';
import { LOOKING_FOR_MS, showHome } from '../jobs/show-homes.ts';
import type { ChatFixtures, ChatHomes } from '../providers/chat/fixtures.ts';
import type { Chat } from '../providers/chat/port.ts';
import type { ChatRooms } from '../providers/chat/rooms.ts';
import type { Paging } from '../providers/paging/port.ts';
import { ENDED_BY_LANE } from '../release/offer-end.ts';
import { ASKED_FOR_MS } from '../release/question-end.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { claimBoards } from '../store/boards.ts';
import type { Database } from '../store/database.ts';
import { claimViewers } from '../store/home-viewers.ts';
import { claimNotices } from '../store/notices.ts';
import { claimQuestions } from '../store/questions.ts';
import { claimRooms } from '../store/rooms.ts';
import { wakeSnoozed } from '../store/snoozes.ts';
import type { Scene } from '../views/scene.ts';
import type { Speech } from '../words/speech.ts';

export interface OutboxesOptions {
  engine: Engine;
  db: Database;
  chat: Chat;
  paging: Paging | null;
  speech: Speech;
  mail: MailMeans | null;
  zoneOf(person: PersonId): Promise<string>;
  charts: Illustrator;
  rooms: ChatRooms;
  fixtures: ChatFixtures;
  homes: ChatHomes;
  drawHome(person: PersonId): Promise<object>;
  comparisonPage(release: Release): Promise<string | null>;
  sceneOf(release: Release): Promise<Scene>;
  membersOf(group: GroupName): Promise<PersonId[]>;
  holder: string;
  log: Logger;
}

/** Notices leave so many posts to the cards and boards that are not there yet: a thread can only follow its card. */
const KEPT_FOR_CARDS = 2;
/** Live figures leave so many edits to what has changed. */
const KEPT_FOR_CHANGES = 3;

/** All ways to Slack, the notices, the cards and boards, and the war rooms, within one set of limits. */
export function openOutboxes(options: OutboxesOptions): Outbox {
  const { db, holder, log } = options;
  const pace = openPace();
  const shared = sharePace(pace, options);
  const means = { ...options, pace, plans: openBlockCapability() };
  const leaseMs = OUTBOX_LEASE_MS;
  const all = [
    // Emergencies have hands of their own, for when all others wait for a Slack or a mail server that is slow to answer.
    openOutbox({
      claim: limit => claimNotices(db, { holder, leaseMs, limit, urgentOnly: true }),
      carryOut: notice => sendNotice(notice, means),
      everyMs: 250,
      atOnce: 4,
      log,
    }),
    openOutbox({
      claim: limit => {
        const posts = Math.max(0, pace.left('method/chat.postMessage') - KEPT_FOR_CARDS);
        const pacing = { mayPost: posts > 0, busy: pace.busyChannels() };
        return claimNotices(db, {
          holder,
          leaseMs,
          ...pacing,
          limit: posts > 0 ? Math.min(limit, posts) : limit,
        });
      },
      carryOut: notice => sendNotice(notice, means),
      everyMs: 250,
      atOnce: 8,
      log,
    }),
    openOutbox<never>({
      claim: async () => {
        await wakeSnoozed(db);
        return [];
      },
      carryOut: async () => {},
      everyMs: 2_000,
      atOnce: 1,
      log,
    }),
    openOutbox({
      // Nobody waits for an edit as for news, and without one left there is nothing to look for.
      claim: async limit => {
        const edits = Math.min(limit, pace.left('method/chat.update'));
        const kinds = { endedByLane: ENDED_BY_LANE, askedForMs: ASKED_FOR_MS };
        return edits > 0 ? claimQuestions(db, { holder, leaseMs, ...kinds, limit: edits }) : [];
      },
      carryOut: question => closeIfOver(question, means),
      everyMs: 1_000,
      atOnce: 2,
      log,
    }),
    openOutbox({
      claim: limit => {
        // What cannot be edited now is left where it is, so that the next turn is for those that changed most by then.
        const edits = pace.left('method/chat.update');
        const claiming = { holder, leaseMs, mayEdit: edits > 0, mayRefresh: edits > KEPT_FOR_CHANGES };
        return claimBoards(db, { ...claiming, limit: Math.min(limit, Math.max(1, edits)) });
      },
      carryOut: board => showBoard(board, means),
      everyMs: 300,
      atOnce: 4,
      log,
    }),
    openOutbox({
      claim: limit => claimRooms(db, { holder, limit, leaseMs: ROOM_LEASE_MS }),
      carryOut: room => keepRoom(room, means),
      everyMs: 500,
      atOnce: 2,
      log,
    }),
    openOutbox({
      claim: limit => claimViewers(db, { holder, limit, leaseMs, lookingForMs: LOOKING_FOR_MS }),
      carryOut: viewer => showHome(viewer, { ...means, draw: options.drawHome }),
      everyMs: 500,
      atOnce: 2,
      log,
    }),
  ];
  const stopEmergencies = openEmergencies({ ...options, mails: options.mail !== null });
  return {
    async close() {
      await stopEmergencies();
      await Promise.all(all.map(outbox => outbox.close()));
      await shared.close();
    },
  };
}
