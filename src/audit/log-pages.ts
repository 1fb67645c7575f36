import type { Queryable } from '../store/database.ts';
import type { StreamName } from '../store/event-log.ts';
import type { Scope } from './item.ts';
import { inPages } from './pages.ts';

export interface HeadRow {
  stream: StreamName;
  version: number;
  hash: string;
  first: number;
  last: number;
  /** Of the archive its records are in, where they are. */
  file: string | null;
  sha256: string | null;
}

export interface EventRow {
  stream: StreamName;
  version: number;
  type: string;
  at: number;
  command_id: string;
  record: string;
  previous_hash: string;
  hash: string;
}

export interface SealedRow {
  seal: number;
  stream: StreamName;
  version: number;
  hash: string;
}

const RECORDS_AT_ONCE = 1_000;
export const ROWS_AT_ONCE = 5_000;

/** The part of the log that is asked for, as a condition on a record with these parameters from `$n` on. */
export function within(scope: Scope, n: number): { where: string; params: unknown[] } {
  if (scope.of === 'release') return { where: `stream = $${n}`, params: [`release/${scope.release}`] };
  if (scope.of === 'period')
    return { where: `at >= $${n} and at < $${n + 1}`, params: [scope.from, scope.until] };
  return { where: 'true', params: [] };
}

/** An archive counts only where an event of the log says so. */
const ARCHIVED = `left join app.archives as archive on archive.stream = head.stream
    and archive.version = head.version and archive.hash = head.hash and exists (
      select from app.events as told where told.stream = 'archive' and told.version = archive.event_version
        and told.record::jsonb -> 'data' ->> 'stream' = archive.stream
        and told.record::jsonb -> 'data' ->> 'sha256' = archive.sha256
    )`;

export function headPages(tx: Queryable, scope: Scope) {
  const { where, params } = within(scope, 2);
  const part =
    scope.of === 'period'
      ? `join (select stream, min(version) as first, max(version) as last from app.events
           where ${where} group by stream) as part using (stream)`
      : 'cross join lateral (select 1 as first, head.version as last) as part';
  return inPages<HeadRow>(tx, {
    sql: `select head.stream, head.version, head.hash, part.first, part.last, archive.file, archive.sha256
      from app.streams as head ${part} ${ARCHIVED}
      where head.version > 0 and head.stream > $1 ${scope.of === 'release' ? `and head.${where}` : ''}
      order by head.stream`,
    params,
    from: [''],
    after: row => [row.stream],
    limit: ROWS_AT_ONCE,
  });
}

export function eventPages(tx: Queryable, scope: Scope) {
  const { where, params } = within(scope, 3);
  return inPages<EventRow>(tx, {
    sql: `select stream, version, type, at, command_id, record, previous_hash, hash from app.events
      where (stream, version) > ($1, $2::integer) and ${where} order by stream, version`,
    params,
    from: ['', 0],
    after: row => [row.stream, row.version],
    limit: RECORDS_AT_ONCE,
  });
}

export function sealedPages(tx: Queryable, scope: Scope) {
  const { where, params } =
    scope.of === 'period'
      ? {
          where: `exists (select from app.events as event where event.stream = sealed.stream
            and event.version = sealed.version and at >= $3 and at < $4)`,
          params: [scope.from, scope.until],
        }
      : within(scope, 3);
  return inPages<SealedRow>(tx, {
    sql: `select seal, stream, version, hash from app.sealed_heads as sealed
      where (stream, version) > ($1, $2::integer) and ${where} order by stream, version`,
    params,
    from: ['', 0],
    after: row => [row.stream, row.version],
    limit: ROWS_AT_ONCE,
  });
}
