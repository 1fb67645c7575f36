import { ChatAmbiguous, ChatRefused } from '../providers/chat/port.ts';
import type { MadeRoom } from '../providers/chat/rooms.ts';
import type { Release } from '../release/state.ts';
import { type OwnRoom, roomName } from '../release/war-room.ts';
import { type ClaimedRoom, noteRoom, takeName } from '../store/rooms.ts';
import type { RoomMeans } from './room-means.ts';

/** With so many taken names something else is wrong. */
const NAMES_AT_MOST = 12;
/** The clocks of Slack and the database may differ by a little. */
const CLOCK_SLACK_MS = 60_000;

/** Another name may do; https://docs.slack.dev/reference/methods/conversations.create#errors */
const NAME_TROUBLES = [
  'name_taken',
  'invalid_name',
  'invalid_name_maxlength',
  'invalid_name_punctuation',
  'invalid_name_required',
  'invalid_name_specials',
];

/**
 * Makes the channel under the first name that is free, or finds the one we made when its answer was lost. Names are
 * claimed in the database first, so a channel of ours without a purpose can only be the one of this release.
 * @throws what the chat throws; ChatRefused when it lets nobody make channels, or no name at all will do
 */
export async function makeRoom(
  claimed: ClaimedRoom,
  release: Release,
  { private: isPrivate }: OwnRoom,
  { db, rooms, log }: RoomMeans,
): Promise<MadeRoom> {
  let { taken, askedSince } = claimed;
  for (; taken < NAMES_AT_MOST; taken += 1) {
    const name = roomName(release, taken);
    const next = async () => {
      askedSince = null;
      await noteRoom(db, claimed, { taken: taken + 1, askedSince });
    };
    if (!(await takeName(db, claimed, name))) {
      await next();
      continue;
    }
    try {
      return await rooms.make(name, isPrivate);
    } catch (error) {
      if (!(error instanceof ChatRefused)) {
        // Only where it surely did not happen the next attempt need not look for it.
        if (!(error instanceof ChatAmbiguous) && askedSince === null) {
          await noteRoom(db, claimed, { taken, askedSince: null });
        }
        throw error;
      }
      if (!NAME_TROUBLES.includes(error.code)) {
        await noteRoom(db, claimed, { taken, askedSince: null });
        throw error;
      }
      const known = error.code === 'name_taken' && askedSince !== null;
      const made = known ? await whatWeMade(name, askedSince ?? 0, release, rooms) : null;
      if (made) return made;
      log.info({ release: release.id, name, problem: error.code }, 'a war room gets another name');
      await next();
    }
  }
  throw new ChatRefused('name_taken', true, [`no name was free, up to ${roomName(release, taken)}`]);
}

async function whatWeMade(
  name: string,
  since: number,
  { id }: Release,
  rooms: RoomMeans['rooms'],
): Promise<MadeRoom | null> {
  // Where channels may not be listed, one that was made is left behind rather than waited for.
  const found = await rooms.find(name).catch((error: unknown) => {
    if (error instanceof ChatRefused) return null;
    throw error;
  });
  if (!found?.isOurs || found.isArchived || found.createdAt < since - CLOCK_SLACK_MS) return null;
  return found.purpose === '' || found.purpose.includes(id) ? found : null;
}
