import type { ReleaseId } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';
import { insertingNotices, type NewNotice } from './notices.ts';
import { inOneStatement } from './one-statement.ts';

/** An emergency that is still not told where it belongs, or nobody was paged for. */
export interface LateNotice {
  id: string;
  releaseId: ReleaseId;
  eventVersion: number;
  kind: string;
}

/** Urgent ones for a channel or whoever is on call that have waited for so long and were not sent on, the oldest first. */
export async function lateNotices(
  db: Queryable,
  { afterMs, limit }: { afterMs: number; limit: number },
): Promise<LateNotice[]> {
  const { rows } = await db.query<LateNotice>(
    `select id, release_id as "releaseId", event_version as "eventVersion", kind
     from app.notices
     where urgent and not sent_on and state in ('pending', 'sending')
       and (recipient like 'channel:%' or recipient like 'room:%' or recipient = 'paging:on-call')
       and created_at <= app.now_ms() - $1::bigint
     order by created_at limit $2`,
    [afterMs, limit],
  );
  return rows;
}

/** Keeps what is sent instead, and that it was: both or neither. */
export function sendOn(db: Database, late: LateNotice, instead: readonly NewNotice[]): Promise<void> {
  return db.transaction(async tx => {
    if (instead.length > 0) await inOneStatement(tx.query, [insertingNotices(instead)]);
    await tx.query('update app.notices set sent_on = true where id = $1', [late.id]);
  });
}
