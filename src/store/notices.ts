import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, DUE_AND_FREE, RELEASE, type When, whenParams, whenSql } from './lease.ts';
import { inOneStatement, type Part } from './one-statement.ts';
import { withoutNul } from './without-nul.ts';

export interface NewNotice {
  /** UUID v5 of event, kind and recipient, so that the same notice is never kept twice. */
  id: string;
  releaseId: ReleaseId;
  eventVersion: number;
  kind: string;
  recipient: string;
  urgent: boolean;
}

export interface ClaimedNotice extends NewNotice {
  /** `sending`: an earlier attempt has an unknown outcome, so look whether it arrived before sending. */
  state: 'pending' | 'sending';
  attempts: number;
  /** When the last attempt began, null before the first. */
  sendingSince: Instant | null;
  /** To which channel; null before the first, and where an earlier version sent it. */
  sendingTo: string | null;
  problem: string | null;
  createdAt: Instant;
  /** They put it off, and are told once more. */
  again: boolean;
  claimToken: string;
}

/** Where a message ended up. */
export interface Posted {
  channel: string;
  ts: string;
}

/** Keeps the notices that are not there yet, in the given order. */
export const insertingNotices = (notices: readonly NewNotice[]): Part => ({
  sql: `told as (
       insert into app.notices (id, release_id, event_version, kind, recipient, urgent, due_at)
       select id, release_id, event_version, kind, recipient, urgent, app.now_ms()
       from unnest($1::uuid[], $2::text[], $3::integer[], $4::text[], $5::text[], $6::boolean[])
         with ordinality as new (id, release_id, event_version, kind, recipient, urgent, place)
       where exists (select from first)
       order by place
       on conflict (id) do nothing
     )`,
  params: [
    notices.map(notice => notice.id),
    notices.map(notice => notice.releaseId),
    notices.map(notice => notice.eventVersion),
    notices.map(notice => notice.kind),
    notices.map(notice => notice.recipient),
    notices.map(notice => notice.urgent),
  ],
});

export const insertNotices = (tx: Queryable, notices: readonly NewNotice[]): Promise<void> =>
  inOneStatement(tx.query, [insertingNotices(notices)]);

export interface ClaimingNotices {
  holder: string;
  limit: number;
  leaseMs: number;
  /** Posts are limited for the whole workspace; without one left only urgent ones and those that go elsewhere are claimed. */
  mayPost?: boolean;
  /** Leaves the rest to others. */
  urgentOnly?: boolean;
  /** Ids of channels that take nothing now but what is urgent. */
  busy?: readonly string[];
}

/**
 * The channel a notice for a person or a war room would go to, as far as that is known: where that person was told something
 * last, and the room, or the channel of the card whose thread stands in for it.
 */
const CHANNEL_OF_OTHERS = `case when recipient like 'person:%' then (
       select last.channel from app.notices as last
       where last.recipient = notice.recipient and last.state = 'sent' and last.recipient like 'person:%'
       order by last.seq desc limit 1
     ) when recipient like 'room:%' then coalesce(
       (select room.channel from app.rooms as room where room.release_id = notice.release_id and room.state = 'open'),
       (select card.channel from app.boards as card where card.release_id = notice.release_id and card.key = 'card')
     ) end`;

/**
 * Claims what is due: of each recipient only the oldest unsent one, so that the order is kept; urgent
 * ones come first and overtake. What would have to wait for its turn stays where it is. Pages keep the order of their
 * release only: one that is refused must not keep those of other releases from being sent, and nothing of the same
 * incident overtakes, or the end of the last one would end the next.
 */
export async function claimNotices(
  db: Queryable,
  { holder, limit, leaseMs, mayPost = true, urgentOnly = false, busy = [] }: ClaimingNotices,
): Promise<ClaimedNotice[]> {
  const { rows } = await db.query<ClaimedNotice & { seq: number }>(
    `with ${CLOCK}, free as materialized (
       select id from app.notices as notice
       where state in ('pending', 'sending') and ${DUE_AND_FREE}
         and (urgent or $4::boolean or recipient ~ '^(paging|mail|group):')
         and (urgent or not $6::boolean)
         and (urgent or cardinality($5::text[]) = 0 or (
           recipient <> all ($7::text[]) and coalesce(${CHANNEL_OF_OTHERS} <> all ($5::text[]), true)
         ))
         and not exists (
           select from app.notices as before
           where before.recipient = notice.recipient and before.state in ('pending', 'sending')
             and case when notice.recipient like 'paging:%'
               then before.release_id = notice.release_id and before.seq < notice.seq
               else before.urgent > notice.urgent or (before.urgent = notice.urgent and before.seq < notice.seq)
             end
         )
       order by urgent desc, seq limit $3 for update skip locked
     )
     update app.notices as mine set ${CLAIM} from free where mine.id = free.id
     returning mine.id, mine.seq, mine.release_id as "releaseId", mine.event_version as "eventVersion", mine.kind,
       mine.recipient, mine.urgent, mine.state, mine.attempts, mine.sending_since as "sendingSince", mine.problem,
       mine.channel as "sendingTo", mine.created_at as "createdAt", mine.again, mine.claim_token as "claimToken"`,
    [
      ...[holder, leaseMs, limit, mayPost, busy, urgentOnly],
      busy.flatMap(id => [`channel:${id}`, `thread:${id}`]),
    ],
  );
  return rows
    .sort((one, other) => Number(other.urgent) - Number(one.urgent) || one.seq - other.seq)
    .map(({ seq: _, ...notice }) => notice);
}

const BY_CLAIM = `id = $1 and claim_token = $2 and state in ('pending', 'sending')`;

/** Right before the call. False when the claim is void: do not send. */
export async function markSending(
  db: Queryable,
  claimed: ClaimedNotice,
  leaseMs: number,
  channel: string | null = null,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app.notices
     set state = 'sending', attempts = attempts + 1, sending_since = app.now_ms(), lease_until = app.now_ms() + $3::bigint,
       channel = $4
     where ${BY_CLAIM} and lease_until > app.now_ms()`,
    [claimed.id, claimed.claimToken, leaseMs, channel],
  );
  return rowCount > 0;
}

/** Holds even when the claim is void: it did arrive. `asks`: what it asks for is looked after until that is over. */
export async function markSent(
  db: Queryable,
  claimed: ClaimedNotice,
  { channel, ts, asks = false }: Posted & { asks?: boolean },
): Promise<void> {
  await db.query(
    `update app.notices
     set state = 'sent', channel = $2, ts = $3, problem = null, asks = $4, looked_version = event_version, ${RELEASE}
     where id = $1 and state <> 'sent'`,
    [claimed.id, channel, ts, asks],
  );
}

/** The outcome is unknown: it stays `sending` and can be claimed again at `when`, to be reconciled. */
export async function markAmbiguous(
  db: Queryable,
  claimed: ClaimedNotice,
  when: When & { problem: string },
): Promise<boolean> {
  return await letGo(db, claimed, 'sending', when);
}

/** It surely was not sent: back to `pending`, to be tried at `when`. */
export async function putBackNotice(
  db: Queryable,
  claimed: ClaimedNotice,
  when: When & { problem: string },
): Promise<boolean> {
  return await letGo(db, claimed, 'pending', when);
}

/** It never will arrive (the recipient is gone, say); those behind it may go. */
export async function giveUpNotice(db: Queryable, claimed: ClaimedNotice, problem: string): Promise<boolean> {
  return await letGo(db, claimed, 'given-up', { afterMs: 0, problem });
}

/** Where the notice of this event was posted, to answer in its thread or to change it; null while it was not. */
export async function postedNotice(db: Queryable, id: string): Promise<Posted | null> {
  const { rows } = await db.query<Posted>(
    `select channel, ts from app.notices where id = $1 and state = 'sent'`,
    [id],
  );
  return rows[0] ?? null;
}

async function letGo(
  db: Queryable,
  claimed: ClaimedNotice,
  state: 'pending' | 'sending' | 'given-up',
  when: When & { problem: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update app.notices set state = $3, problem = $4, due_at = ${whenSql(5)}, ${RELEASE} where ${BY_CLAIM}`,
    [claimed.id, claimed.claimToken, state, withoutNul(when.problem), ...whenParams(when)],
  );
  return rowCount > 0;
}
