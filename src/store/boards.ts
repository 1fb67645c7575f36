import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, DUE_AND_FREE, NOW, RELEASE, type When, whenParams, whenSql } from './lease.ts';
import type { Posted } from './notices.ts';
import { inOneStatement, type Part } from './one-statement.ts';
import { withoutNul } from './without-nul.ts';

export interface WantedBoard {
  releaseId: ReleaseId;
  key: string;
  channel: string;
  version: number;
}

/** A message that is kept up to date. One row per release and key (`card`, `board` …). */
export interface ClaimedBoard {
  releaseId: ReleaseId;
  key: string;
  channel: string;
  /** Null until it was posted. */
  ts: string | null;
  wantedVersion: number;
  /** 0 until it was posted. */
  shownVersion: number;
  /** Set while a first post has an unknown outcome: look for it before posting again. */
  postingSince: Instant | null;
  attempts: number;
  /** Of what it shows; null where nobody knows. */
  digest: string | null;
  claimToken: string;
}

/** One that is behind already waits since then; any other begins to wait now. */
const behindSince = (old: string): string =>
  `case when ${old}behind then ${old}due_at else greatest(${old}due_at, app.now_ms()) end`;

/** Wants the board to show the release as of `version`; a lower version than is wanted already changes nothing. */
export const wantingBoard = (board: WantedBoard): Part => ({
  sql: `board as (
       insert into app.boards as old (release_id, key, channel, wanted_version, due_at)
       select $1::text, $2::text, $3::text, $4::integer, app.now_ms() where exists (select from first)
       on conflict (release_id, key) do update set
         wanted_version = greatest(old.wanted_version, excluded.wanted_version),
         due_at = ${behindSince('old.')}
     )`,
  params: [board.releaseId, board.key, board.channel, board.version],
});

export const wantBoard = (tx: Queryable, board: WantedBoard): Promise<void> =>
  inOneStatement(tx.query, [wantingBoard(board)]);

/** The same for those of a release that are there: nothing is made. */
export const raisingBoards = (releaseId: ReleaseId, version: number): Part => ({
  sql: `raised as (
       update app.boards set wanted_version = greatest(wanted_version, $2::integer), due_at = ${behindSince('')}
       where release_id = $1::text and exists (select from first)
     )`,
  params: [releaseId, version],
});

/** Nobody looks at it any more. */
export async function dropBoard(db: Queryable, releaseId: ReleaseId, key: string): Promise<void> {
  await db.query('delete from app.boards where release_id = $1 and key = $2', [releaseId, key]);
}

/** What the boards of these releases show beside the release itself has changed: they are shown anew. */
export const redrawingBoards = (releaseIds: readonly ReleaseId[]): Part => {
  // The planner takes a list whose length it does not know for a long one, and reads the table through.
  const isShort = releaseIds.length > 0 && releaseIds.length <= 4;
  const those = isShort ? `in (${releaseIds.map((_, at) => `$${at + 1}::text`)})` : '= any ($1::text[])';
  return {
    sql: `redrawn as (
       update app.boards set shown_version = least(shown_version, wanted_version - 1)
       where release_id ${those} and exists (select from first)
     )`,
    params: isShort ? releaseIds : [releaseIds],
  };
};

export const redrawBoards = (tx: Queryable, releaseIds: readonly ReleaseId[]): Promise<void> =>
  inOneStatement(tx.query, [redrawingBoards(releaseIds)]);

export interface Claiming {
  holder: string;
  limit: number;
  leaseMs: number;
  /** Edits are limited for the whole workspace; without one left only first posts are claimed. */
  mayEdit?: boolean;
  /** Whether there is room for those where nothing has happened and only the live figures have moved on. */
  mayRefresh?: boolean;
}

/** A change counts as much as so many milliseconds of waiting. */
const CHANGE_WEIGHS_MS = 2_000;
/** The card of a release that has a board of its own comes so much later than the board. */
const CARD_LATER_MS = 20_000;

/**
 * Claims boards that show less than is wanted: first those that changed most since they were shown, and the longer one
 * waits the sooner it comes, so that nobody is left out. Live figures come after every change.
 */
export async function claimBoards(
  db: Queryable,
  { holder, leaseMs, limit, mayEdit = true, mayRefresh = true }: Claiming,
): Promise<ClaimedBoard[]> {
  const { rows } = await db.query<ClaimedBoard>(
    `with ${CLOCK}, behind as (
       select release_id, key, false as refreshes,
         ${NOW} - due_at + ${CHANGE_WEIGHS_MS} * (wanted_version - shown_version)
           - case when key = 'card' and exists (
               select from app.boards as other where other.release_id = boards.release_id and other.key = 'board'
             ) then ${CARD_LATER_MS} else 0 end as weight
       from app.boards
       where behind and ${DUE_AND_FREE} and ($4::boolean or ts is null)
       union all
       select release_id, key, true, ${NOW} - refresh_at
       from app.boards
       where refresh_at <= ${NOW} and not behind and ${DUE_AND_FREE} and $5::boolean
     ), chosen as (
       select release_id, key from behind order by refreshes, weight desc limit $3
     ), free as materialized (
       select board.release_id, board.key from app.boards as board join chosen using (release_id, key)
       where ${FREE} for update of board skip locked
     )
     update app.boards as mine set ${CLAIM}
     from free where mine.release_id = free.release_id and mine.key = free.key
     returning mine.release_id as "releaseId", mine.key, mine.channel, mine.ts, mine.attempts, mine.digest,
       mine.wanted_version as "wantedVersion", mine.shown_version as "shownVersion",
       mine.posting_since as "postingSince", mine.claim_token as "claimToken"`,
    [holder, leaseMs, limit, mayEdit, mayEdit && mayRefresh],
  );
  return rows;
}

const FREE = `(board.lease_until is null or board.lease_until <= ${NOW})`;

const BY_CLAIM = 'release_id = $1 and key = $2 and claim_token = $3';
const claimParams = (claimed: ClaimedBoard) => [claimed.releaseId, claimed.key, claimed.claimToken];

/** Right before the first post. False when the claim is void: do not post. */
export async function markPosting(db: Queryable, claimed: ClaimedBoard, leaseMs: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app.boards set posting_since = app.now_ms(), lease_until = app.now_ms() + $4::bigint
     where ${BY_CLAIM} and lease_until > app.now_ms()`,
    [...claimParams(claimed), leaseMs],
  );
  return rowCount > 0;
}

export interface Shown extends Posted {
  version: number;
  digest?: string;
  /** When its live figures are shown anew; left out: not by itself. */
  refreshAfterMs?: number;
}

/** The board shows `version` now. Holds even when the claim is void, but never goes back to an older version. */
export async function shown(db: Queryable, claimed: ClaimedBoard, as: Shown): Promise<void> {
  await db.query(
    `update app.boards set
       channel = $4, ts = $5, shown_version = greatest(shown_version, $6),
       attempts = 0, posting_since = null, problem = null, lost = false,
       digest = $7::text, refresh_at = app.now_ms() + $8::bigint,
       holder = case when claim_token = $3 then null else holder end,
       lease_until = case when claim_token = $3 then null else lease_until end,
       claim_token = case when claim_token = $3 then null else claim_token end
     where release_id = $1 and key = $2 and (ts is null or ts = $5)`,
    [...claimParams(claimed), as.channel, as.ts, as.version, as.digest ?? null, as.refreshAfterMs ?? null],
  );
}

/** It could not be shown. `posted: false` says that a first post surely did not arrive. */
export async function putBackBoard(
  db: Queryable,
  claimed: ClaimedBoard,
  when: When & { problem: string; posted?: false; isLost?: boolean },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app.boards set
       attempts = attempts + 1, problem = $4, due_at = ${whenSql(6)}, ${RELEASE},
       posting_since = case when $5::boolean then posting_since end, lost = lost or $8::boolean,
       refresh_at = greatest(refresh_at, ${whenSql(6)})
     where ${BY_CLAIM}`,
    [
      ...claimParams(claimed),
      withoutNul(when.problem),
      when.posted ?? true,
      ...whenParams(when),
      when.isLost ?? false,
    ],
  );
  return rowCount > 0;
}

/** Its channel cannot be reached: it is tried again when something happens, or when the channel is back. */
export async function shelveBoard(db: Queryable, claimed: ClaimedBoard): Promise<void> {
  await db.query(
    `update app.boards set shown_version = wanted_version, refresh_at = null, lost = true, ${RELEASE}
     where ${BY_CLAIM}`,
    claimParams(claimed),
  );
}

/** The message is gone (deleted in Slack): it is posted anew. */
export async function forgetBoardPost(db: Queryable, claimed: ClaimedBoard): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app.boards set ts = null, shown_version = 0, posting_since = null, digest = null, due_at = app.now_ms(), ${RELEASE}
     where ${BY_CLAIM}`,
    claimParams(claimed),
  );
  return rowCount > 0;
}

/** Where the board is, or null while it was not posted. */
export async function boardPost(db: Queryable, releaseId: ReleaseId, key: string): Promise<Posted | null> {
  const { rows } = await db.query<Posted>(
    'select channel, ts from app.boards where release_id = $1 and key = $2 and ts is not null',
    [releaseId, key],
  );
  return rows[0] ?? null;
}

/** Whether the board was not posted because its channel cannot be reached. */
export async function isBoardLost(db: Queryable, releaseId: ReleaseId, key: string): Promise<boolean> {
  const { rows } = await db.query('select from app.boards where release_id = $1 and key = $2 and lost', [
    releaseId,
    key,
  ]);
  return rows.length > 0;
}
