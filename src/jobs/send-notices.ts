import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import {
  type Chat,
  ChatAmbiguous,
  type ChatMessage,
  ChatRateLimited,
  ChatRefused,
  isOutOfReach,
  type MessageMark,
} from '../providers/chat/port.ts';
import { MailRefused } from '../providers/mail/port.ts';
import type { Paging } from '../providers/paging/port.ts';
import { hasEnding } from '../release/question-end.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, Instant, PersonId } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import {
  type ClaimedNotice,
  giveUpNotice,
  markAmbiguous,
  markSending,
  markSent,
  putBackNotice,
} from '../store/notices.ts';
import type { Scene } from '../views/scene.ts';
import type { Speech } from '../words/speech.ts';
import { reasonOf } from './duty.ts';
import { isHeldBack } from './hold-notice.ts';
import type { Illustration, Illustrator } from './illustrator.ts';
import { isMoot } from './moot-notice.ts';
import { OUTBOX_LEASE_MS } from './outbox.ts';
import type { Pace } from './pace.ts';
import { page } from './page.ts';
import { passOn } from './pass-on.ts';
import { CardMissing, ChannelLost, type NoticePlace, placeOf, RoomMissing } from './place-of-notice.ts';
import { type MailMeans, sendMail } from './send-mail.ts';
import { tellElsewhere } from './tell-elsewhere.ts';
import { ChartLate, wordsOf } from './words-of-notice.ts';

export interface NoticeMeans {
  engine: Engine;
  db: Database;
  chat: Chat;
  /** Null when nobody is paged. */
  paging: Paging | null;
  pace: Pace;
  speech: Speech;
  /** Null when nobody is mailed. */
  mail: MailMeans | null;
  /** The clocks somebody reads; does not fail. */
  zoneOf(person: PersonId): Promise<string>;
  charts: Illustrator;
  sceneOf(release: Release): Promise<Scene>;
  /** Those in a group now. @throws PeopleUnknown */
  membersOf(group: GroupName): Promise<PersonId[]>;
  log: Logger;
  /** How long an unknown outcome is looked for before the notice is sent once more; 60 s by default. */
  reconcileForMs?: number;
}

const RECONCILE_FOR_MS = 60_000;
const RECONCILE_EVERY_MS = 5_000;
const SENT_ON_A_GUESS = 2;

/** It arrived, and that could not be recorded: until it can, the outcome counts as unknown. */
export class SentUnrecorded extends Error {
  override readonly name = 'SentUnrecorded';
  constructor(cause: unknown) {
    super(`it was sent, which could not be recorded: ${reasonOf(cause)}`, { cause });
  }
}

/** Sends one claimed notice, or finds that it was sent, and lets go of it. */
export async function sendNotice(notice: ClaimedNotice, means: NoticeMeans): Promise<void> {
  const { db, log } = means;
  // While nobody knows how an earlier attempt ended, no failure of ours may make it count as not sent.
  let isOpen = notice.state === 'sending';
  try {
    if (notice.recipient.startsWith('paging:')) {
      isOpen = false;
      await page(notice, means);
      return;
    }
    if (!isOpen && (await isMoot(notice, means))) {
      await giveUpNotice(db, notice, 'it is no longer wanted of them');
      return;
    }
    if (notice.recipient.startsWith('group:')) {
      await passOn(notice, means);
      return;
    }
    if (!isOpen && (await isHeldBack(notice, means))) return;
    if (notice.recipient.startsWith('mail:')) {
      // Its Message-ID makes a mail that is sent again the same mail, so an unknown outcome is simply tried again.
      isOpen = false;
      await sendMail(notice, means);
      return;
    }
    const place = await placeOf(notice, means);
    if (isOpen && (await reconcile(notice, place, means)) === 'later') return;
    isOpen = false;
    await tell(notice, place, means);
  } catch (error) {
    const problem = reasonOf(error);
    if (isOutOfReach(error) || error instanceof ChannelLost) {
      await tellElsewhere(notice, problem, means);
      return;
    }
    if (error instanceof MailRefused || (error instanceof ChatRefused && error.isFinal)) {
      log.error({ notice: notice.id, kind: notice.kind, problem }, 'a notice can never be delivered');
      await giveUpNotice(db, notice, problem);
      return;
    }
    // Until the card is posted its thread is not there; that is the order of things.
    const level = [CardMissing, RoomMissing, ChartLate].some(kind => error instanceof kind)
      ? 'debug'
      : 'warn';
    const isPage = notice.recipient.startsWith('paging:');
    log[isPage ? 'error' : level](
      { notice: notice.id, kind: notice.kind, problem },
      isPage ? 'nobody could be paged' : 'a notice has to wait',
    );
    const when = { afterMs: waitAfter(error, notice), problem };
    isOpen ||= error instanceof SentUnrecorded;
    await (isOpen ? markAmbiguous(db, notice, when) : putBackNotice(db, notice, when));
  }
}

function waitAfter(error: unknown, { attempts }: ClaimedNotice): number {
  if (error instanceof ChatRateLimited) return error.retryAfterMs;
  if (error instanceof CardMissing || error instanceof RoomMissing) return 500;
  if (error instanceof ChartLate) return error.afterMs;
  return Math.min(60_000, 1_000 * 2 ** Math.min(attempts, 6));
}

async function tell(notice: ClaimedNotice, place: NoticePlace, means: NoticeMeans): Promise<void> {
  const { db, chat, pace } = means;
  const limits = ['method/chat.postMessage', `channel/${place.channel}`] as const;
  const waitMs = notice.urgent ? 0 : pace.take(limits);
  if (notice.urgent) pace.overdraw(limits);
  if (waitMs > 0) {
    await putBackNotice(db, notice, { afterMs: waitMs, problem: 'waits for its turn in the channel' });
    return;
  }
  const { message, illustration } = await wordsOf(notice, place, means);
  if (!(await markSending(db, notice, OUTBOX_LEASE_MS, place.channel))) return;
  const post = (content: ChatMessage) => chat.post({ ...place, ...content, mark: markOf(notice) });
  try {
    const hasChart = illustration !== null && illustration.blocks.length > 0;
    const posted = await (hasChart
      ? post(message).catch(error => withoutThatChart(error, illustration, means))
      : postOrSimplify(message, post));
    await markSent(db, notice, { ...posted, asks: isQuestion(notice, place) }).catch(unrecorded);
  } catch (error) {
    if (error instanceof ChatRateLimited) pace.hold(`channel/${place.channel}`, error.retryAfterMs);
    if (!(error instanceof ChatAmbiguous)) throw error;
    await markAmbiguous(db, notice, { afterMs: notice.urgent ? 0 : 1_000, problem: reasonOf(error) });
  }
}

/** Whether it may have buttons that are to go once what it asks for is over; those of a thread have none. */
const isQuestion = ({ kind }: ClaimedNotice, place: NoticePlace): boolean =>
  place.kind !== 'thread' && hasEnding(kind);

export const unrecorded = (cause: unknown): never => {
  throw new SentUnrecorded(cause);
};

const markOf = ({ id }: ClaimedNotice): MessageMark => ({ kind: 'tminus_notice', id });

/** Another way to show it is found when the notice is sent again; it surely was not posted now. */
function withoutThatChart(error: unknown, illustration: Illustration, { charts }: NoticeMeans): never {
  if (!refusesBlocks(error)) throw error;
  charts.refused(illustration);
  // A picture may only want a moment; instead of a block that is not known there is a picture at once.
  throw new ChartLate(error, illustration.way === 'native' ? 0 : undefined);
}

/** Slack does not take the blocks of this message. */
export const refusesBlocks = (error: unknown): boolean =>
  error instanceof ChatRefused && ['invalid_blocks', 'invalid_blocks_format'].includes(error.code);

/** Blocks a workspace does not take yet must not cost the message itself. */
export async function postOrSimplify<T>(
  message: ChatMessage,
  post: (content: ChatMessage) => Promise<T>,
): Promise<T> {
  try {
    return await post(message);
  } catch (error) {
    if (!refusesBlocks(error)) throw error;
    return post({ text: message.text, blocks: [] });
  }
}

/**
 * An earlier attempt has an unknown outcome. Slack knows no idempotency key, so the message is looked for;
 * only when it does not turn up for long is it sent once more. Emergencies do not wait.
 */
async function reconcile(
  notice: ClaimedNotice,
  place: NoticePlace,
  { db, chat, pace, reconcileForMs = RECONCILE_FOR_MS }: NoticeMeans,
): Promise<'send' | 'later'> {
  const since = notice.sendingSince ?? 0;
  const problem = notice.problem ?? 'the outcome of the last attempt is unknown';
  const waitMs = notice.urgent ? 0 : pace.take(['method/history']);
  if (waitMs > 0) {
    await markAmbiguous(db, notice, { afterMs: waitMs, problem });
    return 'later';
  }
  try {
    const found = await chat.find(whereSent(notice, place), markOf(notice), since);
    if (found) {
      await markSent(db, notice, { ...found, asks: isQuestion(notice, place) }).catch(unrecorded);
      return 'later';
    }
  } catch (error) {
    if (error instanceof SentUnrecorded) throw error;
    // Where we cannot look any more it helps nobody that it may stand there.
    if (isOutOfReach(error)) return 'send';
    // Without history nobody can tell; it is never sent on a guess, except once where silence is worse: whatever Slack does
    // not take goes another way, too.
    if (!notice.urgent || notice.attempts >= SENT_ON_A_GUESS) {
      const afterMs = error instanceof ChatRateLimited ? error.retryAfterMs : RECONCILE_EVERY_MS;
      await markAmbiguous(db, notice, { afterMs, problem: reasonOf(error) });
      return 'later';
    }
  }
  const isOver = notice.urgent || (await isPast(since + reconcileForMs, db));
  if (isOver) return 'send';
  await markAmbiguous(db, notice, { afterMs: Math.min(RECONCILE_EVERY_MS, reconcileForMs), problem });
  return 'later';
}

/** A war room may have come or gone since; nothing but the place itself tells in which thread it was sent. */
const whereSent = ({ sendingTo }: ClaimedNotice, place: NoticePlace) =>
  sendingTo === null || sendingTo === place.channel ? place : { channel: sendingTo };

const isPast = async (at: Instant, db: Database): Promise<boolean> => (await db.now()) >= at;
