import type { Logger } from 'pino';
import { openSealing } from '../jobs/seal-log.ts';
import type { Policy } from '../policy/policy.ts';
import type { Chat } from '../providers/chat/port.ts';
import type { Database } from '../store/database.ts';
import { english } from '../words/english.ts';

export interface AuditDutiesOptions {
  policy: Policy;
  db: Database;
  chat: Chat;
  log: Logger;
}

/** What keeps the log provable: its seals. */
export function openAuditDuties({ policy, db, chat, log }: AuditDutiesOptions): { close(): Promise<void> } {
  const channel = policy.security.audit.channel ?? null;
  return openSealing({ db, chat, channel, words: english, log });
}
