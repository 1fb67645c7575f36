import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import type { Illustrator } from '../jobs/illustrator.ts';
import { OUTBOX_LEASE_MS, type Outbox, openOutbox } from '../jobs/outbox.ts';
import { openPace } from '../jobs/pace.ts';
import { sendNotice } from '../jobs/send-notices.ts';
import { showBoard } from '../jobs/show-boards.ts';
import type { Chat } from '../providers/chat/port.ts';
import type { Paging } from '../providers/paging/port.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import { claimBoards } from '../store/boards.ts';
import type { Database } from '../store/database.ts';
import { claimNotices } from '../store/notices.ts';
import type { Scene } from '../views/scene.ts';
import type { Speech } from '../words/speech.ts';

export interface OutboxesOptions {
  engine: Engine;
  db: Database;
  chat: Chat;
  paging: Paging | null;
  speech: Speech;
  charts: Illustrator;
  sceneOf(release: Release): Promise<Scene>;
  membersOf(group: GroupName): Promise<PersonId[]>;
  holder: string;
  log: Logger;
}

/** Both ways to Slack, the notices and the cards, within one set of limits. */
export function openOutboxes(options: OutboxesOptions): Outbox {
  const { db, holder, log } = options;
  const means = { ...options, pace: openPace() };
  const leaseMs = OUTBOX_LEASE_MS;
  const both = [
    openOutbox({
      claim: limit => claimNotices(db, { holder, limit, leaseMs }),
      carryOut: notice => sendNotice(notice, means),
      everyMs: 250,
      atOnce: 8,
      log,
    }),
    openOutbox({
      claim: limit => claimBoards(db, { holder, limit, leaseMs }),
      carryOut: board => showBoard(board, means),
      everyMs: 300,
      atOnce: 4,
      log,
    }),
  ];
  return {
    async close() {
      await Promise.all(both.map(outbox => outbox.close()));
    },
  };
}
