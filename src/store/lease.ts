import type { Instant } from '../release/terms.ts';

/** By the database's clock; `afterMs` counts from its now. */
export type When = { dueAt: Instant } | { afterMs: number };

/** The due time as SQL, from the two parameters `$n` and `$n+1` that `whenParams` gives. */
export function whenSql(n: number): string {
  return `coalesce($${n}::bigint, app.now_ms() + $${n + 1}::bigint)`;
}

export function whenParams(when: When): [Instant | null, number | null] {
  return 'dueAt' in when ? [when.dueAt, null] : [null, when.afterMs];
}

/** Reads the clock once, so that the indexes on due times can be used. */
export const CLOCK = 'clock as materialized (select app.now_ms() as now)';
export const NOW = '(select now from clock)';

/** Due, and in nobody's hands. */
export const DUE_AND_FREE = `due_at <= ${NOW} and (lease_until is null or lease_until <= ${NOW})`;

/** What a claim writes, from the parameters `$1` (holder) and `$2` (lease in ms). */
export const CLAIM = `holder = $1, lease_until = ${NOW} + $2::bigint, claim_token = gen_random_uuid()::text`;

/** What letting go writes. */
export const RELEASE = 'holder = null, lease_until = null, claim_token = null';
