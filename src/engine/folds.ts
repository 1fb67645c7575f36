import { evolveLane, type Lane, type LaneEvent } from '../release/lane.ts';
import { evolveOrganisation, type Organisation, type OrganisationEvent } from '../release/organisation.ts';
import { evolve } from '../release/release.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { ReleaseId } from '../release/terms.ts';
import type { Json } from '../store/database.ts';
import type { NewEvent, Unchained } from '../store/event-log.ts';
import type { LaneName } from './engine.ts';

export const releaseStream = (id: ReleaseId) => `release/${id}`;
export const laneStream = ({ service, environment }: LaneName) => `lane/${service}/${environment}`;
export const ORGANISATION_STREAM = 'organisation';

/** Shape of the events this version writes. A stream with a newer one is left alone. */
export const SCHEMA = 1;

/** A stream was written by a newer version of tminus; this process must not guess what it means. */
export class NewerThanThis extends Error {
  override readonly name = 'NewerThanThis';
}

/** `{ type, …rest }` in the domain, `{ type, data: rest }` in the store. */
export function toRecord(event: { type: string }): NewEvent {
  const { type, ...data } = event;
  return { type, data: data as Json };
}

export function fromRecord<Event>(record: Unchained): Event {
  if (record.schema > SCHEMA) {
    throw new NewerThanThis(
      `${record.stream} was written by a newer version of tminus (schema ${record.schema}).`,
    );
  }
  return { type: record.type, ...(record.data as object) } as Event;
}

export const takeRelease =
  (id: ReleaseId) =>
  (release: Release | null, record: Unchained): Release =>
    evolve(release, fromRecord<ReleaseEvent>(record), record.at, id);

export const takeLane = (lane: Lane, record: Unchained): Lane => ({
  ...evolveLane(lane, fromRecord<LaneEvent>(record), record.at),
  streamVersion: record.version,
});

export const takeOrganisation = (organisation: Organisation, record: Unchained): Organisation => ({
  ...evolveOrganisation(organisation, fromRecord<OrganisationEvent>(record)),
  streamVersion: record.version,
});

/** Folds those of `records` that belong to the lane. */
export const foldLane = (lane: Lane, records: readonly Unchained[], name: LaneName): Lane =>
  records.filter(record => record.stream === laneStream(name)).reduce(takeLane, lane);

/** Folds those of `records` that belong to the organisation. */
export const foldOrganisation = (organisation: Organisation, records: readonly Unchained[]): Organisation =>
  records.filter(record => record.stream === ORGANISATION_STREAM).reduce(takeOrganisation, organisation);
