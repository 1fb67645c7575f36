import type { Queryable } from './database.ts';

/** Some of the `with` queries of one statement; their parameters count from `$1`. */
export interface Part {
  sql: string;
  params: readonly unknown[];
}

/**
 * Carries all parts out in one round trip. None of them sees what another one changes, so they must not touch
 * the same rows.
 */
export async function inOneStatement(tx: Queryable, parts: readonly Part[]): Promise<void> {
  const params: unknown[] = [];
  const queries = parts.map(({ sql, params: own }) => {
    const before = params.length;
    params.push(...own);
    return before === 0 ? sql : sql.replace(/\$(\d+)/g, (_, at) => `$${before + Number(at)}`);
  });
  await tx.query(`with ${queries.join(', ')} select`, params);
}
