import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { GateName, Measured } from '../release/gate-evidence.ts';
import type { Environment, Instant } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';
import type { RungTask } from './tasks.ts';

/** One thing that was measured about a commit, as CI posted it. */
export interface PostedPiece {
  gate: GateName;
  /** Null: it counts in every environment. */
  environment: Environment | null;
  /** Who posted it; there is one newest piece of each. */
  poster: string;
  /** When it was measured. */
  at: Instant;
  link: string | null;
  /** Null for benchmarks that came without those of the running version. */
  measured: Measured | null;
  /** What was timed, by name; the less the better. */
  benchmarks: Readonly<Record<string, number>> | null;
}

export interface Posting {
  service: string;
  commit: string;
  /** Id of the token. */
  token: string;
  pieces: readonly PostedPiece[];
}

/** `recorded` counts those that were not known yet. Of the other two nothing at all was kept. */
export type Kept =
  | { is: 'kept'; recorded: number }
  /** Something as new or newer is known of the same gate and poster. */
  | { is: 'older'; gate: GateName; poster: string; known: Instant }
  | { is: 'too many'; most: number };

/** Longer than any evidence counts. */
const KEPT_MS = 180 * 24 * 3_600_000;
/** Pieces about one commit; CI has some twenty gates to tell about, perhaps by several jobs. */
const MOST_PER_COMMIT = 200;

class NothingKept extends Error {
  override readonly name = 'NothingKept';
  readonly why: Kept;
  constructor(why: Kept) {
    super(why.is);
    this.why = why;
  }
}

const digestOf = (piece: PostedPiece): string =>
  createHash('sha256')
    .update(canonicalize(piece) ?? '')
    .digest('hex');

/** Keeps all of it or nothing. What comes twice is kept once, and nothing older ever takes the place of something newer. */
export async function keepPosted(db: Database, posting: Posting): Promise<Kept> {
  const { service, commit, pieces } = posting;
  try {
    return await db.transaction(async tx => {
      let recorded = 0;
      for (const piece of pieces) recorded += (await keep(tx, posting, piece)) ? 1 : 0;
      const { rows } = await tx.query<{ count: number }>(
        'select count(*)::integer as count from app.posted_evidence where service = $1 and commit = $2',
        [service, commit],
      );
      if ((rows[0]?.count ?? 0) > MOST_PER_COMMIT)
        throw new NothingKept({ is: 'too many', most: MOST_PER_COMMIT });
      await tx.query('delete from app.posted_evidence where received_at < app.now_ms() - $1::bigint', [
        KEPT_MS,
      ]);
      return { is: 'kept', recorded };
    });
  } catch (error) {
    if (error instanceof NothingKept) return error.why;
    throw error;
  }
}

/** Whether it is news. @throws NothingKept when something newer is known */
async function keep(
  tx: Queryable,
  { service, commit, token }: Posting,
  piece: PostedPiece,
): Promise<boolean> {
  const { gate, poster, at, link, measured, benchmarks } = piece;
  const key = [service, commit, gate, piece.environment ?? '', poster];
  const digest = digestOf(piece);
  const { rowCount } = await tx.query(
    `insert into app.posted_evidence as old
       (service, commit, gate, environment, poster, token, at, received_at, link, measured, benchmarks, digest)
     values ($1, $2, $3, $4, $5, $6, $7, app.now_ms(), $8, $9, $10, $11)
     on conflict (service, commit, gate, environment, poster) do update set
       token = excluded.token, at = excluded.at, received_at = excluded.received_at, link = excluded.link,
       measured = excluded.measured, benchmarks = excluded.benchmarks, digest = excluded.digest
     where old.at < excluded.at`,
    [...key, token, at, link, written(measured), written(benchmarks), digest],
  );
  if (rowCount > 0) return true;
  const { rows } = await tx.query<{ at: Instant; digest: string }>(
    `select at, digest from app.posted_evidence
     where service = $1 and commit = $2 and gate = $3 and environment = $4 and poster = $5`,
    key,
  );
  const [known] = rows;
  if (known?.digest === digest) return false;
  throw new NothingKept({ is: 'older', gate, poster, known: known?.at ?? at });
}

const written = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** What was posted about a commit that counts in that environment. */
export async function postedAbout(
  db: Queryable,
  { service, commit, environment }: { service: string; commit: string; environment: Environment },
): Promise<PostedPiece[]> {
  const { rows } = await db.query<
    Omit<PostedPiece, 'measured' | 'benchmarks' | 'environment'> & {
      environment: Environment | '';
      measured: string | null;
      benchmarks: string | null;
    }
  >(
    `select gate, environment, poster, at, link, measured, benchmarks from app.posted_evidence
     where service = $1 and commit = $2 and environment in ('', $3) order by gate, poster, environment`,
    [service, commit, environment],
  );
  return rows.map(row => ({
    ...row,
    environment: row.environment || null,
    measured: row.measured === null ? null : (JSON.parse(row.measured) as Measured),
    benchmarks: row.benchmarks === null ? null : (JSON.parse(row.benchmarks) as Record<string, number>),
  }));
}

/** Makes the look at the sources due now, for every release of the service that waits for one. Gives what to ring. */
export async function gatherNow(db: Queryable, service: string): Promise<RungTask[]> {
  const { rows } = await db.query<RungTask>(
    `update app.tasks as due set due_at = least(due.due_at, app.now_ms()), asked = due.asked + 1, rung_at = null
     from app.releases as release
     where due.release_id = release.id and release.live and release.service = $1 and due.task like 'gather-gates/%'
     returning due.release_id as "releaseId", due.task, due.urgent`,
    [service],
  );
  return rows;
}
