import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, DUE_AND_FREE, NOW, RELEASE, type When, whenParams, whenSql } from './lease.ts';
import type { ClaimedNotice, Posted } from './notices.ts';
import { withoutNul } from './without-nul.ts';

/** A notice that was sent with buttons, whose release has moved on since they were last looked at. */
export interface ClaimedQuestion
  extends Pick<
    ClaimedNotice,
    | 'id'
    | 'releaseId'
    | 'eventVersion'
    | 'kind'
    | 'recipient'
    | 'urgent'
    | 'again'
    | 'claimToken'
    | 'createdAt'
  > {
  post: Posted;
}

export interface ClaimingQuestions {
  holder: string;
  limit: number;
  leaseMs: number;
  /** Kinds that are looked at when their lane moves, too. */
  endedByLane: readonly string[];
  /** Of a release that has ended they are looked at once more when they are so old, and must be closed then. */
  askedForMs: number;
}

/** The oldest first. */
export async function claimQuestions(
  db: Queryable,
  { holder, limit, leaseMs, endedByLane, askedForMs }: ClaimingQuestions,
): Promise<ClaimedQuestion[]> {
  const { rows } = await db.query<ClaimedQuestion & Posted>(
    `with ${CLOCK}, free as materialized (
       select notice.id from app.notices as notice join app.releases as release on release.id = notice.release_id
       where notice.asks and notice.state = 'sent' and ${DUE_AND_FREE} and (
         notice.looked_version < release.stream_version
         or (not release.live and notice.created_at <= ${NOW} - $5::bigint)
         or (notice.kind = any ($4::text[]) and notice.looked_lane < (
           select lane.version from app.streams as lane
           where lane.stream = 'lane/' || release.service || '/' || release.environment
         ))
       )
       order by notice.seq limit $3 for update of notice skip locked
     )
     update app.notices as mine set ${CLAIM} from free where mine.id = free.id
     returning mine.id, mine.release_id as "releaseId", mine.event_version as "eventVersion", mine.kind, mine.recipient,
       mine.urgent, mine.again, mine.channel, mine.ts, mine.claim_token as "claimToken", mine.created_at as "createdAt"`,
    [holder, leaseMs, limit, endedByLane, askedForMs],
  );
  return rows.map(({ channel, ts, ...notice }) => ({ ...notice, post: { channel, ts } }));
}

const BY_CLAIM = `id = $1 and claim_token = $2 and state = 'sent'`;

/** Still wanted at these versions of the release and its lane. */
export async function keepQuestion(
  db: Queryable,
  claimed: ClaimedQuestion,
  seen: { release: number; lane: number },
): Promise<void> {
  await db.query(
    `update app.notices set looked_version = greatest(looked_version, $3::integer),
       looked_lane = greatest(looked_lane, $4::integer), ${RELEASE}
     where ${BY_CLAIM}`,
    [claimed.id, claimed.claimToken, seen.release, seen.lane],
  );
}

/** It is over, and says so or cannot. */
export async function closeQuestion(
  db: Queryable,
  claimed: ClaimedQuestion,
  problem: string | null = null,
): Promise<void> {
  await db.query(`update app.notices set asks = false, problem = $3, ${RELEASE} where ${BY_CLAIM}`, [
    claimed.id,
    claimed.claimToken,
    problem === null ? null : withoutNul(problem),
  ]);
}

/** To be edited at `when`. */
export async function putBackQuestion(db: Queryable, claimed: ClaimedQuestion, when: When): Promise<void> {
  await db.query(`update app.notices set due_at = ${whenSql(3)}, ${RELEASE} where ${BY_CLAIM}`, [
    claimed.id,
    claimed.claimToken,
    ...whenParams(when),
  ]);
}
