import type { Instant, PersonId } from '../release/terms.ts';
import type { Json, Queryable } from './database.ts';

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

export interface StreamRead {
  stream: StreamName;
  version: number;
}

export interface StreamWrite {
  stream: StreamName;
  /** 0 means the stream must not exist yet. */
  expectedVersion: number;
  events: readonly NewEvent[];
}

export interface Append {
  /** Unique for ever; repeating one throws AlreadyCarriedOut and records nothing. */
  commandId: string;
  actor: PersonId;
  /** What the decision took for now. The events are recorded at this time, the database's or the last event's, whichever is latest. */
  at?: Instant;
  /** Shape of the events' data; 1 when left out. */
  schema?: number;
  /** Streams the decision rests on: none of them may have moved. */
  reads?: readonly StreamRead[];
  writes: readonly StreamWrite[];
}

/** Somebody else appended to a stream since it was loaded: load again and decide again. */
export class StreamMovedOn extends Error {
  override readonly name = 'StreamMovedOn';
  readonly stream: StreamName;
  readonly expected: number;
  readonly found: number;
  constructor(stream: StreamName, expected: number, found: number) {
    super(`${stream} is at version ${found}, not ${expected}.`);
    this.stream = stream;
    this.expected = expected;
    this.found = found;
  }
}

/** The command was recorded before; `findCommand` tells with what events. */
export class AlreadyCarriedOut extends Error {
  override readonly name = 'AlreadyCarriedOut';
  readonly commandId: string;
  constructor(commandId: string) {
    super(`Command ${commandId} has been carried out already.`);
    this.commandId = commandId;
  }
}

/**
 * Records the events of one command in all its streams, or throws and leaves the transaction to be
 * rolled back. The events come back by stream, then version, all with the same `at`.
 * @throws StreamMovedOn, AlreadyCarriedOut
 */
export declare function append(tx: Queryable, command: Append): Promise<RecordedEvent[]>;

/** All events of a stream after version `after` (0: from the start), oldest first. */
export declare function readStream(
  db: Queryable,
  stream: StreamName,
  from?: { after?: number },
): Promise<RecordedEvent[]>;

export declare function headOf(db: Queryable, stream: StreamName): Promise<Head>;

/** The events a command recorded (an empty list when it recorded none), or null when it was not carried out. */
export declare function findCommand(db: Queryable, commandId: string): Promise<RecordedEvent[] | null>;
