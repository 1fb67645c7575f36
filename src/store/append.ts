import type { Instant, PersonId } from '../release/terms.ts';
import { codeOf } from './connection-error.ts';
import type { Queryable } from './database.ts';
import {
  type Head,
  type NewEvent,
  type RecordedEvent,
  recordedEvent,
  type StoredEvent,
  type StreamName,
  storedEvent,
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

const UNIQUE_VIOLATION = '23505';

/**
 * Records the events of one command in all its streams, or throws and leaves the transaction to be
 * rolled back. The events come back by stream, then version, all with the same `at`.
 * @throws StreamMovedOn, AlreadyCarriedOut
 */
export async function append(tx: Queryable, command: Append): Promise<RecordedEvent[]> {
  const expected = expectedVersions(command);
  const { heads, now } = await lockHeads(tx, command, [...expected.keys()].sort());
  for (const [stream, version] of expected) {
    const found = heads.get(stream)?.version ?? 0;
    if (found !== version) throw new StreamMovedOn(stream, version, found);
  }
  const at = Math.max(now, command.at ?? 0, ...[...heads.values()].map(head => head.at));
  const writes = command.writes.filter(write => write.events.length > 0).sort(byStream);
  const stored = writes.flatMap(write => chained(write, command, at, heads.get(write.stream)?.hash ?? ''));
  await insert(tx, command.commandId, at, stored);
  return stored.map(recordedEvent);
}

type Row = StoredEvent & { stream: StreamName; version: number; type: string };

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

/** Always in the same order, or two appends could wait for each other. */
async function lockHeads(tx: Queryable, command: Append, streams: StreamName[]) {
  const written = new Set(command.writes.map(write => write.stream));
  const { rows } = await tx.query<Head & { stream: StreamName | null; carried_out: boolean; now: Instant }>(
    `select app.now_ms() as now, head.*
     from (values (1)) as one left join app.lock_heads($1, $2::text[], $3::boolean[]) as head on true`,
    [command.commandId, streams, streams.map(stream => written.has(stream))],
  );
  if (rows[0]?.carried_out) throw new AlreadyCarriedOut(command.commandId);
  return { heads: new Map(rows.map(row => [row.stream, row])), now: rows[0]?.now ?? 0 };
}

function chained(write: StreamWrite, command: Append, at: Instant, headHash: string): Row[] {
  const { commandId, actor, schema = 1 } = command;
  const { stream, expectedVersion } = write;
  const rows: Row[] = [];
  for (const { type, data } of write.events) {
    const version = expectedVersion + rows.length + 1;
    const event = { stream, version, type, data, at, actor, commandId, schema };
    rows.push({ stream, version, type, ...storedEvent(event, rows.at(-1)?.hash ?? headHash) });
  }
  return rows;
}

async function insert(tx: Queryable, commandId: string, at: Instant, events: Row[]): Promise<void> {
  try {
    await tx.query(
      `with command as (insert into app.commands (command_id, at) values ($1, $2)),
       written as (
         insert into app.events (command_id, at, stream, version, type, record, previous_hash, hash)
         select $1, $2, * from unnest($3::text[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[])
       )
       update app.streams as head set version = last.version, hash = last.hash, at = $2
       from (
         select distinct on (stream) stream, version, hash
         from unnest($3::text[], $4::integer[], $8::text[]) as event (stream, version, hash)
         order by stream, version desc
       ) as last
       where head.stream = last.stream`,
      [
        commandId,
        at,
        events.map(event => event.stream),
        events.map(event => event.version),
        events.map(event => event.type),
        events.map(event => event.record),
        events.map(event => event.previous_hash),
        events.map(event => event.hash),
      ],
    );
  } catch (error) {
    // Only the command can be there already: the heads are locked and every version was checked.
    throw codeOf(error) === UNIQUE_VIOLATION ? new AlreadyCarriedOut(commandId) : error;
  }
}

function byStream(one: StreamWrite, other: StreamWrite): number {
  return one.stream < other.stream ? -1 : 1;
}
