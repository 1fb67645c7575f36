import { BOARD, CARD } from '../engine/consequences.ts';
import { ChatRateLimited, ChatRefused, isOutOfReach } from '../providers/chat/port.ts';
import { hasEnded } from '../release/ending.ts';
import type { Release } from '../release/state.ts';
import { type OwnRoom, ownRoomOf, roomClosesAt, roomLookedForAgainMs } from '../release/war-room.ts';
import { boardPost, redrawBoards, wantBoard } from '../store/boards.ts';
import { type ClaimedRoom, letGoOfRoom, noteRoom, type RoomNews } from '../store/rooms.ts';
import { reasonOf } from './duty.ts';
import { furnish } from './furnish-room.ts';
import { makeRoom } from './make-room.ts';
import { paced, type RoomMeans, RoomWaits } from './room-means.ts';
import { tellChannelLost } from './tell-channel-lost.ts';

/** Long enough for all steps of a new room, each with its deadline. */
export const ROOM_LEASE_MS = 90_000;
const ASK_AGAIN_MS = 10 * 60_000;
/** Making one costs two of Slack's slower calls, so a room that was refused is not asked for at every event. */
const POST_SOON_MS = 1_000;

/**
 * Brings the war room of a release to what it should be: makes it, furnishes it, archives it. A view of the release:
 * whatever goes wrong here is told on the card, and nothing waits for it.
 */
export async function keepRoom(claimed: ClaimedRoom, means: RoomMeans): Promise<void> {
  const { db, engine, log } = means;
  const about = { release: claimed.releaseId };
  try {
    const release = await engine.load(claimed.releaseId);
    const afterMs = release ? await bringUpToDate(claimed, release, means) : null;
    await letGoOfRoom(db, claimed, { afterMs, failed: false });
  } catch (error) {
    // Waiting one's turn is the order of things.
    log[error instanceof RoomWaits ? 'debug' : 'warn'](
      { ...about, problem: reasonOf(error) },
      'a war room has to wait',
    );
    await letGoOfRoom(db, claimed, { afterMs: waitAfter(error, claimed), failed: true });
  }
}

function waitAfter(error: unknown, { attempts }: ClaimedRoom): number {
  if (error instanceof ChatRateLimited) return error.retryAfterMs;
  if (error instanceof RoomWaits) return error.afterMs;
  return Math.min(60_000, 1_000 * 2 ** Math.min(attempts, 6));
}

/** When to look again by itself; null: when something happens to the release. */
async function bringUpToDate(
  claimed: ClaimedRoom,
  release: Release,
  means: RoomMeans,
): Promise<number | null> {
  if (release.terms.room?.is === 'release-channel') return pinCard(claimed, release, means);
  const own = ownRoomOf(release);
  if (!own || claimed.state === 'archived') return null;
  if (claimed.state === 'lost') return comeBack(claimed, release, own, means);
  if (claimed.state === 'open') return furnished(claimed, release, own, means);
  // One that may have been made, its answer lost, is still found, or nobody would ever archive it.
  if (hasEnded(release.status) && claimed.askedSince === null) {
    await news(claimed, means, { state: 'archived', problem: 'it ended before there was one' });
    return null;
  }
  return open(claimed, release, own, means);
}

async function open(
  claimed: ClaimedRoom,
  release: Release,
  own: OwnRoom,
  means: RoomMeans,
): Promise<number | null> {
  const { pace, log } = means;
  const { channel } = await paced('conversations.create', pace, () =>
    makeRoom(claimed, release, own, means),
  ).catch(async (error: unknown) => {
    if (!(error instanceof ChatRefused)) throw error;
    log.warn({ release: release.id, problem: error.code }, 'a war room cannot be made');
    await news(claimed, means, { state: 'refused', problem: error.code });
    return { channel: null };
  });
  if (channel === null) return ASK_AGAIN_MS;
  await news(claimed, means, { state: 'open', channel, askedSince: null, problem: null });
  return furnished({ ...claimed, state: 'open', channel, askedSince: null }, release, own, means);
}

async function furnished(
  room: ClaimedRoom,
  release: Release,
  own: OwnRoom,
  means: RoomMeans,
): Promise<number | null> {
  const { db } = means;
  const { channel } = room;
  if (channel === null) return null;
  const { id: releaseId, streamVersion: version } = release;
  try {
    await wantBoard(db, { releaseId, key: BOARD, channel, version });
    return await furnish({ ...room, channel }, release, own, means);
  } catch (error) {
    if (!(error instanceof ChatRefused) || !isOutOfReach(error)) throw error;
    if (error.code === 'is_archived') return isArchived(room, means);
    if (error.code === 'not_in_channel' && (await reach(channel, false, means)) === 'in') return POST_SOON_MS;
    await news(room, means, { state: 'lost', problem: error.code });
    const now = await db.now();
    const closesAt = roomClosesAt(release);
    // Nothing is told there any more once it was only to be archived.
    if (closesAt === null || now < closesAt) await tellChannelLost(release, channel, db);
    return roomLookedForAgainMs(release, now);
  }
}

/**
 * Somebody put us out: a public channel is joined again, into a private one somebody has to invite us. Also after the end
 * of the release, since nobody else archives it.
 */
async function comeBack(
  room: ClaimedRoom,
  release: Release,
  own: OwnRoom,
  means: RoomMeans,
): Promise<number | null> {
  const { channel } = room;
  if (channel === null) return null;
  const found = await reach(channel, own.private, means);
  if (found === 'archived') return isArchived(room, means);
  if (found === 'out') return roomLookedForAgainMs(release, await means.db.now());
  await news(room, means, { state: 'open', problem: null });
  return furnished({ ...room, state: 'open' }, release, own, means);
}

async function reach(
  channel: string,
  isPrivate: boolean,
  { rooms, pace }: RoomMeans,
): Promise<'in' | 'out' | 'archived'> {
  try {
    if (isPrivate) return (await paced('conversations.info', pace, () => rooms.isIn(channel))) ? 'in' : 'out';
    await paced('conversations.join', pace, () => rooms.join(channel));
    return 'in';
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    return error.code === 'is_archived' ? 'archived' : 'out';
  }
}

/** Somebody else has archived it. */
async function isArchived(room: ClaimedRoom, means: RoomMeans): Promise<null> {
  await news(room, means, { state: 'archived', problem: 'is_archived' });
  return null;
}

/** What the card says of the room has changed. */
async function news(room: ClaimedRoom, { db }: RoomMeans, changes: RoomNews): Promise<void> {
  await noteRoom(db, room, changes);
  if (changes.state !== room.state) await redrawBoards(db, [room.releaseId]);
}

/** Where the release channel is the war room, the card is pinned there while the release is under way. */
async function pinCard(
  room: ClaimedRoom,
  release: Release,
  { db, fixtures, pace }: RoomMeans,
): Promise<number | null> {
  const card = await boardPost(db, release.id, CARD);
  const isPinned = room.done.pinned !== undefined;
  const isOver = hasEnded(release.status);
  if (isOver && !isPinned) return null;
  if (!card) return POST_SOON_MS;
  if (isPinned !== isOver) return null;
  try {
    await (isOver
      ? paced('pins.remove', pace, () => fixtures.unpin(card))
      : paced('pins.add', pace, () => fixtures.pin(card)));
  } catch (error) {
    // It is only harder to find.
    if (!(error instanceof ChatRefused)) throw error;
    return null;
  }
  const { pinned: _, ...others } = room.done;
  await noteRoom(db, room, { state: 'open', done: isOver ? others : { ...others, pinned: card.ts } });
  return null;
}
