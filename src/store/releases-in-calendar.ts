import type { CalendarRelease } from '../release/calendar.ts';
import { RELEASE_TYPES } from '../release/terms.ts';
import type { ReleaseRow } from './releases.ts';

/** Rows of earlier versions do not say when it began and ended; they were last written when it ended. */
export function inCalendar(row: ReleaseRow): CalendarRelease {
  const { id, service, environment, version, status, live, updatedAt } = row;
  const summary = (row.summary ?? {}) as Partial<Record<string, unknown>>;
  const instant = (value: unknown) => (typeof value === 'number' ? value : null);
  return {
    id,
    service,
    environment,
    version,
    status,
    type: RELEASE_TYPES.find(type => type === summary.type) ?? 'patch',
    plannedFor: typeof summary.plannedFor === 'string' ? summary.plannedFor : null,
    startAt: instant(summary.startAt),
    startedAt: instant(summary.startedAt),
    endedAt: live ? null : (instant(summary.endedAt) ?? updatedAt),
  };
}
