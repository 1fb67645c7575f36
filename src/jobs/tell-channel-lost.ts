import { v5 as uuidv5 } from 'uuid';
import type { Release } from '../release/state.ts';
import type { Queryable } from '../store/database.ts';
import { insertNotices } from '../store/notices.ts';

const LOST = '5be2d3f4-4f0e-5d33-8b1f-2f1a2c3d4e5f';

/** A notice that tells of no event; the channel follows. */
const CHANNEL_LOST = 'ChannelLost/';

/** The channel a notice says cannot be reached any more; null where it says something else. */
export const lostChannel = ({ kind }: { kind: string }): string | null =>
  kind.startsWith(CHANNEL_LOST) ? kind.slice(CHANNEL_LOST.length) : null;

/** Tells the owner directly, once for each release and channel. */
export async function tellChannelLost(
  { id: releaseId, streamVersion, plan }: Release,
  channel: string,
  db: Queryable,
): Promise<void> {
  await insertNotices(db, [
    {
      id: uuidv5(`${releaseId}/${channel}`, LOST),
      releaseId,
      eventVersion: streamVersion,
      kind: `${CHANNEL_LOST}${channel}`,
      recipient: `person:${plan.owner}`,
      urgent: false,
    },
  ]);
}
