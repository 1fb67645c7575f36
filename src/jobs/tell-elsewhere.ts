import { noticeId } from '../engine/consequences.ts';
import { ownRoomOf } from '../release/war-room.ts';
import { redrawBoards } from '../store/boards.ts';
import type { Database } from '../store/database.ts';
import { type ClaimedNotice, giveUpNotice, insertNotices, putBackNotice } from '../store/notices.ts';
import { loseRoom, roomOf } from '../store/rooms.ts';
import type { NoticeMeans } from './send-notices.ts';
import { tellChannelLost } from './tell-channel-lost.ts';

/**
 * The channel a notice should go to cannot be reached. From a war room it goes to the thread of the card; from the
 * release channel to the war room, which is told everything, and where there is none to the owner directly. The same
 * notice to the same person is the same row, so whoever is told anyway is told once.
 */
export async function tellElsewhere(
  notice: ClaimedNotice,
  problem: string,
  { db, engine, log }: Pick<NoticeMeans, 'db' | 'engine' | 'log'>,
): Promise<void> {
  const { releaseId, eventVersion, kind, urgent, recipient } = notice;
  log.warn({ notice: notice.id, kind, recipient, problem }, 'a channel cannot be reached');
  const release = await engine.load(releaseId);
  if (!release) return void (await giveUpNotice(db, notice, problem));
  if (recipient.startsWith('room:') && (await isOpenRoom(releaseId, db))) {
    const { channel } = (await roomOf(db, releaseId)) ?? {};
    const isNews = await loseRoom(db, releaseId, problem);
    if (isNews && channel) {
      await redrawBoards(db, [releaseId]);
      await tellChannelLost(release, channel, db);
    }
    return void (await putBackNotice(db, notice, { afterMs: 0, problem }));
  }
  if (!recipient.startsWith('person:')) {
    const other = /^channel:(.+)$/.exec(recipient)?.[1];
    await tellChannelLost(release, other ?? release.plan.channel, db);
    const inRoom =
      recipient.startsWith('channel:') && ownRoomOf(release) && (await isOpenRoom(releaseId, db));
    const owner = `person:${release.plan.owner}`;
    const again = { releaseId, eventVersion, kind, recipient: owner, urgent };
    if (!inRoom) await insertNotices(db, [{ ...again, id: noticeId(again) }]);
  }
  await giveUpNotice(db, notice, problem);
}

const isOpenRoom = async (releaseId: string, db: Database): Promise<boolean> =>
  (await roomOf(db, releaseId))?.state === 'open';
