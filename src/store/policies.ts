import type { Queryable } from './database.ts';

/** Keeps the canonical text of a policy under its digest, once. */
export async function keepPolicy(tx: Queryable, digest: string, text: string): Promise<void> {
  await tx.query('insert into app.policies (digest, text) values ($1, $2) on conflict do nothing', [
    digest,
    text,
  ]);
}

export async function policyText(db: Queryable, digest: string): Promise<string | null> {
  const { rows } = await db.query<{ text: string }>('select text from app.policies where digest = $1', [
    digest,
  ]);
  return rows[0]?.text ?? null;
}
