import { CARD } from '../engine/consequences.ts';
import { boardPost } from '../store/boards.ts';
import type { Queryable } from '../store/database.ts';
import { readOutput } from '../store/outputs.ts';
import { findRelease, liveReleases, recentReleases, releasesOf } from '../store/releases.ts';
import type { ReleaseQueries } from './desk.ts';

/** How far back a thread may lie; older cards are named by version instead. */
const THREADS_LOOKED_AT = 50;

export function releaseQueries(db: Queryable): ReleaseQueries {
  return {
    byId: id => findRelease(db, id),
    live: () => liveReleases(db),
    of: lane => releasesOf(db, lane),
    recent: limit => recentReleases(db, { limit }),
    ofThread: async (channel, threadTs) => {
      const rows = [...(await liveReleases(db)), ...(await recentReleases(db, { limit: THREADS_LOOKED_AT }))];
      for (const id of new Set(rows.map(row => row.id))) {
        const post = await boardPost(db, id, CARD);
        if (post?.channel === channel && post.ts === threadTs) return id;
      }
      return null;
    },
    output: async operation => {
      const chunks = await readOutput(db, operation, { limit: 1_000 });
      return chunks.map(chunk => chunk.text).join('');
    },
  };
}
