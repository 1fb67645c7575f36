import type { PersonId } from '../release/terms.ts';
import type { Queryable } from './database.ts';
import { CLAIM, CLOCK, NOW, RELEASE } from './lease.ts';

export interface ClaimedViewer {
  person: PersonId;
  /** What there is to be drawn now; `homeDrawn` keeps it. */
  from: string;
  /** Of the home as it was shown last. */
  digest: string | null;
  attempts: number;
  claimToken: string;
}

/** What ended lately may still have an incident, a review, or somebody who has to accept it. */
export const RECENT_MS = 7 * 86_400_000;

/**
 * What a home is drawn from, in short: it is another one after anything that happened to a live or recent release, in a lane or to
 * the organisation, and after the viewer's own settings were changed.
 */
const newsFor = (person: string): string => `(
  (select count(*) || '/' || coalesce(sum(stream_version), 0) from app.releases
   where live or created_at > app.now_ms() - ${RECENT_MS})
  || '/' || (select coalesce(sum(version), 0) from app.streams where stream >= 'lane/' and stream < 'lane0')
  || '/' || (select coalesce(max(version), 0) from app.streams where stream = 'organisation')
  || '/' || coalesce((select changed_at from app.preferences where preferences.person = ${person}), 0))`;

/** Somebody opens their App Home. Whoever answers them has the first seconds; `from` is what they have to draw. */
export async function homeOpened(db: Queryable, person: PersonId): Promise<{ from: string }> {
  const { rows } = await db.query<{ from: string }>(
    `insert into app.home_viewers as old (person, opened_at, due_at)
     values ($1, app.now_ms(), app.now_ms() + $2::bigint)
     on conflict (person) do update set opened_at = excluded.opened_at, due_at = excluded.due_at
     returning ${newsFor('$1::text')} as "from"`,
    [person, FIRST_MS],
  );
  return { from: rows[0]?.from ?? '' };
}

const FIRST_MS = 3_000;

/** Those who have opened it within `lookingForMs` and whose home is not drawn from what there is now; the longest waiting first. */
export async function claimViewers(
  db: Queryable,
  claiming: { holder: string; limit: number; leaseMs: number; lookingForMs: number },
): Promise<ClaimedViewer[]> {
  const { rows } = await db.query<ClaimedViewer>(
    `with ${CLOCK}, free as materialized (
       select person, ${newsFor('viewer.person')} as news from app.home_viewers as viewer
       where opened_at > ${NOW} - $4::bigint and due_at <= ${NOW} and (lease_until is null or lease_until <= ${NOW})
         and drawn_from is distinct from ${newsFor('viewer.person')}
       order by due_at limit $3 for update of viewer skip locked
     )
     update app.home_viewers as mine set ${CLAIM} from free where mine.person = free.person
     returning mine.person, free.news as "from", mine.digest, mine.attempts, mine.claim_token as "claimToken"`,
    [claiming.holder, claiming.leaseMs, claiming.limit, claiming.lookingForMs],
  );
  return rows;
}

/** It shows what there was; the next time in `restMs` at the soonest. */
export async function homeDrawn(
  db: Queryable,
  person: PersonId,
  { from, digest, restMs }: { from: string; digest: string; restMs: number },
): Promise<void> {
  await db.query(
    `update app.home_viewers set drawn_from = $2, digest = $3, due_at = app.now_ms() + $4::bigint, attempts = 0, ${RELEASE}
     where person = $1`,
    [person, from, digest, restMs],
  );
}

export async function putBackViewer(db: Queryable, claimed: ClaimedViewer, afterMs: number): Promise<void> {
  await db.query(
    `update app.home_viewers set due_at = app.now_ms() + $3::bigint, attempts = attempts + 1, ${RELEASE}
     where person = $1 and claim_token = $2`,
    [claimed.person, claimed.claimToken, afterMs],
  );
}
