import { Temporal } from 'temporal-polyfill';
import { type Organisation, whenOf } from './organisation.ts';
import { type Span, spansBetween } from './recurrence.ts';
import type { Environment, Instant, ReleaseId, ReleaseType, Version } from './terms.ts';

/** A release as far as the calendar is concerned. */
export interface CalendarRelease {
  id: ReleaseId;
  service: string;
  environment: Environment;
  version: Version;
  type: ReleaseType;
  status: string;
  /** `YYYY-MM-DD` of its production milestone, or null. */
  plannedFor: string | null;
  /** When it is planned to start by itself, or null. */
  startAt: Instant | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
}

/** A freeze or a release window, once, as far as it reaches into the time that was asked for. */
export interface CalendarSpan extends Span {
  kind: 'freeze' | 'release-window';
  reason: string;
  services: readonly string[];
  environments: readonly Environment[];
  types: readonly ReleaseType[];
}

export interface CalendarDay {
  /** `YYYY-MM-DD` */
  date: string;
  releases: CalendarRelease[];
  /** Whether a freeze holds for a part of it. */
  isFrozen: boolean;
}

export interface CalendarMonth {
  /** `YYYY-MM` */
  month: string;
  zone: string;
  /** Days before the first one in its week, which begins on Monday. */
  offset: number;
  days: CalendarDay[];
  spans: CalendarSpan[];
}

/** Nobody has planned anything in another millennium. */
const MONTH = /^2\d{3}-(0[1-9]|1[0-2])$/;
export const isMonth = (text: string): boolean => MONTH.test(text);

/** The month `now` is in, by the clocks of the zone, as `YYYY-MM`. */
export const monthAt = (now: Instant, zone: string): string =>
  dateAt(now, zone).toPlainYearMonth().toString();

/** So many months later; `YYYY-MM`. */
export const monthsAfter = (month: string, months: number): string =>
  Temporal.PlainYearMonth.from(month).add({ months }).toString();

const dateAt = (at: Instant, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();

const startOf = (date: Temporal.PlainDate, zone: string): Instant =>
  date.toZonedDateTime(zone).epochMilliseconds;

/** The day a release belongs to: on which it ended, else on which it began, else for which its start or it is planned. */
export function dayOf(release: CalendarRelease, zone: string): string | null {
  const at = release.endedAt ?? release.startedAt ?? release.startAt;
  return at === null ? release.plannedFor : dateAt(at, zone).toString();
}

/** Freezes and release windows with a part in the time between, oldest first; of a place, where one is named. */
export function calendarSpans(
  { freezes }: Organisation,
  between: Span,
  place: { service: string | null; environment: Environment | null },
): CalendarSpan[] {
  const hits = (list: readonly string[], name: string | null) =>
    name === null || list.length === 0 || list.includes(name);
  return freezes
    .filter(
      ({ services, environments }) => hits(services, place.service) && hits(environments, place.environment),
    )
    .flatMap(freeze =>
      spansBetween(whenOf(freeze), between.from, between.until).map(span => ({
        ...span,
        kind: freeze.kind ?? ('freeze' as const),
        reason: freeze.reason,
        services: freeze.services,
        environments: freeze.environments,
        types: freeze.types ?? [],
      })),
    )
    .sort((a, b) => a.from - b.from);
}

/** A month as the clocks of the zone have it. */
export function calendarMonth(
  month: string,
  zone: string,
  releases: readonly CalendarRelease[],
  organisation: Organisation,
  place: { service: string | null; environment: Environment | null },
): CalendarMonth {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  const next = first.add({ months: 1 });
  const spans = calendarSpans(
    organisation,
    { from: startOf(first, zone), until: startOf(next, zone) },
    place,
  );
  const dated = releases.map(release => ({ release, day: dayOf(release, zone) }));
  const days = Array.from({ length: first.daysInMonth }, (_, index) => {
    const date = first.add({ days: index });
    const [from, until] = [startOf(date, zone), startOf(date.add({ days: 1 }), zone)];
    const isFrozen = spans.some(span => span.kind === 'freeze' && span.from < until && from < span.until);
    const here = dated.filter(({ day }) => day === date.toString()).map(({ release }) => release);
    return { date: date.toString(), releases: here, isFrozen };
  });
  return { month, zone, offset: first.dayOfWeek - 1, days, spans };
}
