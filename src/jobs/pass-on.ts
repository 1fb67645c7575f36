import { noticeId } from '../engine/consequences.ts';
import { type ClaimedNotice, insertNotices, markSent } from '../store/notices.ts';
import type { NoticeMeans } from './send-notices.ts';

/**
 * A notice to a group becomes one to each of those who are in it now. Their ids are the same however often this is done,
 * and whoever is told anyway is not told twice. @throws PeopleUnknown
 */
export async function passOn(notice: ClaimedNotice, { db, membersOf }: NoticeMeans): Promise<void> {
  const group = notice.recipient.slice('group:'.length);
  const { releaseId, eventVersion, kind, urgent } = notice;
  const members = await membersOf(group);
  await insertNotices(
    db,
    members.map(person => {
      const recipient = `person:${person}`;
      return {
        id: noticeId({ releaseId, eventVersion, kind, recipient }),
        releaseId,
        eventVersion,
        kind,
        recipient,
        urgent,
      };
    }),
  );
  await markSent(db, notice, { channel: group, ts: String(members.length) });
}
