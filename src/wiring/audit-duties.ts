import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import { openArchiving } from '../jobs/archive-releases.ts';
import { openSealing } from '../jobs/seal-log.ts';
import type { Policy } from '../policy/policy.ts';
import type { Chat } from '../providers/chat/port.ts';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import type { Speech } from '../words/speech.ts';

export interface AuditDutiesOptions {
  settings: Pick<Settings, 'archiveFolder'>;
  policy: Policy;
  db: Database;
  engine: Engine;
  chat: Chat;
  speech: Speech;
  log: Logger;
}

/** What keeps the log provable and of bounded size: its seals and, where there is a folder for it, its archive. */
export function openAuditDuties(options: AuditDutiesOptions): { close(): Promise<void> } {
  const { settings, policy, db, engine, chat, speech, log } = options;
  const { channel = null, keepYears } = policy.security.audit;
  const { archiveFolder: folder } = settings;
  const open = [
    openSealing({ db, chat, channel, speech, log }),
    ...(folder === null ? [] : [openArchiving({ db, engine, folder, keepYears, log })]),
  ];
  return {
    async close() {
      await Promise.all(open.map(duty => duty.close()));
    },
  };
}
