import type { Instant, ReleaseId } from '../release/terms.ts';
import type { StreamName } from '../store/event-log.ts';

/** What an export holds. Only of everything it can be said that nothing was left out. */
export type Scope =
  | { of: 'everything' }
  /** Records at or after `from` and before `until`. */
  | { of: 'period'; from: Instant; until: Instant }
  | { of: 'release'; release: ReleaseId };

/** The columns by which the database finds a record; they repeat what is in it. */
export interface RecordColumns {
  stream: StreamName;
  version: number;
  type: string;
  at: Instant;
  commandId: string;
}

/**
 * The audit trail as a sequence, the same from the database and from a file: `begin`; each stream, by name, with its
 * records in order and after a record the seal that saw the stream there; the seals in order, each with the heads
 * it lists; `end`.
 */
export type AuditItem =
  | { is: 'begin'; format: 1; at: Instant; scope: Scope }
  /** Records `first` to `last` follow; `version` and `hash` are those of its head, 0 and '' where it has none. */
  | { is: 'stream'; stream: StreamName; first: number; last: number; version: number; hash: string }
  /** The records of the stream are in a file that is not at hand; `spoiled`: that is not what it was. */
  | { is: 'absent'; stream: StreamName; file: string; spoiled: boolean }
  | { is: 'event'; record: string; previousHash: string; hash: string; columns?: RecordColumns }
  | { is: 'sealed'; seal: number; stream: StreamName; version: number; hash: string }
  | { is: 'seal'; number: number; record: string; previousHash: string; hash: string }
  /** `elsewhere`: the head is of a record that is not part of this export. */
  | { is: 'listed'; seal: number; stream: StreamName; version: number; hash: string; elsewhere: boolean }
  /** What a step printed; kept with an archived release, and not part of any chain. */
  | { is: 'output'; operation: string; chunk: number; at: Instant; text: string }
  /** `digest`: SHA-256 in hex over the bytes of the file before this line; '' where there is no file. */
  | ({ is: 'end'; digest: string } & AuditCounts)
  /** A line or a file that cannot be read as one of the above. */
  | { is: 'broken'; line: number | null; why: 'line' | 'cut' | 'digest' | 'counts' | 'after' };

export interface AuditCounts {
  streams: number;
  events: number;
  seals: number;
}

/** Items come in batches: one await for each would take longer than checking it. */
export type AuditItems = AsyncIterable<readonly AuditItem[]>;
