import { setTimeout as pause } from 'node:timers/promises';
import { evolveLane, type Lane, type LaneEvent } from '../release/lane.ts';
import { evolveOrganisation, type Organisation, type OrganisationEvent } from '../release/organisation.ts';
import { isRefusal, type Refusal, refuse } from '../release/refusals.ts';
import type { Decision, Release, ReleaseEvent, World } from '../release/state.ts';
import type { ReleaseId } from '../release/terms.ts';
import { ConnectionLost, type Database, type Queryable } from '../store/database.ts';
import {
  AlreadyCarriedOut,
  type Append,
  append,
  findCommand,
  type RecordedEvent,
  StreamMovedOn,
  type StreamRead,
  type StreamWrite,
} from '../store/event-log.ts';
import { liveReleases } from '../store/releases.ts';
import type { RungTask } from '../store/tasks.ts';
import type { Bell } from './bell.ts';
import { recordConsequences, wake, wakeOne } from './consequences.ts';
import { decideAndSettle } from './decision.ts';
import type { Carrying, LaneName, LaneOutcome, Outcome } from './engine.ts';
import {
  fromRecord,
  laneStream,
  ORGANISATION_STREAM,
  releaseStream,
  SCHEMA,
  type Streams,
  toRecord,
} from './streams.ts';

export interface Workbench {
  db: Database;
  bell: Bell;
  streams: Streams;
}

type Decider = (release: Release | null, world: World) => Decision | Refusal;

/** Load, decide, settle, append; again from the start when another process was faster. */
export function carryOutForRelease(
  bench: Workbench,
  id: ReleaseId,
  name: LaneName | null,
  carrying: Carrying,
  decide: Decider,
): Promise<Outcome> {
  if (!name)
    return Promise.resolve({
      is: 'refused',
      refusal: refuse('no-such-release', { asked: id }),
      release: null,
    });
  const { db, streams } = bench;
  const attempt = async (): Promise<Outcome> => {
    const [release, lane, organisation, now] = await Promise.all([
      streams.release(db, id),
      streams.lane(db, name),
      streams.organisation(db),
      db.now(),
    ]);
    const answer = decideAndSettle(id, release, { lane, organisation, now }, decide);
    if (isRefusal(answer)) return { is: 'refused', refusal: answer, release };
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
    if (writes.length === 0) return unchanged(release, id);
    const after = await commit(
      bench,
      { ...carrying, at: now, schema: SCHEMA, reads, writes },
      async (tx, records) => {
        const world = {
          now: records[0]?.at ?? now,
          lane: foldLane(lane, records, name),
          organisation: foldOrganisation(organisation, records),
        };
        const own = records.filter(record => record.stream === releaseStream(id));
        const next = own.length > 0 ? await recordConsequences(tx, release, own, id, world) : release;
        if (events.lane.length > 0) await wake(tx, world.lane, id, world.now);
        return next;
      },
    );
    return after
      ? { is: 'done', release: after, events: events.release, repeated: false }
      : unchanged(after, id);
  };
  return repeating(bench, carrying.commandId, attempt, async records => {
    const release = await streams.release(db, id);
    const events = records.filter(({ stream }) => stream === releaseStream(id)).map(fromRecord<ReleaseEvent>);
    return release ? { is: 'done', release, events, repeated: true } : unchanged(release, id);
  });
}

const unchanged = (release: Release | null, id: ReleaseId): Outcome =>
  release
    ? { is: 'done', release, events: [], repeated: false }
    : { is: 'refused', refusal: refuse('no-such-release', { asked: id }), release };

export function carryOutForLane(
  bench: Workbench,
  name: LaneName,
  carrying: Carrying,
  decide: (lane: Lane, now: number) => LaneEvent[] | Refusal,
): Promise<LaneOutcome> {
  const { db, streams } = bench;
  const attempt = async (): Promise<LaneOutcome> => {
    const [lane, now] = await Promise.all([streams.lane(db, name), db.now()]);
    const events = decide(lane, now);
    if (isRefusal(events)) return { is: 'refused', refusal: events };
    if (events.length === 0) return { is: 'done', lane };
    const write = {
      stream: laneStream(name),
      expectedVersion: lane.streamVersion,
      events: events.map(toRecord),
    };
    const order = { ...carrying, at: now, schema: SCHEMA, writes: [write] };
    const next = await commit(bench, order, async (tx, records) => {
      const folded = foldLane(lane, records, name);
      return { result: folded, dueNow: await wake(tx, folded, null, records[0]?.at ?? now) };
    });
    return { is: 'done', lane: next };
  };
  return repeating(bench, carrying.commandId, attempt, async () => ({
    is: 'done',
    lane: await streams.lane(db, name),
  }));
}

export function carryOutForOrganisation(
  bench: Workbench,
  carrying: Carrying,
  decide: (organisation: Organisation) => OrganisationEvent[],
): Promise<Organisation> {
  const { db, streams } = bench;
  const attempt = async (): Promise<Organisation> => {
    const [organisation, now] = await Promise.all([streams.organisation(db), db.now()]);
    const events = decide(organisation).map(toRecord);
    if (events.length === 0) return organisation;
    const write = { stream: ORGANISATION_STREAM, expectedVersion: organisation.streamVersion, events };
    return commit(bench, { ...carrying, at: now, schema: SCHEMA, writes: [write] }, async (tx, records) => {
      const waiting = (await liveReleases(tx)).filter(row => row.waiting);
      const woken: RungTask[] = [];
      for (const { id } of waiting) woken.push(await wakeOne(tx, id, records[0]?.at ?? now));
      return { result: foldOrganisation(organisation, records), dueNow: woken };
    });
  };
  return repeating(bench, carrying.commandId, attempt, () => streams.organisation(db));
}

const foldLane = (lane: Lane, records: readonly RecordedEvent[], name: LaneName): Lane =>
  records
    .filter(record => record.stream === laneStream(name))
    .reduce(
      (folded, record) => ({
        ...evolveLane(folded, fromRecord<LaneEvent>(record), record.at),
        streamVersion: record.version,
      }),
      lane,
    );

const foldOrganisation = (organisation: Organisation, records: readonly RecordedEvent[]): Organisation =>
  records
    .filter(record => record.stream === ORGANISATION_STREAM)
    .reduce(
      (folded, record) => evolveOrganisation(folded, fromRecord<OrganisationEvent>(record)),
      organisation,
    );

interface Entailed<T> {
  result: T;
  /** What to ring once it is committed. */
  dueNow: RungTask[];
}

/** One transaction: the events and all they entail. The bell rings only after it is committed. */
async function commit<T>(
  { db, bell }: Workbench,
  order: Append,
  entail: (tx: Queryable, records: RecordedEvent[]) => Promise<Entailed<T>>,
): Promise<T> {
  const { result, dueNow } = await db.transaction(async tx => entail(tx, await append(tx, order)));
  if (dueNow.length > 0) bell.ring(dueNow);
  return result;
}

/** How often a lost race or a lost connection is tried anew before the caller is told. */
const ATTEMPTS = 12;

/**
 * A command id is looked up before anything is repeated, so a commit whose answer was lost, a double click
 * and a race all end the same way: it is carried out once.
 */
async function repeating<T>(
  { db }: Workbench,
  commandId: string,
  attempt: () => Promise<T>,
  known: (records: RecordedEvent[]) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      const again =
        error instanceof StreamMovedOn ||
        error instanceof AlreadyCarriedOut ||
        error instanceof ConnectionLost;
      if (!again || tries >= ATTEMPTS) throw error;
      if (error instanceof ConnectionLost) await pause(Math.min(2_000, 50 * 2 ** tries));
      else if (tries > 2) await pause(Math.random() * 5 * tries);
      const records = await findCommand(db, commandId).catch(() => null);
      if (records) return known(records);
    }
  }
}
