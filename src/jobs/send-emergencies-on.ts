import type { Logger } from 'pino';
import { noticeId } from '../engine/consequences.ts';
import type { Engine } from '../engine/engine.ts';
import { type NoticeRecipient, recipientKey } from '../release/notice-recipients.ts';
import type { Release } from '../release/state.ts';
import type { Database } from '../store/database.ts';
import { type LateNotice, lateNotices, sendOn } from '../store/late-notices.ts';
import { reasonOf } from './duty.ts';

/** R-ROOM-3: an emergency that Slack, or PagerDuty, has not taken for so long goes another way, too. */
const AFTER_MS = 10_000;

/** They end what was paged, and nobody has to get up for them. */
const ENDS = ['IncidentAcknowledged', 'IncidentResolved'];

export interface EmergencyMeans {
  engine: Pick<Engine, 'load'>;
  db: Database;
  /** Whether email can be sent. */
  mails: boolean;
  log: Logger;
}

/**
 * Pages whoever is on call and writes to those who answer for the release, once; the message itself is still sent as soon as
 * Slack takes it. Ids are those of the event, so whoever was paged for it anyway is not paged twice.
 */
export async function sendEmergencyOn(
  late: LateNotice,
  { engine, db, mails, log }: EmergencyMeans,
): Promise<void> {
  const { releaseId, eventVersion, kind } = late;
  const release = ENDS.includes(kind) ? null : await engine.load(releaseId, eventVersion);
  const others = release ? waysAround(release, mails).map(recipientKey) : [];
  await sendOn(
    db,
    late,
    others.map(recipient => {
      const about = { releaseId, eventVersion, kind, recipient };
      return { id: noticeId(about), ...about, urgent: true };
    }),
  );
  if (release)
    log.warn({ notice: late.id, kind, others }, 'an emergency is not taken; it was sent another way');
}

function waysAround({ terms, plan, requesters, incidents }: Release, mails: boolean): NoticeRecipient[] {
  const commander = incidents.last?.commander;
  const people = new Set([plan.owner, ...requesters, ...(commander ? [commander] : [])]);
  return [
    ...(terms.pages ? [{ paging: 'on-call' } as const] : []),
    ...(mails ? [...people].map(mail => ({ mail })) : []),
  ];
}

const EVERY_MS = 2_000;
const AT_ONCE = 50;

/** Looks every two seconds. Answers how to stop it; what is under way then ends first. */
export function openEmergencies(means: EmergencyMeans): () => Promise<void> {
  let looking: Promise<void> | null = null;
  const look = async () => {
    try {
      const late = await lateNotices(means.db, { afterMs: AFTER_MS, limit: AT_ONCE });
      for (const one of late) await sendEmergencyOn(one, means);
    } catch (error) {
      means.log.debug({ reason: reasonOf(error) }, 'emergencies could not be looked after');
    }
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, EVERY_MS);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
