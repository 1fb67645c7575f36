import { emptyLane, type Lane } from '../release/lane.ts';
import { emptyOrganisation, type Organisation } from '../release/organisation.ts';
import type { Release, World } from '../release/state.ts';
import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from '../store/database.ts';
import { type RecordedEvent, readNews, readStream, readStreams } from '../store/event-log.ts';
import type { LaneName } from './engine.ts';
import {
  laneStream,
  ORGANISATION_STREAM,
  releaseStream,
  takeLane,
  takeOrganisation,
  takeRelease,
} from './folds.ts';

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
  /** When this process learned it, by its own clock. */
  learned: number;
}

const NOTHING_YET = { version: 0, state: null, at: 0, learned: Number.NEGATIVE_INFINITY };

/** For so long what was just learned is worth deciding on without asking again. */
const MOMENT_MS = 1_000;

/**
 * Folds streams and remembers the result: streams only grow, so a remembered state plus the events after
 * it is the present. It saves reading, never a check: appends still name the version they rest on.
 */
export class Streams {
  readonly #remembered = new Map<string, Folded<unknown>>();
  readonly #capacity: number;
  /** What the database's clock showed at most, and when that was heard by the clock of this process. */
  #clock = { now: 0, heard: Number.NEGATIVE_INFINITY };

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
      const from = known[at] ?? NOTHING_YET;
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
    this.#clock = { now, heard: performance.now() };
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

  /**
   * The same as this process remembers it, without asking; null unless the release and the clock were learned a moment ago.
   * What is decided on it may only be appended, which checks the versions: a refusal may rest on what is over.
   */
  recall(id: ReleaseId): Surroundings | null {
    const present = performance.now();
    const release = this.#remembered.get(releaseStream(id)) as Folded<Release | null> | undefined;
    if (!release?.state || present - Math.min(release.learned, this.#clock.heard) > MOMENT_MS) return null;
    const { plan: name } = release.state;
    return {
      now: this.#clock.now + Math.floor(present - this.#clock.heard),
      name,
      release: release.state,
      lane: this.#known(laneStream(name), emptyLane(name.service, name.environment)).state,
      organisation: this.#known(ORGANISATION_STREAM, emptyOrganisation).state,
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
    return (this.#remembered.get(stream) as Folded<State> | undefined) ?? { ...NOTHING_YET, state: start };
  }

  #take<State>(
    stream: string,
    from: Folded<State>,
    records: readonly RecordedEvent[],
    step: (state: State, record: RecordedEvent) => State,
  ): State {
    const state = records.reduce(step, from.state);
    const at = records.at(-1)?.at ?? from.at;
    this.#remember(stream, { version: from.version + records.length, state, at, learned: performance.now() });
    return state;
  }

  /** When the last event that is known of the stream happened; 0 when there is none. */
  lastAt(stream: string): Instant {
    return this.#known(stream, null).at;
  }

  /** What this process appended itself need not be read again. */
  keep<State extends { streamVersion: number }>(stream: string, state: State, at: Instant): void {
    this.#remember(stream, { version: state.streamVersion, state, at, learned: performance.now() });
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
