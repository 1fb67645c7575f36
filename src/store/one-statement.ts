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
  const all = [first, ...parts];
  await ask(
    textOf(all),
    all.flatMap(({ params }) => params),
  );
}

/** The text of a statement by those of its parts, one level for each: putting it together is longer than all else. */
interface Texts {
  text?: string;
  next: Map<string, Texts>;
}
const texts: Texts = { next: new Map() };

function textOf(parts: readonly Part[]): string {
  let known = texts;
  for (const { sql } of parts) {
    const next = known.next.get(sql) ?? { next: new Map() };
    known.next.set(sql, next);
    known = next;
  }
  known.text ??= putTogether(parts);
  return known.text;
}

function putTogether(parts: readonly Part[]): string {
  let before = 0;
  const [first, ...others] = parts.map(({ sql, params }) => {
    const from = before;
    before += params.length;
    return sql.replace(/\$(\d+)/g, (_, at) => `$${from + Number(at)}`);
  });
  const queries = [`first as materialized (${first})`, ...others];
  return `with ${queries.join(', ')} select from first`;
}
