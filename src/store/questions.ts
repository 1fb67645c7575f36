import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, DUE_AND_FREE, NOW, RELEASE, type When, whenParams, whenSql } from './lease.ts';
import type { ClaimedNotice, Posted } from './notices.ts';
import { withoutNul } from './without-nul.ts';

/** A notice that was sent with buttons, whose release has moved on since they were last looked at. */
export interface ClaimedQuestion
  extends Pick<
    ClaimedNotice,
    'id' | 'releaseId' | 'eventVersion' | 'kind' | 'recipient' | 'urgent' | 'again' | 'claimToken'
  > {
  post: Posted;
}

/** A question nobody answered for so long stays as it is; otherwise those that never end would be looked at for ever. */
const LOOKED_AT_FOR_MS = 14 * 24 * 3_600_000;

/** The oldest first. */
export async function claimQuestions(
  db: Queryable,
  claiming: { holder: string; limit: number; leaseMs: number },
): Promise<ClaimedQuestion[]> {
  const { rows } = await db.query<ClaimedQuestion & Posted>(
    `with ${CLOCK}, free as materialized (
       select notice.id from app.notices as notice join app.releases as release on release.id = notice.release_id
       where notice.asks and notice.state = 'sent' and notice.created_at > ${NOW} - $4::bigint
         and notice.looked_version < release.stream_version and ${DUE_AND_FREE}
       order by notice.seq limit $3 for update of notice skip locked
     )
     update app.notices as mine set ${CLAIM} from free where mine.id = free.id
     returning mine.id, mine.release_id as "releaseId", mine.event_version as "eventVersion", mine.kind, mine.recipient,
       mine.urgent, mine.again, mine.channel, mine.ts, mine.claim_token as "claimToken"`,
    [claiming.holder, claiming.leaseMs, claiming.limit, LOOKED_AT_FOR_MS],
  );
  return rows.map(({ channel, ts, ...notice }) => ({ ...notice, post: { channel, ts } }));
}

const BY_CLAIM = `id = $1 and claim_token = $2 and state = 'sent'`;

/** Still wanted at this version of the release. */
export async function keepQuestion(db: Queryable, claimed: ClaimedQuestion, version: number): Promise<void> {
  await db.query(
    `update app.notices set looked_version = greatest(looked_version, $3::integer), ${RELEASE} where ${BY_CLAIM}`,
    [claimed.id, claimed.claimToken, version],
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
