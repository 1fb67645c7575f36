import { randomUUID } from 'node:crypto';
import { decide } from '../release/decide.ts';
import { due } from '../release/due.ts';
import { decideLane } from '../release/lane.ts';
import { decideOrganisation } from '../release/organisation.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import { type Instant, type ReleaseId, TMINUS } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { readStream } from '../store/event-log.ts';
import { gathering } from '../store/gathering.ts';
import type { Bell } from './bell.ts';
import { carryOutForRelease } from './carry-out.ts';
import { carryOutForLane, carryOutForOrganisation } from './carry-out-elsewhere.ts';
import type { Workbench } from './commit.ts';
import type { Engine } from './engine.ts';
import { fromRecord, releaseStream } from './folds.ts';
import { Streams } from './streams.ts';

/** The engine over one database. `bell` is told of what became due after each commit. */
export function openEngine(db: Database, bell: Bell): Engine {
  const bench: Workbench = { db, bell, streams: new Streams() };
  const load = gathering((ids: readonly ReleaseId[]) => bench.streams.releases(db, ids));
  return {
    handle: (id, command, carrying) =>
      carryOutForRelease(
        bench,
        id,
        command.type === 'PlanRelease' ? command.agreement.plan : null,
        carrying,
        (release, world) => decide(command, release, world),
      ),
    handleLane: (name, command, carrying) =>
      carryOutForLane(bench, name, carrying, (lane, now) => decideLane(command, lane, now)),
    handleOrganisation: (command, carrying) =>
      carryOutForOrganisation(bench, carrying, (organisation, now) =>
        decideOrganisation(command, organisation, now),
      ),
    settle: async id => {
      const carrying = { commandId: `settle/${randomUUID()}`, actor: TMINUS };
      const { release } = await carryOutForRelease(bench, id, null, carrying, () => ({}));
      return release ? lookAgainAt(bench, release) : null;
    },
    load: (id, asOf) => (asOf === undefined ? load(id) : bench.streams.releaseAsOf(db, id, asOf)),
    history: async id => {
      const records = await readStream(db, releaseStream(id));
      return records.map(record => ({
        version: record.version,
        at: record.at,
        actor: record.actor,
        event: fromRecord<ReleaseEvent>(record),
      }));
    },
    lane: name => bench.streams.lane(db, name),
    organisation: () => bench.streams.organisation(db),
  };
}

/** The one task of settling is shared by everybody who wakes a release, so its own time has to outlive them. */
async function lookAgainAt({ db, streams }: Workbench, release: Release): Promise<Instant | null> {
  const [lane, organisation, now] = await Promise.all([
    streams.lane(db, release.plan),
    streams.organisation(db),
    db.now(),
  ]);
  return due(release, { lane, organisation, now }).find(({ task }) => task === 'settle')?.dueAt ?? null;
}
