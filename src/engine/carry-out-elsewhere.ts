import type { Lane, LaneEvent } from '../release/lane.ts';
import type { Organisation, OrganisationEvent } from '../release/organisation.ts';
import { isRefusal, type Refusal } from '../release/refusals.ts';
import { append, unrecorded } from '../store/event-log.ts';
import { inOneStatement } from '../store/one-statement.ts';
import { liveReleases } from '../store/releases.ts';
import { type Attempted, commit, repeating, type Workbench } from './commit.ts';
import { dueTime, wake, wakeAll } from './consequences.ts';
import type { Carrying, LaneName, LaneOutcome, OrganisationOutcome } from './engine.ts';
import { foldLane, foldOrganisation, laneStream, ORGANISATION_STREAM, SCHEMA, toRecord } from './folds.ts';

/** The same for a command about a lane alone: locks. Whoever queues there looks again. */
export function carryOutForLane(
  bench: Workbench,
  name: LaneName,
  carrying: Carrying,
  decide: (lane: Lane, now: number) => LaneEvent[] | Refusal,
): Promise<LaneOutcome> {
  const { db, streams } = bench;
  const attempt = async (): Promise<Attempted<LaneOutcome>> => {
    const [lane, now] = await Promise.all([streams.lane(db, name), db.now()]);
    const events = decide(lane, now);
    if (isRefusal(events)) return { result: { is: 'refused', refusal: events }, isRecorded: false };
    if (events.length === 0) return { result: { is: 'done', lane }, isRecorded: false };
    const write = {
      stream: laneStream(name),
      expectedVersion: lane.streamVersion,
      events: events.map(toRecord),
    };
    const at = Math.max(now, streams.lastAt(write.stream));
    const recorded = unrecorded({ ...carrying, schema: SCHEMA, writes: [write] }, at);
    const next = foldLane(lane, recorded.events, name);
    await commit(bench, recorded, wake(next, null, dueTime(at, now)));
    streams.keep(write.stream, next, at);
    return { result: { is: 'done', lane: next }, isRecorded: true };
  };
  return repeating(bench, carrying.commandId, attempt, async () => ({
    is: 'done',
    lane: await streams.lane(db, name),
  }));
}

/** The same for a command about the organisation: freezes, delegations. Everybody who queues looks again. */
export function carryOutForOrganisation(
  bench: Workbench,
  carrying: Carrying,
  decide: (organisation: Organisation, now: number) => OrganisationEvent[] | Refusal,
): Promise<OrganisationOutcome> {
  const { db, streams } = bench;
  const attempt = async (): Promise<Attempted<OrganisationOutcome>> => {
    const [organisation, now] = await Promise.all([streams.organisation(db), db.now()]);
    const answer = decide(organisation, now);
    if (isRefusal(answer)) return { result: { is: 'refused', refusal: answer }, isRecorded: false };
    const events = answer.map(toRecord);
    if (events.length === 0) return { result: { is: 'done', organisation }, isRecorded: false };
    const write = { stream: ORGANISATION_STREAM, expectedVersion: organisation.streamVersion, events };
    const order = { ...carrying, at: now, schema: SCHEMA, writes: [write] };
    // Who queues is only known when nobody can join any more, so here it is looked up after the append.
    const { result, dueNow } = await db.transaction(async tx => {
      const records = await append(tx, order);
      const waiting = (await liveReleases(tx))
        .filter(row => row.waiting || row.status === 'deploying')
        .map(({ id }) => id);
      const woken = wakeAll(waiting, dueTime(records[0]?.at ?? now, now));
      await inOneStatement(tx.query, woken.parts);
      return { result: foldOrganisation(organisation, records), dueNow: woken.dueNow };
    });
    if (dueNow.length > 0) bench.bell.ring(dueNow);
    return { result: { is: 'done', organisation: result }, isRecorded: true };
  };
  return repeating(bench, carrying.commandId, attempt, async () => ({
    is: 'done',
    organisation: await streams.organisation(db),
  }));
}
