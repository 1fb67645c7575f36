import { type ArchivedAs, archiveOf } from '../store/archives.ts';
import type { Queryable } from '../store/database.ts';
import { firstTampered } from '../store/event-log.ts';
import { isOverfull, readOutput } from '../store/outputs.ts';
import { postedRelease } from '../store/posted-release.ts';
import { findRelease, liveReleases, recentReleases, releasesOf, releasesOfTime } from '../store/releases.ts';
import { releaseOfRoom } from '../store/rooms.ts';
import { samplesSince } from '../store/samples.ts';
import { lastSealOfStream } from '../store/seals.ts';
import type { ArchivedRelease, ReleaseQueries } from './desk.ts';
import { historyOfPlace } from './history-of-place.ts';

/** @param readArchive the records of a file of the archive, where it is at hand and what it was */
export function releaseQueries(
  db: Queryable,
  readArchive: (archive: ArchivedAs) => Promise<ArchivedRelease['records']>,
): ReleaseQueries {
  return {
    byId: id => findRelease(db, id),
    live: () => liveReleases(db),
    of: lane => releasesOf(db, lane),
    recent: limit => recentReleases(db, { limit }),
    ofTime: between => releasesOfTime(db, between),
    ofThread: (channel, ts) => postedRelease(db, { channel, ts }),
    ofRoom: channel => releaseOfRoom(db, channel),
    output: async operation => {
      let text = '';
      for (let after = 0; ; ) {
        const chunks = await readOutput(db, operation, { after, limit: 1_000 });
        text += chunks.map(chunk => chunk.text).join('');
        const last = chunks.at(-1);
        if (!last) return { text, isCut: await isOverfull(db, operation) };
        after = last.chunk;
      }
    },
    proof: async id => {
      const stream = `release/${id}`;
      const [tamperedAt, seal] = await Promise.all([firstTampered(db, stream), lastSealOfStream(db, stream)]);
      return { tamperedAt, seal };
    },
    ofPlace: place => historyOfPlace(db, place),
    archived: async id => {
      const archive = await archiveOf(db, `release/${id}`);
      return archive && { file: archive.file, records: await readArchive(archive) };
    },
    samples: (id, since) => samplesSince(db, id, since),
  };
}
