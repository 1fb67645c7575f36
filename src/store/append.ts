import type { Instant, PersonId } from '../release/terms.ts';
import { codeOf } from './connection-error.ts';
import type { Database, Queryable } from './database.ts';
import { inOneStatement, type Part } from './one-statement.ts';
import {
  type NewEvent,
  type RecordedEvent,
  recordAroundTime,
  recordedEvent,
  recordOf,
  type StoredEvent,
  type StreamName,
  type Unchained,
} from './recorded-event.ts';

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

/** Between looking and recording the process slept, or the clock was set back: decide again. */
export class DecidedTooLongAgo extends Error {
  override readonly name = 'DecidedTooLongAgo';
}

/** SQLSTATEs of the functions `app.append` and `app.append_at`. */
const MOVED_ON = 'TM001';
const CARRIED_OUT = 'TM002';
const TOO_LONG_AGO = 'TM003';

/**
 * Records the events of one command in all its streams, or throws and leaves the transaction to be
 * rolled back. The events come back by stream, then version, all with the same `at`.
 * @throws StreamMovedOn, AlreadyCarriedOut
 */
export async function append(tx: Queryable, command: Append): Promise<RecordedEvent[]> {
  const expected = expectedVersions(command);
  // Always in the same order, or two appends could wait for each other.
  const names = [...expected.keys()].sort();
  const writes = new Map(command.writes.map(write => [write.stream, write]));
  const events = names.flatMap(name => records(command, writes.get(name)));
  try {
    const { rows } = await tx.query<StoredEvent>(
      `select record, previous_hash, hash from app.append(
         $1, $2, $3::text[], $4::integer[], $5::boolean[], $6::text[], $7::text[], $8::text[], $9::text[])`,
      [
        command.commandId,
        command.at ?? 0,
        names,
        names.map(name => expected.get(name)),
        names.map(name => writes.has(name)),
        events.map(event => event.stream),
        events.map(event => event.type),
        events.map(event => event.start),
        events.map(event => event.end),
      ],
    );
    return rows.map(recordedEvent);
  } catch (error) {
    throw refusal(error, command) ?? error;
  }
}

/** The events an append will record, when it is known at what time; only the chain is left to the database. */
export interface Unrecorded {
  append: Append;
  at: Instant;
  events: readonly (Unchained & { record: string })[];
}

/** What will be recorded, by stream, then version, at exactly this time: the database's, or the last event's if that is later. */
export function unrecorded(append: Append, at: Instant): Unrecorded {
  const { commandId, actor, schema = 1 } = append;
  const writes = [...append.writes].sort((a, b) => (a.stream < b.stream ? -1 : 1));
  const events = writes.flatMap(({ stream, expectedVersion, events: own }) =>
    own.map(({ type, data }, index) => {
      const version = expectedVersion + index + 1;
      const record = recordOf({ stream, version, type, data, actor, commandId, schema, at });
      // Read back from what is kept, so that a state folded from it is the one everybody else will fold.
      return { ...(JSON.parse(record) as Unchained), record };
    }),
  );
  return { append, at, events };
}

/**
 * Records the events and all they entail in one round trip: a single statement, which commits by itself.
 * @throws StreamMovedOn, AlreadyCarriedOut, DecidedTooLongAgo; ConnectionLost when the outcome is unknown
 */
export async function appendWith(
  db: Database,
  { append: command, at, events }: Unrecorded,
  entailed: readonly Part[],
): Promise<void> {
  const expected = expectedVersions(command);
  const names = [...expected.keys()].sort();
  const written = new Set(command.writes.map(({ stream }) => stream));
  const first: Part = {
    sql: 'select app.append_at($1, $2, $3::text[], $4::integer[], $5::boolean[], $6::text[], $7::text[], $8::text[])',
    params: [
      command.commandId,
      at,
      names,
      names.map(name => expected.get(name)),
      names.map(name => written.has(name)),
      events.map(event => event.stream),
      events.map(event => event.type),
      events.map(event => event.record),
    ],
  };
  try {
    await inOneStatement(db.atOnce, entailed, first);
  } catch (error) {
    throw refusal(error, command) ?? error;
  }
}

function expectedVersions(command: Append): Map<StreamName, number> {
  const expected = new Map<StreamName, number>();
  for (const { stream, expectedVersion } of command.writes) {
    if (expected.has(stream)) throw new Error(`Command ${command.commandId} writes ${stream} twice.`);
    expected.set(stream, expectedVersion);
  }
  for (const { stream, version } of command.reads ?? []) {
    const other = expected.get(stream);
    if (other !== undefined && other !== version) throw new StreamMovedOn(stream, version, other);
    expected.set(stream, version);
  }
  return expected;
}

function records({ commandId, actor, schema = 1 }: Append, write: StreamWrite | undefined) {
  if (!write) return [];
  const { stream, expectedVersion } = write;
  return write.events.map(({ type, data }, index) => {
    const version = expectedVersion + index + 1;
    return { stream, type, ...recordAroundTime({ stream, version, type, data, actor, commandId, schema }) };
  });
}

function refusal(error: unknown, { commandId }: Append): Error | undefined {
  if (codeOf(error) === CARRIED_OUT) return new AlreadyCarriedOut(commandId);
  if (codeOf(error) === TOO_LONG_AGO) return new DecidedTooLongAgo();
  if (codeOf(error) !== MOVED_ON || !(error instanceof Error) || !('detail' in error)) return undefined;
  const moved: { stream: StreamName; expected: number; found: number } = JSON.parse(String(error.detail));
  return new StreamMovedOn(moved.stream, moved.expected, moved.found);
}
