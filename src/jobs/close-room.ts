import { BOARD } from '../engine/consequences.ts';
import { ChatRefused, isOutOfReach } from '../providers/chat/port.ts';
import type { Release } from '../release/state.ts';
import { roomLookedForAgainMs } from '../release/war-room.ts';
import { dropBoard } from '../store/boards.ts';
import { type ClaimedRoom, noteRoom } from '../store/rooms.ts';
import { paced, type RoomMeans } from './room-means.ts';

/**
 * Archives the channel. Where the chat does not let us it stays open and is tried again.
 * @throws what the chat throws, ChatRefused only where the channel cannot be reached
 */
export async function closeRoom(
  room: ClaimedRoom & { channel: string },
  release: Release,
  { db, rooms, pace, log }: RoomMeans,
): Promise<number | null> {
  try {
    await paced('conversations.archive', pace, () => rooms.archive(room.channel));
  } catch (error) {
    if (!(error instanceof ChatRefused) || isOutOfReach(error)) throw error;
    log.warn({ release: release.id, problem: error.code }, 'a war room could not be archived');
    await noteRoom(db, room, { problem: error.code });
    return roomLookedForAgainMs(release, await db.now());
  }
  await noteRoom(db, room, { state: 'archived', problem: null });
  await dropBoard(db, release.id, BOARD);
  return null;
}
