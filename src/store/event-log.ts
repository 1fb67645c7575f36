import type { Instant } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import {
  type Head,
  isIntact,
  type RecordedEvent,
  recordedEvent,
  type StoredEvent,
  type StreamName,
} from './recorded-event.ts';

export {
  AlreadyCarriedOut,
  type Append,
  append,
  appendWith,
  DecidedTooLongAgo,
  StreamMovedOn,
  type StreamRead,
  type StreamWrite,
  type Unrecorded,
  unrecorded,
} from './append.ts';
export type { Head, NewEvent, RecordedEvent, StreamName, Unchained } from './recorded-event.ts';

/** Memory is bounded by the page while it comes in; the embedded database has no cursors. */
const PAGE = 1_000;

/** All events of a stream after version `after` (0: from the start), oldest first. */
export async function readStream(
  db: Queryable,
  stream: StreamName,
  { after = 0 }: { after?: number } = {},
): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const page of pages(db, stream, after)) events.push(...page.map(recordedEvent));
  return events;
}

/** Where reading goes on: the events of the stream after this version. */
export interface Place {
  stream: StreamName;
  after: number;
}

/**
 * The events of each stream after its version, in the order of the places. For many streams of which hardly any has
 * news: else `readStream` is as quick.
 */
export async function readNews(db: Queryable, places: readonly Place[]): Promise<RecordedEvent[][]> {
  const { rows } = await db.query<StoredEvent & { place: number }>(
    `select asked.place::int as place, event.record, event.previous_hash, event.hash
     from unnest($1::text[], $2::int[]) with ordinality as asked (stream, after, place)
     cross join lateral (
       select version, record, previous_hash, hash from app.events
       where stream = asked.stream and version > asked.after order by version limit ${PAGE}
     ) as event
     order by asked.place, event.version`,
    [places.map(({ stream }) => stream), places.map(({ after }) => after)],
  );
  const news: RecordedEvent[][] = places.map(() => []);
  for (const row of rows) news[row.place - 1]?.push(recordedEvent(row));
  return await Promise.all(
    news.map(async (page, at) => {
      const { stream = '', after = 0 } = places[at] ?? {};
      return page.length < PAGE
        ? page
        : [...page, ...(await readStream(db, stream, { after: after + page.length }))];
    }),
  );
}

/** The database's clock, and what was appended to each stream, in one round trip. */
export async function readStreams(
  db: Queryable,
  places: readonly Place[],
): Promise<{ now: Instant; events: Map<StreamName, RecordedEvent[]> }> {
  // One branch for each, because a list of streams would be planned anew each time.
  const branches = places.map(
    (_, at) => `(select stream, version, record, previous_hash, hash from app.events
       where stream = $${2 * at + 1} and version > $${2 * at + 2} order by version limit ${PAGE})`,
  );
  const { rows } = await db.query<StoredEvent & { now: Instant; stream: StreamName | null }>(
    `select app.now_ms() as now, event.stream, event.record, event.previous_hash, event.hash
     from (values (1)) as one left join (${branches.join(' union all ')}) as event on true
     order by event.stream, event.version`,
    places.flatMap(place => [place.stream, place.after]),
  );
  const events = new Map<StreamName, RecordedEvent[]>();
  for (const { stream, after } of places) {
    const page = rows.filter(row => row.stream === stream).map(recordedEvent);
    const isAll = page.length < PAGE;
    events.set(
      stream,
      isAll ? page : [...page, ...(await readStream(db, stream, { after: after + page.length }))],
    );
  }
  return { now: rows[0]?.now ?? 0, events };
}

export async function headOf(db: Queryable, stream: StreamName): Promise<Head> {
  const { rows } = await db.query<Head>(
    'select stream, version, hash, at from app.streams where stream = $1',
    [stream],
  );
  return rows[0] ?? { stream, version: 0, hash: '', at: 0 };
}

/** The events a command recorded (an empty list when it recorded none), or null when it was not carried out. */
export async function findCommand(db: Queryable, commandId: string): Promise<RecordedEvent[] | null> {
  const { rows } = await db.query<StoredEvent & { record: string | null }>(
    `select event.record, event.previous_hash, event.hash
     from app.commands as command left join app.events as event using (command_id)
     where command_id = $1 order by event.stream, event.version`,
    [commandId],
  );
  if (rows.length === 0) return null;
  return rows.filter(row => row.record !== null).map(recordedEvent);
}

/** The first version of the stream that is not what was recorded (or is missing), or null when all is intact. */
export async function firstTampered(db: Queryable, stream: StreamName): Promise<number | null> {
  let version = 0;
  let hash = '';
  for await (const page of pages(db, stream, 0)) {
    for (const stored of page) {
      version++;
      const event = recordedEvent(stored);
      const isInPlace = event.stream === stream && event.version === version && event.type === stored.type;
      if (!isInPlace || !isIntact(stored, hash)) return version;
      hash = stored.hash;
    }
  }
  const head = await headOf(db, stream);
  return head.version === version && head.hash === hash ? null : version + 1;
}

async function* pages(db: Queryable, stream: StreamName, after: number) {
  let last = after;
  for (;;) {
    const { rows } = await db.query<StoredEvent & { version: number; type: string }>(
      `select version, type, record, previous_hash, hash from app.events
       where stream = $1 and version > $2 order by version limit ${PAGE}`,
      [stream, last],
    );
    yield rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1)!.version;
  }
}
