import { CARD } from '../engine/consequences.ts';
import type { Chat } from '../providers/chat/port.ts';
import { boardPost, isBoardLost } from '../store/boards.ts';
import type { Database } from '../store/database.ts';
import type { ClaimedNotice } from '../store/notices.ts';
import { roomOf } from '../store/rooms.ts';

export interface NoticePlace {
  kind: 'channel' | 'thread' | 'room' | 'person';
  channel: string;
  threadTs?: string;
}

/** The thread a notice belongs to does not exist yet. */
export class CardMissing extends Error {
  override readonly name = 'CardMissing';
  constructor(releaseId: string) {
    super(`the card of ${releaseId} is not posted yet`);
  }
}

/** The war room is still being made. */
export class RoomMissing extends Error {
  override readonly name = 'RoomMissing';
  constructor(releaseId: string) {
    super(`the war room of ${releaseId} is not open yet`);
  }
}

/** The card could not be posted because its channel cannot be reached, so there is no thread either. */
export class ChannelLost extends Error {
  override readonly name = 'ChannelLost';
  constructor(releaseId: string) {
    super(`the channel of ${releaseId} cannot be reached`);
  }
}

/** Making a room takes a second or two; then the thread is the better place. */
const ROOM_PATIENCE_MS = 20_000;

/** Where in the chat a notice goes; `recipientKey` wrote the recipient. @throws CardMissing, RoomMissing, ChannelLost */
export async function placeOf(
  notice: Pick<ClaimedNotice, 'recipient' | 'releaseId' | 'urgent'>,
  { db, chat }: { db: Database; chat: Chat },
): Promise<NoticePlace> {
  const { recipient, releaseId } = notice;
  const [kind, id = ''] = recipient.split(':', 2);
  switch (kind) {
    case 'channel':
      return { kind, channel: id };
    case 'thread':
      return threadOf(releaseId, db);
    case 'room':
      return roomOrThread(notice, db);
    case 'person':
      return { kind, channel: await chat.directChannel(id) };
    default:
      throw new Error(`a notice to ${recipient} cannot be delivered`);
  }
}

async function threadOf(releaseId: string, db: Database): Promise<NoticePlace> {
  const card = await boardPost(db, releaseId, CARD);
  if (card) return { kind: 'thread', channel: card.channel, threadTs: card.ts };
  throw (await isBoardLost(db, releaseId, CARD)) ? new ChannelLost(releaseId) : new CardMissing(releaseId);
}

/** Nothing urgent waits for a room. */
async function roomOrThread(
  { releaseId, urgent }: Pick<ClaimedNotice, 'releaseId' | 'urgent'>,
  db: Database,
): Promise<NoticePlace> {
  const room = await roomOf(db, releaseId);
  if (room?.state === 'open' && room.channel !== null) return { kind: 'room', channel: room.channel };
  const isComing = room?.state === 'wanted' && (await db.now()) < room.wantedAt + ROOM_PATIENCE_MS;
  if (isComing && !urgent) throw new RoomMissing(releaseId);
  return threadOf(releaseId, db);
}
