import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import type { Decision, Release, ReleaseEvent, World } from '../release/state.ts';
import type { ReleaseId } from '../release/terms.ts';
import type { StreamRead, StreamWrite } from '../store/event-log.ts';
import { type Attempted, commit, repeating, type Workbench } from './commit.ts';
import { consequencesOf, dueTime, type Entailed, wake } from './consequences.ts';
import { decideAndSettle } from './decision.ts';
import type { Carrying, LaneName, Outcome } from './engine.ts';
import {
  foldLane,
  foldOrganisation,
  fromRecord,
  laneStream,
  ORGANISATION_STREAM,
  releaseStream,
  SCHEMA,
  toRecord,
} from './streams.ts';

type Decider = (release: Release | null, world: World) => Decision | Refusal;

/**
 * Load, decide, settle, append; again from the start when another process was faster. `place` is only
 * read for a release that does not exist yet.
 */
export function carryOutForRelease(
  bench: Workbench,
  id: ReleaseId,
  place: LaneName | null,
  carrying: Carrying,
  decide: Decider,
): Promise<Outcome> {
  const { db, streams } = bench;
  const attempt = async (): Promise<Attempted<Outcome>> => {
    const around = await streams.around(db, id, place);
    if (!around) return nothing(unchanged(null, id));
    const { release, lane, organisation, now, name } = around;
    const answer = decideAndSettle(id, release, { lane, organisation, now }, decide);
    if (isRefusal(answer)) return nothing({ is: 'refused', refusal: answer, release });
    const { events, looked } = answer;
    const writes: StreamWrite[] = [];
    const reads: StreamRead[] = [];
    const touch = (stream: string, version: number, news: { type: string }[], wasRead: boolean) => {
      if (news.length > 0) writes.push({ stream, expectedVersion: version, events: news.map(toRecord) });
      else if (wasRead) reads.push({ stream, version });
    };
    touch(releaseStream(id), release?.streamVersion ?? 0, events.release, true);
    touch(laneStream(name), lane.streamVersion, events.lane, looked.lane);
    touch(ORGANISATION_STREAM, organisation.streamVersion, events.organisation, looked.organisation);
    if (writes.length === 0) return nothing(unchanged(release, id));
    // Where a clock was set back, time stands still until it has caught up.
    const at = Math.max(now, ...[...writes, ...reads].map(({ stream }) => streams.lastAt(stream)));
    const order = { ...carrying, schema: SCHEMA, reads, writes };
    const after = await commit(bench, order, at, records => {
      const world = {
        now: dueTime(at, now),
        lane: foldLane(lane, records, name),
        organisation: foldOrganisation(organisation, records),
      };
      const own = records.filter(record => record.stream === releaseStream(id));
      const next = own.length > 0 ? consequencesOf(release, own, id, world) : null;
      const woken = events.lane.length > 0 ? wake(world.lane, id, world.now) : NOTHING_MORE;
      return {
        release: next?.release ?? release,
        lane: world.lane,
        parts: [...(next?.parts ?? []), ...woken.parts],
        dueNow: [...(next?.dueNow ?? []), ...woken.dueNow],
      };
    });
    if (events.release.length > 0 && after.release) streams.keep(releaseStream(id), after.release, at);
    if (events.lane.length > 0) streams.keep(laneStream(name), after.lane, at);
    const result: Outcome = after.release
      ? { is: 'done', release: after.release, events: events.release, repeated: false }
      : unchanged(null, id);
    return { result, isRecorded: true };
  };
  return repeating(bench, carrying.commandId, attempt, async records => {
    const release = await streams.release(db, id);
    const events = records.filter(({ stream }) => stream === releaseStream(id)).map(fromRecord<ReleaseEvent>);
    return release ? { is: 'done', release, events, repeated: true } : unchanged(release, id);
  });
}

const NOTHING_MORE: Entailed = { parts: [], dueNow: [] };

const nothing = (result: Outcome): Attempted<Outcome> => ({ result, isRecorded: false });

const unchanged = (release: Release | null, id: ReleaseId): Outcome =>
  release
    ? { is: 'done', release, events: [], repeated: false }
    : { is: 'refused', refusal: refuse('no-such-release', { asked: id }), release };
