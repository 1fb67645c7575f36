import type { Environment, Instant, PersonId, ReleaseId, Version } from '../release/terms.ts';
import type { Json, Queryable } from './database.ts';
import { inOneStatement, type Part } from './one-statement.ts';

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

export interface Lane {
  service: string;
  environment: Environment;
}

const COLUMNS = `id, service, environment, version, status, live, waiting, owner, channel,
  created_at as "createdAt", updated_at as "updatedAt", stream_version as "streamVersion", summary`;
const NEWEST_FIRST = 'order by created_at desc, id desc';

/** What may be another from one event to the next. */
const changing = (row: ReleaseRow): unknown[] => [
  row.version,
  row.status,
  row.live,
  row.waiting,
  row.owner,
  row.channel,
  row.updatedAt,
  row.streamVersion,
  JSON.stringify(row.summary),
];

/** An older `streamVersion` than the one that is kept changes nothing; `createdAt` stays as first written. */
export const savingRelease = (row: ReleaseRow): Part => ({
  sql: `saved as (
       insert into app.releases as old (id, service, environment, created_at, version, status, live, waiting, owner, channel,
         updated_at, stream_version, summary)
       select $1::text, $2::text, $3::text, $4::bigint, $5::text, $6::text, $7::boolean, $8::boolean, $9::text, $10::text,
         $11::bigint, $12::integer, $13::text
       where exists (select from first)
       on conflict (id) do update set
         version = excluded.version, status = excluded.status, live = excluded.live, waiting = excluded.waiting,
         owner = excluded.owner, channel = excluded.channel, updated_at = excluded.updated_at,
         stream_version = excluded.stream_version, summary = excluded.summary
       where old.stream_version <= excluded.stream_version
     )`,
  params: [row.id, row.service, row.environment, row.createdAt, ...changing(row)],
});

/** The same for one that is kept already. */
export const updatingRelease = (row: ReleaseRow): Part => ({
  sql: `saved as (
       update app.releases set version = $2::text, status = $3::text, live = $4::boolean, waiting = $5::boolean,
         owner = $6::text, channel = $7::text, updated_at = $8::bigint, stream_version = $9::integer, summary = $10::text
       where id = $1::text and stream_version <= $9::integer and exists (select from first)
     )`,
  params: [row.id, ...changing(row)],
});

export const saveRelease = (tx: Queryable, row: ReleaseRow): Promise<void> =>
  inOneStatement(tx.query, [savingRelease(row)]);

export async function findRelease(db: Queryable, id: ReleaseId): Promise<ReleaseRow | null> {
  return (await select(db, 'where id = $1', [id]))[0] ?? null;
}

/** Newest first, like all lists here but `waitingIn`. */
export async function liveReleases(db: Queryable): Promise<ReleaseRow[]> {
  return await select(db, `where live ${NEWEST_FIRST}`, []);
}

/** Where a release may wait for anybody at all. */
const ASKING = "('approving', 'preparing', 'polling')";
const EACH_AT_MOST = 40;
const NEWEST = 15;

/**
 * What somebody may want to see of all releases: those that are live and theirs, those that wait for people, the newest
 * that are live, and those that ended since, which people may still have to accept or review. And how many are live.
 */
export async function releasesToShow(
  db: Queryable,
  { owner, completedSince }: { owner: PersonId; completedSince: Instant },
): Promise<{ rows: ReleaseRow[]; live: number }> {
  const part = (where: string, limit: number) =>
    `(select id from app.releases where ${where} ${NEWEST_FIRST} limit ${limit})`;
  const [rows, counted] = await Promise.all([
    select(
      db,
      `where id in (
         ${part('live and owner = $1', EACH_AT_MOST)} union ${part(`live and status in ${ASKING}`, EACH_AT_MOST)}
         union ${part('live', NEWEST)}
         union ${part('not live and created_at > $2 and updated_at > $2', NEWEST)}
       ) ${NEWEST_FIRST}`,
      [owner, completedSince],
    ),
    db.query<{ live: number }>('select count(*)::int as live from app.releases where live'),
  ]);
  return { rows, live: counted.rows[0]?.live ?? 0 };
}

export async function releasesInChannel(db: Queryable, channel: string): Promise<ReleaseRow[]> {
  return await select(db, `where channel = $1 ${NEWEST_FIRST}`, [channel]);
}

export async function releasesOf(
  db: Queryable,
  lane: { service: string; environment?: Environment; version?: Version },
  limit = 20,
): Promise<ReleaseRow[]> {
  return await select(
    db,
    `where service = $1 and ($2::text is null or environment = $2) and ($3::text is null or version = $3)
     ${NEWEST_FIRST} limit $4`,
    [lane.service, lane.environment ?? null, lane.version ?? null, limit],
  );
}

/** Those queueing for the lane, the first to come first. */
export async function waitingIn(db: Queryable, lane: Lane): Promise<ReleaseRow[]> {
  return await select(
    db,
    'where live and waiting and service = $1 and environment = $2 order by created_at, id',
    [lane.service, lane.environment],
  );
}

/** A page of all releases; the next one starts before the last row of this one. */
export async function recentReleases(
  db: Queryable,
  { limit, before }: { limit: number; before?: { createdAt: Instant; id: ReleaseId } },
): Promise<ReleaseRow[]> {
  return await select(
    db,
    `where $1::bigint is null or (created_at, id) < ($1, $2::text) ${NEWEST_FIRST} limit $3`,
    [before?.createdAt ?? null, before?.id ?? null, limit],
  );
}

/** Those that are live, and those that ended, as far as the read model knows, in the time between. */
export async function releasesOfTime(
  db: Queryable,
  { from, until }: { from: Instant; until: Instant },
  limit = 1_000,
): Promise<ReleaseRow[]> {
  return await select(
    db,
    // A release that ended is written once more when its watch ends, never before.
    `where live or (updated_at >= $1 and created_at < $2) ${NEWEST_FIRST} limit $3`,
    [from, until, limit],
  );
}

/** Live releases that are planned for the time between, by their start or by the day of their production milestone. */
export async function releasesAhead(
  db: Queryable,
  { from, until }: { from: Instant; until: Instant },
): Promise<ReleaseRow[]> {
  const day = (at: Instant) => new Date(at).toISOString().slice(0, 10);
  return await select(
    db,
    `where live and (
       (summary::jsonb ->> 'startAt')::bigint between $1::bigint and $2::bigint
       or summary::jsonb ->> 'plannedFor' between $3::text and $4::text
     ) ${NEWEST_FIRST} limit ${EACH_AT_MOST}`,
    [from, until, day(from), day(until)],
  );
}

async function select(db: Queryable, where: string, params: readonly unknown[]): Promise<ReleaseRow[]> {
  const { rows } = await db.query<Omit<ReleaseRow, 'summary'> & { summary: string }>(
    `select ${COLUMNS} from app.releases ${where}`,
    params,
  );
  return rows.map(row => ({ ...row, summary: JSON.parse(row.summary) as Json }));
}
