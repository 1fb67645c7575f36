import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, DUE_AND_FREE, NOW, RELEASE, type When, whenParams, whenSql } from './lease.ts';

export type { When } from './lease.ts';

export interface TaskKey {
  releaseId: ReleaseId;
  task: string;
}

export interface RungTask extends TaskKey {
  urgent: boolean;
}

/** A task in the hands of `holder` until its lease runs out. Whoever claims it next makes this claim void. */
export interface Claimed extends RungTask {
  dueAt: Instant;
  /** In a row, so far. */
  failures: number;
  holder: string;
  claimToken: string;
  /** Counts how often the task was asked for; if it grew when the work ends, the task stays. */
  asked: number;
}

export interface Claiming {
  holder: string;
  /** Only urgent ones, only others, or (left out) both. */
  urgent?: boolean;
  /** Only tasks of this name, or all but those of it. */
  named?: string;
  notNamed?: string;
  limit: number;
  leaseMs: number;
}

const CLAIMED = `mine.release_id as "releaseId", mine.task, mine.urgent, mine.due_at as "dueAt", mine.failures,
  mine.holder, mine.claim_token as "claimToken", mine.asked`;

/** Claims what is due and free: urgent ones first, then longest due first. */
export async function claimDue(db: Queryable, claiming: Claiming): Promise<Claimed[]> {
  const { rows } = await db.query<Claimed>(
    `with ${CLOCK}, free as materialized (
       select release_id, task from app.tasks
       where ${DUE_AND_FREE} and ($3::boolean is null or urgent = $3)
         and ($5::text is null or task = $5) and ($6::text is null or task <> $6)
       order by urgent desc, due_at limit $4 for update skip locked
     )
     update app.tasks as mine set ${CLAIM}
     from free where mine.release_id = free.release_id and mine.task = free.task
     returning ${CLAIMED}`,
    [
      ...[claiming.holder, claiming.leaseMs, claiming.urgent ?? null, claiming.limit],
      ...[claiming.named ?? null, claiming.notNamed ?? null],
    ],
  );
  return rows.sort((one, other) => Number(other.urgent) - Number(one.urgent) || one.dueAt - other.dueAt);
}

/** Claims one task; null when it is not due, held by somebody, or gone. */
export async function claimOne(
  db: Queryable,
  claiming: TaskKey & { holder: string; leaseMs: number },
): Promise<Claimed | null> {
  const { rows } = await db.query<Claimed>(
    `with ${CLOCK}, free as materialized (
       select release_id, task from app.tasks
       where release_id = $3 and task = $4 and ${DUE_AND_FREE} for update skip locked
     )
     update app.tasks as mine set ${CLAIM}
     from free where mine.release_id = free.release_id and mine.task = free.task
     returning ${CLAIMED}`,
    [claiming.holder, claiming.leaseMs, claiming.releaseId, claiming.task],
  );
  return rows[0] ?? null;
}

/**
 * Makes every lease of `holder` that has not run out yet last `leaseMs` from now. A row that an append
 * has locked is left for the next turn, so that the two cannot wait for each other.
 */
export async function renew(db: Queryable, holder: string, leaseMs: number): Promise<void> {
  await db.query(
    `with held as materialized (
       select release_id, task from app.tasks
       where holder = $1 and lease_until > app.now_ms() for update skip locked
     )
     update app.tasks as mine set lease_until = app.now_ms() + $2::bigint
     from held where mine.release_id = held.release_id and mine.task = held.task`,
    [holder, leaseMs],
  );
}

/** What `holder` may still act on. A claim whose token is missing here is void: stop. */
export async function stillHeld(
  db: Queryable,
  holder: string,
): Promise<(TaskKey & { claimToken: string })[]> {
  const { rows } = await db.query<TaskKey & { claimToken: string }>(
    `select release_id as "releaseId", task, claim_token as "claimToken" from app.tasks
     where holder = $1 and lease_until > app.now_ms()`,
    [holder],
  );
  return rows;
}

export const BY_CLAIM = 'release_id = $1 and task = $2 and claim_token = $3';

/** The work is done: the task goes, or stays for another turn if it was asked for again meanwhile. False when the claim is void. */
export async function finish(db: Queryable, claimed: Claimed): Promise<boolean> {
  const claim = [claimed.releaseId, claimed.task, claimed.claimToken];
  const gone = await db.query(`delete from app.tasks where ${BY_CLAIM} and asked = $4`, [
    ...claim,
    claimed.asked,
  ]);
  if (gone.rowCount > 0) return true;
  const left = await db.query(
    `update app.tasks set ${RELEASE}, rung_at = null, failures = 0 where ${BY_CLAIM}`,
    claim,
  );
  return left.rowCount > 0;
}

/** For statements that let a task go in passing: `$1`–`$4` are `claimParams`, `$5` and `$6` `whenParams`. */
export const LET_GO = `${RELEASE}, rung_at = null,
  due_at = case when asked = $4 then ${whenSql(5)} else least(due_at, ${whenSql(5)}) end`;

export function claimParams(claimed: Claimed): [string, string, string, number] {
  return [claimed.releaseId, claimed.task, claimed.claimToken, claimed.asked];
}

/**
 * To be looked at again later (sooner if it was asked for again meanwhile); nothing failed. False when
 * the claim is void.
 */
export async function putBack(db: Queryable, claimed: Claimed, when: When): Promise<boolean> {
  const { rowCount } = await db.query(`update app.tasks set ${LET_GO}, failures = 0 where ${BY_CLAIM}`, [
    ...claimParams(claimed),
    ...whenParams(when),
  ]);
  return rowCount > 0;
}

/** To be tried again later. The failures in a row including this one, or null when the claim is void. */
export async function fail(db: Queryable, claimed: Claimed, when: When): Promise<number | null> {
  const { rows } = await db.query<{ failures: number }>(
    `update app.tasks set ${LET_GO}, failures = failures + 1 where ${BY_CLAIM} returning failures`,
    [...claimParams(claimed), ...whenParams(when)],
  );
  return rows[0]?.failures ?? null;
}

/**
 * Marks what is due, free and was not rung in the last `olderThanMs` as rung now, and gives it, with whether it was rung in
 * vain before; all but what is named `but`.
 */
export async function ring(
  db: Queryable,
  { olderThanMs, limit, but }: { olderThanMs: number; limit: number; but?: string },
): Promise<(RungTask & { isUnheard: boolean })[]> {
  const { rows } = await db.query<RungTask & { isUnheard: boolean }>(
    `with ${CLOCK}, quiet as materialized (
       select release_id, task, rung_at is not null as unheard from app.tasks
       where ${DUE_AND_FREE} and (rung_at is null or rung_at <= ${NOW} - $1::bigint)
         and ($3::text is null or task <> $3)
       order by urgent desc, due_at limit $2 for update skip locked
     )
     update app.tasks as rung set rung_at = ${NOW}
     from quiet where rung.release_id = quiet.release_id and rung.task = quiet.task
     returning rung.release_id as "releaseId", rung.task, rung.urgent, quiet.unheard as "isUnheard"`,
    [olderThanMs, limit, but ?? null],
  );
  return rows;
}

/** When the next task that has not been rung yet is due, or null. */
export async function nextDueAt(db: Queryable, urgent?: boolean): Promise<Instant | null> {
  const { rows } = await db.query<{ next: Instant | null }>(
    `select min(due_at) as next from app.tasks
     where rung_at is null and (lease_until is null or lease_until <= app.now_ms())
       and ($1::boolean is null or urgent = $1)`,
    [urgent ?? null],
  );
  return rows[0]?.next ?? null;
}
