import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import type { OwnRoom } from '../release/war-room.ts';
import type { RoomDone } from '../store/rooms.ts';
import { reasonOf } from './duty.ts';
import type { RoomMeans } from './room-means.ts';

/** The source host is asked again after a minute, then after twice as long each time. */
const FIRST_AGAIN_MS = 60_000;
const AT_MOST_MS = 3_600_000;

/** How long until bookmarks are to be added; null: all are there. */
export function linksDueIn({ links, comparison }: RoomDone, now: Instant): number | null {
  if (links === undefined) return 0;
  return comparison ? Math.max(0, comparison.at + comparison.againMs - now) : null;
}

/**
 * Bookmarks what is not there yet. Where the comparison of the versions cannot be looked up, the others are added and it is
 * looked up again later.
 */
export async function addLinks(
  channel: string,
  done: RoomDone,
  release: Release,
  own: OwnRoom,
  { db, fixtures, speech, comparisonPage, log }: RoomMeans,
): Promise<RoomDone> {
  const { links = [], comparison: before, ...others } = done;
  const found = await comparisonPage(release).catch((error: unknown) => {
    log.info({ release: release.id, reason: reasonOf(error) }, 'a war room lacks the comparison, for now');
    return 'unknown' as const;
  });
  const words = speech.inChannel(release.plan.channel);
  const page = found === 'unknown' || found === null ? [] : [{ title: words.room.changes, link: found }];
  const wanted = [...page, ...own.links.map(({ title, url: link }) => ({ title, link }))];
  const missing = wanted.filter(({ link }) => !links.includes(link));
  if (missing.length > 0) await fixtures.bookmark(channel, missing);
  const now = { ...others, links: [...links, ...missing.map(({ link }) => link)] };
  if (found !== 'unknown') return now;
  const againMs = before ? Math.min(AT_MOST_MS, 2 * before.againMs) : FIRST_AGAIN_MS;
  return { ...now, comparison: { at: await db.now(), againMs } };
}
