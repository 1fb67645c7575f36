import type { Queryable } from './database.ts';

/**
 * Some of the `with` queries of one statement; their parameters count from `$1`. Each takes its rows
 * `where exists (select from first)`, so that nothing is touched before the first part is through.
 */
export interface Part {
  sql: string;
  params: readonly unknown[];
}

const NOTHING_FIRST: Part = { sql: 'select', params: [] };

/**
 * Carries all parts out in one round trip, `first` before all others. None of the others sees what another one
 * changes, so they must not touch the same rows.
 */
export async function inOneStatement(
  ask: Queryable['query'],
  parts: readonly Part[],
  first = NOTHING_FIRST,
): Promise<void> {
  const params: unknown[] = [];
  const numbered = ({ sql, params: own }: Part) => {
    const before = params.length;
    params.push(...own);
    return before === 0 ? sql : sql.replace(/\$(\d+)/g, (_, at) => `$${before + Number(at)}`);
  };
  const begun = `first as materialized (${numbered(first)})`;
  const queries = [begun, ...parts.map(numbered)];
  await ask(`with ${queries.join(', ')} select from first`, params);
}
