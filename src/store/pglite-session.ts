import type { PGlite, QueryOptions, Transaction } from '@electric-sql/pglite';

/** As node-postgres takes it. */
export type Statement = string | { text: string; values?: readonly unknown[] };

export interface PoolResult<Row = unknown> {
  rows: Row[];
  rowCount: number;
  command: string;
}

const asText = (value: string) => value;
/** node-postgres gives int8 (20) and numeric (1700) as strings, and BullMQ counts on it. */
export const LIKE_NODE_POSTGRES: QueryOptions = { parsers: { 20: asText, 1700: asText } };

/**
 * With parameters one statement, without them a script whose last result counts: what the extended and
 * the simple protocol of PostgreSQL do.
 */
export async function send<Row>(
  session: Pick<PGlite, 'query' | 'exec'> | Transaction,
  sql: string,
  params: readonly unknown[] | undefined,
  options?: QueryOptions,
): Promise<Omit<PoolResult<Row>, 'command'>> {
  const result = params?.length
    ? await session.query<Row>(sql, [...params], options)
    : (await session.exec(sql, options)).at(-1);
  const rows = (result?.rows ?? []) as Row[];
  return { rows, rowCount: result?.affectedRows || rows.length };
}

export function textOf(statement: Statement): string {
  return typeof statement === 'string' ? statement : statement.text;
}

export function verbOf(statement: Statement): string {
  return (textOf(statement).trim().split(/[\s;]/, 1)[0] ?? '').toUpperCase();
}
