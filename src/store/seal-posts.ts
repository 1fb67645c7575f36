import type { Instant } from '../release/terms.ts';
import type { Queryable } from './database.ts';

/** The telling of one day's seal, in this process's hands. */
export interface ClaimedSealPost {
  /** Such as `2027-02-28`, in UTC. */
  day: string;
  begunAt: Instant;
  /** An earlier attempt may have arrived. */
  isRepeated: boolean;
  number: number;
  hash: string;
  record: string;
}

/** The newest seal, if today's was not told yet and nobody has tried for `afterMs`; null otherwise. */
export async function claimSealPost(db: Queryable, afterMs: number): Promise<ClaimedSealPost | null> {
  const { rows } = await db.query<ClaimedSealPost>(
    `with clock as materialized (select app.now_ms() as now),
     claimed as (
       insert into app.seal_posts as post (day, seal, begun_at, tried_at)
       select to_char(to_timestamp(now / 1000.0) at time zone 'UTC', 'YYYY-MM-DD'), number, now, now
         from clock, (select number from app.seals order by number desc limit 1) as newest
       on conflict (day) do update set tried_at = excluded.tried_at
         where post.ts is null and post.tried_at <= excluded.tried_at - $1::bigint
       returning day, seal, begun_at, tried_at
     )
     select day, begun_at as "begunAt", tried_at > begun_at as "isRepeated", number, hash, record
       from claimed join app.seals on number = seal`,
    [afterMs],
  );
  return rows[0] ?? null;
}

export async function markSealPosted(db: Queryable, day: string, ts: string): Promise<void> {
  await db.query('update app.seal_posts set ts = $2 where day = $1', [day, ts]);
}
