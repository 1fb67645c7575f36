import type { Instant, PersonId, ReleaseId } from '../release/terms.ts';
import { codeOf } from './connection-error.ts';
import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, NOW, RELEASE } from './lease.ts';
import { inOneStatement, type Part } from './one-statement.ts';
import { withoutNul } from './without-nul.ts';

/**
 * `wanted`: being made. `refused`: the chat does not let us make it, for now. `lost`: we were put out of it.
 * `archived`: it has served its purpose, or somebody archived it.
 */
export type RoomState = 'wanted' | 'open' | 'refused' | 'lost' | 'archived';

/** What was done to the channel so far; everything in it may be done again without harm. */
export interface RoomDone {
  /** Its purpose names the release. */
  purpose?: boolean;
  topic?: string;
  topicAt?: Instant;
  invited?: PersonId[];
  /** Those who could not be invited, each with the chat's reason. */
  uninvited?: Record<PersonId, string>;
  /** Addresses that are bookmarked. */
  links?: string[];
  /** Set while the comparison of the versions is not among them: it could not be looked up, and when that is done again. */
  comparison?: { at: Instant; againMs: number };
  /** The message that is pinned. */
  pinned?: string;
  /** Steps the chat refuses, each with its reason and when. */
  refused?: Record<string, { why: string; at: Instant }>;
}

export interface ClaimedRoom {
  releaseId: ReleaseId;
  state: RoomState;
  channel: string | null;
  name: string | null;
  taken: number;
  askedSince: Instant | null;
  done: RoomDone;
  wantedVersion: number;
  attempts: number;
  claimToken: string;
}

/** What is due already stays due since then: nothing that is indexed changes. */
const dueNow = (old: string): string =>
  `case when ${old}due_at <= app.now_ms() then ${old}due_at else app.now_ms() end`;

/** Wants the room to follow the release as of `version`. */
export const wantingRoom = (releaseId: ReleaseId, version: number): Part => ({
  sql: `room as (
       insert into app.rooms as old (release_id, wanted_version, wanted_at, due_at)
       select $1::text, $2::integer, app.now_ms(), app.now_ms() where exists (select from first)
       on conflict (release_id) do update set
         wanted_version = greatest(old.wanted_version, excluded.wanted_version), due_at = ${dueNow('old.')}
     )`,
  params: [releaseId, version],
});

/** The same for a release that has one. */
export const raisingRoom = (releaseId: ReleaseId, version: number): Part => ({
  sql: `room as (
       update app.rooms set wanted_version = greatest(wanted_version, $2::integer), due_at = ${dueNow('')}
       where release_id = $1::text and exists (select from first)
     )`,
  params: [releaseId, version],
});

export const wantRoom = (tx: Queryable, releaseId: ReleaseId, version: number): Promise<void> =>
  inOneStatement(tx.query, [wantingRoom(releaseId, version)]);

export async function claimRooms(
  db: Queryable,
  claiming: { holder: string; limit: number; leaseMs: number },
): Promise<ClaimedRoom[]> {
  const { rows } = await db.query<Omit<ClaimedRoom, 'done'> & { done: string }>(
    `with ${CLOCK}, free as materialized (
       select release_id from app.rooms
       where due_at <= ${NOW} and (lease_until is null or lease_until <= ${NOW})
       order by due_at limit $3 for update skip locked
     )
     update app.rooms as mine set ${CLAIM} from free where mine.release_id = free.release_id
     returning mine.release_id as "releaseId", mine.state, mine.channel, mine.name, mine.taken,
       mine.asked_since as "askedSince", mine.done, mine.wanted_version as "wantedVersion", mine.attempts,
       mine.claim_token as "claimToken"`,
    [claiming.holder, claiming.leaseMs, claiming.limit],
  );
  return rows.map(({ done, ...room }) => ({ ...room, done: JSON.parse(done) as RoomDone }));
}

/**
 * Right before the chat is asked to make it: the name is ours, unless another release has it, and until told otherwise
 * nobody knows whether the channel exists.
 */
export async function takeName(db: Queryable, claimed: ClaimedRoom, name: string): Promise<boolean> {
  try {
    const { rowCount } = await db.query(
      `update app.rooms set name = $3, asked_since = coalesce(asked_since, app.now_ms())
       where release_id = $1 and claim_token = $2`,
      [claimed.releaseId, claimed.claimToken, name],
    );
    return rowCount > 0;
  } catch (error) {
    if (codeOf(error) === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';

export type RoomNews = Partial<Pick<ClaimedRoom, 'state' | 'channel' | 'taken' | 'askedSince' | 'done'>> & {
  problem?: string | null;
};

const COLUMNS: Record<keyof RoomNews, string> = {
  state: 'state',
  channel: 'channel',
  taken: 'taken',
  askedSince: 'asked_since',
  done: 'done',
  problem: 'problem',
};

/** Keeps what was done; the claim goes on. False when it is void: somebody else does it all again. */
export async function noteRoom(db: Queryable, claimed: ClaimedRoom, news: RoomNews): Promise<boolean> {
  const changed = (Object.keys(COLUMNS) as (keyof RoomNews)[]).filter(key => news[key] !== undefined);
  const values = changed.map(key => {
    if (key === 'done') return JSON.stringify(news.done);
    return key === 'problem' && news.problem != null ? withoutNul(news.problem) : news[key];
  });
  const set = changed.map((key, at) => `${COLUMNS[key]} = $${at + 3}`).join(', ');
  const { rowCount } = await db.query(
    `update app.rooms set ${set} where release_id = $1 and claim_token = $2`,
    [claimed.releaseId, claimed.claimToken, ...values],
  );
  return rowCount > 0;
}

/**
 * Lets go of it. It is due again after `afterMs` (null: not by itself), and at once when the release moved on since it
 * was claimed.
 */
export async function letGoOfRoom(
  db: Queryable,
  claimed: ClaimedRoom,
  { afterMs, failed }: { afterMs: number | null; failed: boolean },
): Promise<void> {
  await db.query(
    `update app.rooms set ${RELEASE},
       attempts = case when $4::boolean then attempts + 1 else 0 end,
       seen_version = case when $4::boolean then seen_version else $5::integer end,
       due_at = case when wanted_version > $5::integer and not $4::boolean then app.now_ms()
                     else app.now_ms() + $3::bigint end
     where release_id = $1 and claim_token = $2`,
    [claimed.releaseId, claimed.claimToken, afterMs, failed, claimed.wantedVersion],
  );
}

/** Where a release is followed. */
export interface RoomStanding {
  state: RoomState;
  channel: string | null;
  /** Why it is not open. */
  problem: string | null;
  wantedAt: Instant;
  /** Who should be in it and is not, each with the chat's reason. */
  uninvited: Record<PersonId, string>;
}

export async function roomOf(db: Queryable, releaseId: ReleaseId): Promise<RoomStanding | null> {
  const { rows } = await db.query<Omit<RoomStanding, 'uninvited'> & { done: string }>(
    `select state, channel, problem, wanted_at as "wantedAt", done from app.rooms where release_id = $1`,
    [releaseId],
  );
  const [row] = rows;
  if (!row) return null;
  const { done, ...standing } = row;
  return { ...standing, uninvited: (JSON.parse(done) as RoomDone).uninvited ?? {} };
}

/** The release whose war room this channel is. */
export async function releaseOfRoom(db: Queryable, channel: string): Promise<ReleaseId | null> {
  const { rows } = await db.query<{ releaseId: ReleaseId }>(
    `select release_id as "releaseId" from app.rooms where channel = $1`,
    [channel],
  );
  return rows[0]?.releaseId ?? null;
}

/**
 * We cannot write there any more; somebody looks now and then whether we can again, unless it was archived. True where
 * that is news.
 */
export async function loseRoom(db: Queryable, releaseId: ReleaseId, problem: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app.rooms set state = case when $2 like '%is_archived%' then 'archived' else 'lost' end, problem = $2,
       due_at = app.now_ms() + $3::bigint
     where release_id = $1 and state = 'open'`,
    [releaseId, withoutNul(problem), LOOK_AGAIN_MS],
  );
  return rowCount > 0;
}

const LOOK_AGAIN_MS = 60_000;
