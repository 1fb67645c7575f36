import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import type { Decision, Release, ReleaseEvent, World } from '../release/state.ts';
import type { ReleaseId } from '../release/terms.ts';
import { type Unchained, unrecorded } from '../store/event-log.ts';
import { type Attempted, commit, repeating, type Workbench } from './commit.ts';
import { consequencesOf, dueTime, type Entailed, wake } from './consequences.ts';
import { decideAndSettle, watched } from './decision.ts';
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
} from './folds.ts';
import type { Surroundings } from './streams.ts';

type Decider = (release: Release | null, world: World) => Decision | Refusal;

/**
 * Load, decide, settle, append; again from the start when another process was faster. What was just read or appended
 * is not read again, unless it leads to nothing. `place` is only read for a release that does not exist yet.
 */
export function carryOutForRelease(
  bench: Workbench,
  id: ReleaseId,
  place: LaneName | null,
  carrying: Carrying,
  decide: Decider,
): Promise<Outcome> {
  const { db, streams } = bench;
  const attempt = async (isFirst: boolean): Promise<Attempted<Outcome>> => {
    const recalled = isFirst ? streams.recall(id) : null;
    if (recalled) {
      const attempted = await decideAndCommit(bench, id, recalled, carrying, decide);
      // What is remembered may be over: only what is there now may be refused, or found to be no news.
      if (attempted.isRecorded) return attempted;
    }
    const around = await streams.around(db, id, place);
    if (!around) return nothing(unchanged(null, id));
    return await decideAndCommit(bench, id, around, carrying, decide);
  };
  return repeating(bench, carrying.commandId, attempt, async records => {
    const release = await streams.release(db, id);
    const events = records.filter(({ stream }) => stream === releaseStream(id)).map(fromRecord<ReleaseEvent>);
    return release ? { is: 'done', release, events, repeated: true } : unchanged(release, id);
  });
}

async function decideAndCommit(
  bench: Workbench,
  id: ReleaseId,
  { release, lane, organisation, now, name }: Surroundings,
  carrying: Carrying,
  decide: Decider,
): Promise<Attempted<Outcome>> {
  const { streams } = bench;
  const answer = decideAndSettle(id, release, { lane, organisation, now }, decide);
  if (isRefusal(answer)) return nothing({ is: 'refused', refusal: answer, release });
  const { events, looked } = answer;
  const own = { stream: releaseStream(id), version: release?.streamVersion ?? 0, news: events.release };
  const beside = { stream: laneStream(name), version: lane.streamVersion, news: events.lane };
  const above = {
    stream: ORGANISATION_STREAM,
    version: organisation.streamVersion,
    news: events.organisation,
  };
  const all = [own, beside, above];
  if (all.every(({ news }) => news.length === 0)) return nothing(unchanged(release, id));
  const writes = all.flatMap(({ stream, version, news }) =>
    news.length > 0 ? { stream, expectedVersion: version, events: news.map(toRecord) } : [],
  );
  // Where a clock was set back, time stands still until it has caught up.
  const at = Math.max(now, ...all.map(({ stream }) => streams.lastAt(stream)));
  const recorded = unrecorded({ ...carrying, schema: SCHEMA, writes }, at);
  const after = {
    now: dueTime(at, now),
    lane: foldLane(lane, recorded.events, name),
    organisation: foldOrganisation(organisation, recorded.events),
  };
  const entailed = entail(id, release, recorded.events, watched(after, looked));
  if (beside.news.length > 0) add(entailed, wake(after.lane, id, after.now));
  const reads = [own, ...(looked.lane ? [beside] : []), ...(looked.organisation ? [above] : [])];
  await commit(
    bench,
    recorded,
    entailed,
    reads.filter(({ news }) => news.length === 0),
  );
  if (own.news.length > 0 && entailed.release) streams.keep(own.stream, entailed.release, at);
  if (beside.news.length > 0) streams.keep(beside.stream, after.lane, at);
  const result: Outcome = entailed.release
    ? { is: 'done', release: entailed.release, events: events.release, repeated: false }
    : unchanged(null, id);
  return { result, isRecorded: true };
}

/** What the records of the release itself entail; a command may record nothing of it. */
function entail(
  id: ReleaseId,
  release: Release | null,
  records: readonly Unchained[],
  world: World,
): Entailed & { release: Release | null } {
  const own = records.filter(({ stream }) => stream === releaseStream(id));
  return own.length > 0 ? consequencesOf(release, own, id, world) : { release, parts: [], dueNow: [] };
}

function add(entailed: Entailed, { parts, dueNow }: Entailed): void {
  entailed.parts.push(...parts);
  entailed.dueNow.push(...dueNow);
}

const nothing = (result: Outcome): Attempted<Outcome> => ({ result, isRecorded: false });

const unchanged = (release: Release | null, id: ReleaseId): Outcome =>
  release
    ? { is: 'done', release, events: [], repeated: false }
    : { is: 'refused', refusal: refuse('no-such-release', { asked: id }), release };
