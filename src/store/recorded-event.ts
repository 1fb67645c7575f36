import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Instant, PersonId } from '../release/terms.ts';
import type { Json } from './database.ts';

/** `release/<id>`, `lane/<service>/<environment>` or `organisation`. */
export type StreamName = string;

export interface NewEvent {
  type: string;
  data: Json;
}

export interface RecordedEvent extends NewEvent {
  stream: StreamName;
  /** 1 for the first event of the stream. */
  version: number;
  at: Instant;
  actor: PersonId;
  commandId: string;
  /** Which shape `data` has; lifted to the present one on reading. */
  schema: number;
  /** SHA-256 in hex over `previousHash` and the record as stored. */
  hash: string;
  /** Hash of the event before it in its stream, '' for the first. */
  previousHash: string;
}

export interface Head {
  stream: StreamName;
  /** 0 when the stream has no event yet. */
  version: number;
  hash: string;
  /** When its last event happened, 0 when there is none. */
  at: Instant;
}

/** An event as the table keeps it: `record` is the canonical JSON (RFC 8785) that was hashed. */
export interface StoredEvent {
  record: string;
  previous_hash: string;
  hash: string;
}

export type Unchained = Omit<RecordedEvent, 'hash' | 'previousHash'>;

/** The canonical record of an event. */
export const recordOf = (event: Unchained): string => canonicalize(event) ?? '';

/**
 * The canonical record of an event before and after its time, which the database fills in. RFC 8785 sorts
 * the keys, and only `actor` comes before `at`.
 */
export function recordAroundTime({ actor, ...event }: Omit<Unchained, 'at'>): { start: string; end: string } {
  return { start: `{"actor":${canonicalize(actor)},"at":`, end: `,${canonicalize(event)?.slice(1)}` };
}

export function recordedEvent(stored: StoredEvent): RecordedEvent {
  const event: Unchained = JSON.parse(stored.record);
  return { ...event, hash: stored.hash, previousHash: stored.previous_hash };
}

/** Whether the stored event is the one that was hashed, and follows the event with `previousHash`. */
export function isIntact(stored: StoredEvent, previousHash: string): boolean {
  const hash = createHash('sha256').update(previousHash).update(stored.record).digest('hex');
  return stored.previous_hash === previousHash && stored.hash === hash;
}
