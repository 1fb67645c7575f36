import type { Environment, Instant, PersonId, ReleaseId, Version } from '../release/terms.ts';
import type { Json, Queryable } from './database.ts';

/** What lists and look-ups need of a release; written in the transaction of the append it follows from. */
export interface ReleaseRow {
  id: ReleaseId;
  service: string;
  environment: Environment;
  version: Version;
  status: string;
  /** Not ended yet. */
  live: boolean;
  /** In the queue of its lane. */
  waiting: boolean;
  owner: PersonId;
  /** Its own channel, or null. */
  channel: string | null;
  createdAt: Instant;
  updatedAt: Instant;
  streamVersion: number;
  summary: Json;
}

/** An older `streamVersion` than the one that is kept changes nothing; `createdAt` stays as first written. */
export declare function saveRelease(tx: Queryable, row: ReleaseRow): Promise<void>;

export declare function findRelease(db: Queryable, id: ReleaseId): Promise<ReleaseRow | null>;

/** Newest first, like all lists here but `waitingIn`. */
export declare function liveReleases(db: Queryable): Promise<ReleaseRow[]>;

export declare function releasesInChannel(db: Queryable, channel: string): Promise<ReleaseRow[]>;

export interface Lane {
  service: string;
  environment: Environment;
}

export declare function releasesOf(
  db: Queryable,
  lane: { service: string; environment?: Environment; version?: Version },
  limit?: number,
): Promise<ReleaseRow[]>;

/** Those queueing for the lane, the first to come first. */
export declare function waitingIn(db: Queryable, lane: Lane): Promise<ReleaseRow[]>;

/** A page of all releases; the next one starts before the last row of this one. */
export declare function recentReleases(
  db: Queryable,
  page: { limit: number; before?: { createdAt: Instant; id: ReleaseId } },
): Promise<ReleaseRow[]>;
