import type { ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import type { Posted } from './notices.ts';

/** The release whose board or notice this message is, or null when it is neither. */
export async function postedRelease(db: Queryable, { channel, ts }: Posted): Promise<ReleaseId | null> {
  const { rows } = await db.query<{ releaseId: ReleaseId }>(
    `select release_id as "releaseId" from app.boards where channel = $1 and ts = $2
     union all
     select release_id from app.notices where channel = $1 and ts = $2 and state = 'sent'
     limit 1`,
    [channel, ts],
  );
  return rows[0]?.releaseId ?? null;
}
