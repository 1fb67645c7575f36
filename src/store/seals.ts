import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Instant } from '../release/terms.ts';
import type { Database, Queryable } from './database.ts';

/** Over the heads of all streams; each carries the hash of the one before it. */
export interface Seal {
  /** 1 for the first. */
  number: number;
  at: Instant;
  /** SHA-256 in hex over the hash of the seal before and the canonical record of this one. */
  hash: string;
  /** How many heads changed since the seal before: those it lists. */
  changed: number;
  /** How much there was when it was taken. */
  streams: number;
  events: number;
}

/** What is hashed of a seal. `heads` is the SHA-256 over the lines of the heads it lists, by stream. */
export interface SealRecord extends Omit<Seal, 'hash'> {
  heads: string;
}

/** A line of what `SealRecord.heads` is made of. */
export const headLine = ({ stream, version, hash }: { stream: string; version: number; hash: string }) =>
  `${stream} ${version} ${hash}\n`;

export const sealHash = (previousHash: string, record: string): string =>
  createHash('sha256').update(previousHash).update(record).digest('hex');

/** Any number: it keeps two workers from taking the same seal. */
const SEAL_LOCK = 7_460_119;

/** More changed heads than this make several seals, so that none is too much for one statement. */
export const HEADS_PER_SEAL = 20_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A little longer than it takes until the next seal. */
const WHOLE_LOOK_MS = 11 * 60_000;

/**
 * Heads that happened before this were looked at for the last seal, unless the clock was set back or a commit took
 * an hour; therefore all of them are looked at once a day. With 100,000 streams that is a second of work.
 */
function looksSince(now: Instant, last: Seal | null, isBehind: boolean): Instant {
  return last === null || isBehind || now % DAY_MS < WHOLE_LOOK_MS ? 0 : last.at - HOUR_MS;
}

export interface SealOptions {
  /** Not before the last one is this old. */
  everyMs: number;
  /** At most so many heads in one seal; `HEADS_PER_SEAL` by default. */
  limit?: number;
}

/**
 * Takes the next seal if it is time and anything changed; null when it is not, or somebody else takes it.
 * A seal that had to leave heads out is followed by another at once, whatever `everyMs` says.
 */
export async function takeSeal(db: Database, options: SealOptions): Promise<Seal | null> {
  const { everyMs, limit = HEADS_PER_SEAL } = options;
  return await db.transaction(async tx => {
    const { rows: locks } = await tx.query<{ mine: boolean; now: Instant }>(
      'select pg_try_advisory_xact_lock($1) as mine, app.now_ms() as now',
      [SEAL_LOCK],
    );
    const { mine = false, now = 0 } = locks[0] ?? {};
    if (!mine) return null;
    const last = await lastSeal(tx);
    const isBehind = last !== null && last.changed >= limit;
    if (last && !isBehind && now - last.at < everyMs) return null;
    const number = (last?.number ?? 0) + 1;
    const listed = await listChangedHeads(tx, number, { limit, since: looksSince(now, last, isBehind) });
    if (listed.changed === 0) return null;
    const record: SealRecord = { number, at: Math.max(now, last?.at ?? 0), ...listed };
    const text = canonicalize(record) ?? '';
    const previousHash = last?.hash ?? '';
    const hash = sealHash(previousHash, text);
    await tx.query(
      'insert into app.seals (number, at, record, previous_hash, hash) values ($1, $2, $3, $4, $5)',
      [number, record.at, text, previousHash, hash],
    );
    return sealOf({ record: text, hash });
  });
}

/** One statement, so that all heads are those of one moment. A head that did not change is in an earlier seal. */
async function listChangedHeads(
  tx: Queryable,
  number: number,
  { limit, since }: { limit: number; since: Instant },
) {
  const { rows } = await tx.query<Pick<SealRecord, 'changed' | 'heads' | 'streams' | 'events'>>(
    `with changed as (
       select stream, version, hash from app.streams as head
       where version > 0 and at >= $3 and not exists (
         select from app.sealed_heads as known
         where known.stream = head.stream and known.version = head.version
       )
       order by stream limit $2
     ),
     kept as (
       insert into app.sealed_heads (seal, stream, version, hash)
       select $1::integer, stream, version, hash from changed
     )
     select count(*)::integer as changed,
       encode(sha256(convert_to(
         coalesce(string_agg(stream || ' ' || version || ' ' || hash || e'\\n', '' order by stream), ''), 'UTF8'
       )), 'hex') as heads,
       (select count(*)::integer from app.streams where version > 0) as streams,
       (select coalesce(sum(version), 0)::bigint from app.streams) as events
     from changed`,
    [number, limit, since],
  );
  return rows[0] ?? { changed: 0, heads: '', streams: 0, events: 0 };
}

export async function lastSeal(db: Queryable): Promise<Seal | null> {
  const { rows } = await db.query<{ record: string; hash: string }>(
    'select record, hash from app.seals order by number desc limit 1',
  );
  return rows[0] ? sealOf(rows[0]) : null;
}

/** The last seal that lists this stream, and the version it saw. */
export async function lastSealOfStream(
  db: Queryable,
  stream: string,
): Promise<{ seal: number; version: number } | null> {
  const { rows } = await db.query<{ seal: number; version: number }>(
    'select seal, version from app.sealed_heads where stream = $1 order by version desc limit 1',
    [stream],
  );
  return rows[0] ?? null;
}

function sealOf(kept: { record: string; hash: string }): Seal {
  const { heads: _, ...seal }: SealRecord = JSON.parse(kept.record);
  return { ...seal, hash: kept.hash };
}
