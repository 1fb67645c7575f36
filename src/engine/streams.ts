import { emptyLane, evolveLane, type Lane, type LaneEvent } from '../release/lane.ts';
import {
  emptyOrganisation,
  evolveOrganisation,
  type Organisation,
  type OrganisationEvent,
} from '../release/organisation.ts';
import { evolve } from '../release/release.ts';
import type { Release, ReleaseEvent, World } from '../release/state.ts';
import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Json, Queryable } from '../store/database.ts';
import {
  type NewEvent,
  type RecordedEvent,
  readNews,
  readStream,
  readStreams,
  type Unchained,
} from '../store/event-log.ts';
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

const takeRelease =
  (id: ReleaseId) =>
  (release: Release | null, record: Unchained): Release =>
    evolve(release, fromRecord<ReleaseEvent>(record), record.at, id);

const takeLane = (lane: Lane, record: Unchained): Lane => ({
  ...evolveLane(lane, fromRecord<LaneEvent>(record), record.at),
  streamVersion: record.version,
});

const takeOrganisation = (organisation: Organisation, record: Unchained): Organisation => ({
  ...evolveOrganisation(organisation, fromRecord<OrganisationEvent>(record)),
  streamVersion: record.version,
});

/** Folds those of `records` that belong to the lane. */
export const foldLane = (lane: Lane, records: readonly Unchained[], name: LaneName): Lane =>
  records.filter(record => record.stream === laneStream(name)).reduce(takeLane, lane);

/** Folds those of `records` that belong to the organisation. */
export const foldOrganisation = (organisation: Organisation, records: readonly Unchained[]): Organisation =>
  records.filter(record => record.stream === ORGANISATION_STREAM).reduce(takeOrganisation, organisation);

/** A release as it is now, where it goes, and all a decision about it may look at. */
export interface Surroundings extends World {
  name: LaneName;
  release: Release | null;
}

interface Folded<State> {
  version: number;
  state: State;
  /** When its last event happened; 0 when there is none. */
  at: Instant;
}

/**
 * Folds streams and remembers the result: streams only grow, so a remembered state plus the events after
 * it is the present. It saves reading, never a check: appends still name the version they rest on.
 */
export class Streams {
  readonly #remembered = new Map<string, Folded<unknown>>();
  readonly #capacity: number;

  constructor(capacity = 2_000) {
    this.#capacity = capacity;
  }

  release(db: Queryable, id: ReleaseId): Promise<Release | null> {
    return this.#fold<Release | null>(db, releaseStream(id), null, takeRelease(id));
  }

  /** Several at once, in their order. */
  async releases(db: Queryable, ids: readonly ReleaseId[]): Promise<(Release | null)[]> {
    const known = ids.map(id => this.#known<Release | null>(releaseStream(id), null));
    const places = ids.map((id, at) => ({ stream: releaseStream(id), after: known[at]?.version ?? 0 }));
    const news = await readNews(db, places);
    return ids.map((id, at) => {
      const from = known[at] ?? { version: 0, state: null, at: 0 };
      return this.#take(releaseStream(id), from, news[at] ?? [], takeRelease(id));
    });
  }

  /**
   * The release with all a decision about it may look at, in one round trip; null when it does not exist and
   * no place says where it will be.
   */
  async around(db: Queryable, id: ReleaseId, place: LaneName | null): Promise<Surroundings | null> {
    const known = this.#known<Release | null>(releaseStream(id), null).state ?? null;
    const name = known?.plan ?? place ?? (await this.release(db, id))?.plan;
    if (!name) return null;
    const release = this.#known<Release | null>(releaseStream(id), null);
    const lane = this.#known(laneStream(name), emptyLane(name.service, name.environment));
    const organisation = this.#known(ORGANISATION_STREAM, emptyOrganisation);
    const { now, events } = await readStreams(db, [
      { stream: releaseStream(id), after: release.version },
      { stream: laneStream(name), after: lane.version },
      { stream: ORGANISATION_STREAM, after: organisation.version },
    ]);
    const newsOf = (stream: string) => events.get(stream) ?? [];
    return {
      now,
      name,
      release: this.#take(releaseStream(id), release, newsOf(releaseStream(id)), takeRelease(id)),
      lane: this.#take(laneStream(name), lane, newsOf(laneStream(name)), takeLane),
      organisation: this.#take(
        ORGANISATION_STREAM,
        organisation,
        newsOf(ORGANISATION_STREAM),
        takeOrganisation,
      ),
    };
  }

  /** As it was right after `version` of its stream; nothing is remembered of it. */
  async releaseAsOf(db: Queryable, id: ReleaseId, version: number): Promise<Release | null> {
    const records = await readStream(db, releaseStream(id));
    return records.slice(0, version).reduce<Release | null>(takeRelease(id), null);
  }

  lane(db: Queryable, name: LaneName): Promise<Lane> {
    const start = emptyLane(name.service, name.environment);
    return this.#fold(db, laneStream(name), start, takeLane);
  }

  organisation(db: Queryable): Promise<Organisation> {
    return this.#fold(db, ORGANISATION_STREAM, emptyOrganisation, takeOrganisation);
  }

  async #fold<State>(
    db: Queryable,
    stream: string,
    start: State,
    step: (state: State, record: RecordedEvent) => State,
  ): Promise<State> {
    const from = this.#known(stream, start);
    return this.#take(stream, from, await readStream(db, stream, { after: from.version }), step);
  }

  #known<State>(stream: string, start: State): Folded<State> {
    return (this.#remembered.get(stream) as Folded<State> | undefined) ?? { version: 0, state: start, at: 0 };
  }

  #take<State>(
    stream: string,
    from: Folded<State>,
    records: readonly RecordedEvent[],
    step: (state: State, record: RecordedEvent) => State,
  ): State {
    const state = records.reduce(step, from.state);
    const at = records.at(-1)?.at ?? from.at;
    this.#remember(stream, { version: from.version + records.length, state, at });
    return state;
  }

  /** When the last event that is known of the stream happened; 0 when there is none. */
  lastAt(stream: string): Instant {
    return this.#known(stream, null).at;
  }

  /** What this process appended itself need not be read again. */
  keep<State extends { streamVersion: number }>(stream: string, state: State, at: Instant): void {
    this.#remember(stream, { version: state.streamVersion, state, at });
  }

  #remember(stream: string, folded: Folded<unknown>): void {
    const known = this.#remembered.get(stream);
    this.#remembered.delete(stream);
    // Two readers may finish out of order; the further one stays.
    this.#remembered.set(stream, known && known.version > folded.version ? known : folded);
    if (this.#remembered.size > this.#capacity) {
      const oldest = this.#remembered.keys().next().value;
      if (oldest !== undefined) this.#remembered.delete(oldest);
    }
  }
}
