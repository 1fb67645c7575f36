import type { Instant } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';
import { CLAIM, CLOCK, DUE_AND_FREE, RELEASE } from './lease.ts';
import { withoutNul } from './without-nul.ts';

/** A job at GitHub that waits for our word before it may touch an environment. */
export interface ProtectionRequest {
  /** `owner/name` */
  repository: string;
  runId: number;
  /** GitHub's name of it. */
  environment: string;
  installationId: number;
  /** The commit that would be deployed. */
  sha: string;
}

export interface ClaimedRequest extends ProtectionRequest {
  id: string;
  askedAt: Instant;
  /** The last progress comment, and how many there were. */
  said: string | null;
  comments: number;
  /** Failures in a row. */
  attempts: number;
  claimToken: string;
}

export type FinalAnswer = 'approved' | 'rejected' | 'given-up';

/** After this long a delivery that comes again is taken for a new one; GitHub redelivers for three days. */
const DELIVERIES_KEPT_MS = 30 * 24 * 3_600_000;

/** Longer than GitHub lets a job wait, for whoever asks later what it was told. */
const ANSWERS_KEPT_MS = 90 * 24 * 3_600_000;

/**
 * Keeps what a delivery asked. False when the delivery was taken before. A run that is run again asks again, and is
 * answered again.
 */
export async function keepRequest(
  db: Database,
  delivery: string,
  asked: ProtectionRequest,
): Promise<boolean> {
  const { repository, runId, environment, installationId, sha } = asked;
  return await db.transaction(async tx => {
    await tx.query('delete from app.deliveries where at < app.now_ms() - $1::bigint', [DELIVERIES_KEPT_MS]);
    await tx.query(
      'delete from app.protection_requests where answer is not null and asked_at < app.now_ms() - $1::bigint',
      [ANSWERS_KEPT_MS],
    );
    const taken = await tx.query(
      'insert into app.deliveries (id, at) values ($1, app.now_ms()) on conflict do nothing',
      [delivery],
    );
    if (taken.rowCount === 0) return false;
    await tx.query(
      `insert into app.protection_requests
         (id, repository, run_id, environment, installation_id, sha, asked_at, due_at)
       values ($1, $2, $3, $4, $5, $6, app.now_ms(), app.now_ms())
       on conflict (id) do update set
         installation_id = excluded.installation_id, sha = excluded.sha, answer = null, said = null, comments = 0,
         asked_at = excluded.asked_at, attempts = 0, problem = null, due_at = excluded.due_at, ${RELEASE}`,
      [`${repository}/${runId}/${environment}`, repository, runId, environment, installationId, sha],
    );
    return true;
  });
}

/** Claims requests that are not answered yet and are due to be looked at. */
export async function claimRequests(
  db: Queryable,
  claiming: { holder: string; limit: number; leaseMs: number },
): Promise<ClaimedRequest[]> {
  const { rows } = await db.query<ClaimedRequest>(
    `with ${CLOCK}, free as materialized (
       select id from app.protection_requests
       where answer is null and ${DUE_AND_FREE}
       order by due_at limit $3 for update skip locked
     )
     update app.protection_requests as mine set ${CLAIM}
     from free where mine.id = free.id
     returning mine.id, mine.repository, mine.run_id as "runId", mine.environment, mine.sha, mine.said,
       mine.installation_id as "installationId", mine.asked_at as "askedAt", mine.comments, mine.attempts,
       mine.claim_token as "claimToken"`,
    [claiming.holder, claiming.leaseMs, claiming.limit],
  );
  return rows;
}

const BY_CLAIM = 'id = $1 and claim_token = $2';

/** GitHub has it. */
export async function answered(db: Queryable, claimed: ClaimedRequest, answer: FinalAnswer): Promise<void> {
  await db.query(
    `update app.protection_requests set answer = $3, problem = null, ${RELEASE} where ${BY_CLAIM}`,
    [claimed.id, claimed.claimToken, answer],
  );
}

/** To be looked at again later. `said`: the comment GitHub now shows. */
export async function putBackRequest(
  db: Queryable,
  claimed: ClaimedRequest,
  later: { afterMs: number; said?: string },
): Promise<void> {
  await db.query(
    `update app.protection_requests set
       due_at = app.now_ms() + $3::bigint, attempts = 0, problem = null, ${RELEASE},
       comments = comments + case when $4::text is null then 0 else 1 end, said = coalesce($4::text, said)
     where ${BY_CLAIM}`,
    [claimed.id, claimed.claimToken, Math.ceil(later.afterMs), later.said ?? null],
  );
}

/** GitHub could not be told. */
export async function failRequest(
  db: Queryable,
  claimed: ClaimedRequest,
  failed: { afterMs: number; problem: string },
): Promise<void> {
  await db.query(
    `update app.protection_requests set
       due_at = app.now_ms() + $3::bigint, attempts = attempts + 1, problem = $4, ${RELEASE}
     where ${BY_CLAIM}`,
    [claimed.id, claimed.claimToken, Math.ceil(failed.afterMs), withoutNul(failed.problem)],
  );
}
