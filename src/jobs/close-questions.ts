import { ChatRateLimited, ChatRefused } from '../providers/chat/port.ts';
import type { NoticeKind } from '../release/notices.ts';
import { asksAnything, endOf } from '../release/question-end.ts';
import { type ClaimedQuestion, closeQuestion, keepQuestion, putBackQuestion } from '../store/questions.ts';
import { reasonOf } from './duty.ts';
import { personOf } from './person-of-notice.ts';
import { type NoticeMeans, postOrSimplify } from './send-notices.ts';
import { ChartLate, wordsOf } from './words-of-notice.ts';

/**
 * Looks whether what a sent notice asks for is over, whoever ended it; then it says how, and its buttons go. An edit may
 * be repeated after any doubt.
 */
export async function closeIfOver(question: ClaimedQuestion, means: NoticeMeans): Promise<void> {
  const { db, engine, chat, pace, log } = means;
  const about = { notice: question.id, kind: question.kind };
  try {
    const [then, present, now] = await Promise.all([
      engine.load(question.releaseId, question.eventVersion),
      engine.load(question.releaseId),
      db.now(),
    ]);
    if (!then || !present) return await closeQuestion(db, question, 'its release is gone');
    const person = personOf(question.recipient);
    const kind = question.kind as NoticeKind;
    if (!asksAnything(kind, then)) return await closeQuestion(db, question);
    const lane = await engine.lane(present.plan);
    const end = endOf(kind, { then, present, lane, person, now }, question.createdAt);
    if (!end) {
      const seen = { release: present.streamVersion, lane: lane.streamVersion };
      return await keepQuestion(db, question, seen);
    }
    const names = ['method/chat.update', `message/${question.post.ts}`] as const;
    // Live figures leave some edits to others, so that this is not put off as long as much is going on.
    const waitMs = pace.take(names);
    if (waitMs > 0) return await putBackQuestion(db, question, { afterMs: waitMs });
    const place = placeOf(question);
    const { message } = await wordsOf({ ...question, over: { end, present } }, place, means);
    await postOrSimplify(message, content => chat.update(question.post, content));
    await closeQuestion(db, question);
  } catch (error) {
    const problem = reasonOf(error);
    // Somebody deleted it, or it stands where we are not any more: nobody presses its buttons.
    if (error instanceof ChatRefused) {
      log.info({ ...about, problem }, 'a notice that is over could not be edited');
      return await closeQuestion(db, question, problem);
    }
    if (error instanceof ChatRateLimited) pace.hold('method/chat.update', error.retryAfterMs);
    if (!(error instanceof ChartLate)) log.warn({ ...about, problem }, 'a notice that is over has to wait');
    const afterMs =
      error instanceof ChatRateLimited
        ? error.retryAfterMs
        : error instanceof ChartLate
          ? error.afterMs
          : 5_000;
    await putBackQuestion(db, question, { afterMs });
  }
}

/** A war room's notice may have gone to the thread of the card; those have no buttons and are no questions. */
const placeOf = ({ recipient, post: { channel } }: ClaimedQuestion) => {
  const kind = recipient.split(':', 1)[0];
  return { kind: kind === 'person' || kind === 'room' ? kind : 'channel', channel } as const;
};
