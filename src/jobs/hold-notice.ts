import { noticeId } from '../engine/consequences.ts';
import type { NoticeKind } from '../release/notices.ts';
import { isWanted, quietUntil } from '../release/preferences.ts';
import { isReminder } from '../release/reminders.ts';
import { type ClaimedNotice, giveUpNotice, insertNotices, putBackNotice } from '../store/notices.ts';
import { preferencesOf } from '../store/preferences.ts';
import { isPutOff } from '../store/snoozes.ts';
import { personOf } from './person-of-notice.ts';
import type { NoticeMeans } from './send-notices.ts';

/**
 * Keeps to what a person wants: what they do not want is dropped, what is no emergency waits for the end of their quiet
 * hours or as long as they put it off, and what comes as a direct message comes as a mail, too. True: the notice was let go of.
 */
export async function isHeldBack(notice: ClaimedNotice, means: NoticeMeans): Promise<boolean> {
  const { db, zoneOf } = means;
  const person = personOf(notice.recipient);
  if (person === null) return false;
  const preferences = await preferencesOf(db, person);
  if (!isWanted(notice.kind as NoticeKind, notice.urgent, preferences)) {
    await giveUpNotice(db, notice, 'it is not wanted by their settings');
    return true;
  }
  const mayBePutOff = isReminder(notice.kind) && !notice.urgent && !notice.again;
  if (mayBePutOff && (await isPutOff(db, notice, person))) {
    await giveUpNotice(db, notice, 'they put it off, and are reminded when they wished to be');
    return true;
  }
  if (!notice.urgent && preferences.quiet) {
    const until = quietUntil(preferences.quiet, await db.now(), await zoneOf(person));
    if (until !== null) {
      await putBackNotice(db, notice, { dueAt: until, problem: 'waits for the end of their quiet hours' });
      return true;
    }
  }
  if (preferences.email && notice.recipient.startsWith('person:') && means.mail)
    await alsoByMail(notice, person, means);
  return false;
}

/** A second notice of the same event, by email. Its id is the same however often this is done. */
export async function alsoByMail(
  notice: ClaimedNotice,
  to: string,
  { db }: Pick<NoticeMeans, 'db'>,
): Promise<void> {
  const { releaseId, eventVersion, kind, urgent } = notice;
  const recipient = `mail:${to}`;
  const id = noticeId({ releaseId, eventVersion, kind, recipient });
  await insertNotices(db, [{ id, releaseId, eventVersion, kind, recipient, urgent }]);
}
