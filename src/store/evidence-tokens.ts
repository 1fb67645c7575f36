import type { GateName } from '../release/gate-evidence.ts';
import type { Environment, Instant } from '../release/terms.ts';
import type { Queryable } from './database.ts';

/** Somebody who may post evidence, without what they prove it with. */
export interface EvidenceToken {
  /** Part of the token, and no secret. */
  id: string;
  /** Whose it is, such as `github-actions`; evidence tells it. */
  name: string;
  service: string;
  /** Null: every gate that CI can tell about. */
  gates: GateName[] | null;
  /** Null: every environment. */
  environments: Environment[] | null;
  createdAt: Instant;
  expiresAt: Instant;
  revokedAt: Instant | null;
  /** To the minute. */
  usedAt: Instant | null;
}

export interface NewToken extends Pick<EvidenceToken, 'id' | 'name' | 'service' | 'gates' | 'environments'> {
  /** SHA-256 of the whole token, as hex. */
  hash: string;
  lastsMs: number;
}

const COLUMNS = `id, name, service, gates, environments, created_at as "createdAt", expires_at as "expiresAt",
  revoked_at as "revokedAt", used_at as "usedAt"`;

/** Gives it as it is kept. */
export async function keepToken(db: Queryable, token: NewToken): Promise<EvidenceToken> {
  const { id, hash, name, service, gates, environments, lastsMs } = token;
  const { rows } = await db.query<EvidenceToken>(
    `insert into app.evidence_tokens (id, hash, name, service, gates, environments, created_at, expires_at)
     values ($1, $2, $3, $4, $5::text[], $6::text[], app.now_ms(), app.now_ms() + $7::bigint)
     returning ${COLUMNS}`,
    [id, hash, name, service, gates, environments, lastsMs],
  );
  return rows[0] as EvidenceToken;
}

/** All of them, newest first; also those that expired or were revoked. */
export async function allTokens(db: Queryable): Promise<EvidenceToken[]> {
  const { rows } = await db.query<EvidenceToken>(
    `select ${COLUMNS} from app.evidence_tokens order by created_at desc, id`,
  );
  return rows;
}

/** The token of that id with its hash and what the clock says; null when there is none. */
export async function tokenOf(
  db: Queryable,
  id: string,
): Promise<(EvidenceToken & { hash: string; now: Instant }) | null> {
  const { rows } = await db.query<EvidenceToken & { hash: string; now: Instant }>(
    `select ${COLUMNS}, hash, app.now_ms() as now from app.evidence_tokens where id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** From now on it is refused. False when there is no such token; one that was revoked stays as it is. */
export async function revokeToken(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'update app.evidence_tokens set revoked_at = coalesce(revoked_at, app.now_ms()) where id = $1',
    [id],
  );
  return rowCount > 0;
}

const USE_NOTED_MS = 60_000;

export async function noteUse(db: Queryable, id: string): Promise<void> {
  await db.query(
    `update app.evidence_tokens set used_at = app.now_ms()
     where id = $1 and (used_at is null or used_at < app.now_ms() - $2::bigint)`,
    [id, USE_NOTED_MS],
  );
}
