import type { Queryable } from './database.ts';
import { CLOCK, NOW } from './lease.ts';

/** Says that this process sends, and tells how many have said so within `aliveMs`, itself among them. */
export async function countSenders(db: Queryable, holder: string, aliveMs: number): Promise<number> {
  const { rows } = await db.query<{ others: number }>(
    `with ${CLOCK}, here as (
       insert into app.senders (holder, seen_at) select $1, now from clock
       on conflict (holder) do update set seen_at = excluded.seen_at
     ), gone as (
       delete from app.senders where holder <> $1 and seen_at < ${NOW} - $2::bigint
     )
     select count(*)::int as others from app.senders where holder <> $1 and seen_at >= ${NOW} - $2::bigint`,
    [holder, aliveMs],
  );
  return 1 + (rows[0]?.others ?? 0);
}

/** It sends no more. */
export async function leaveSenders(db: Queryable, holder: string): Promise<void> {
  await db.query('delete from app.senders where holder = $1', [holder]);
}
