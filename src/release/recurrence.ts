import { Temporal } from 'temporal-polyfill';
import type { Instant } from './terms.ts';

/** The last day of whatever month it is. */
export const LAST_DAY = 'last';

/**
 * A moment that comes round, as the calendar and the clock on the wall say it: a weekday (1 is Monday), a day of the
 * month or a day of the year, and the minutes since midnight (1,440 is the end of that day).
 */
export type Edge = { minute: number } & (
  | { weekday: number }
  | { day: number | typeof LAST_DAY }
  | { month: number; day: number | typeof LAST_DAY }
);

/** Begins and ends again every week, month or year, by the clocks of `zone` (IANA, such as `Europe/Berlin`). */
export interface Recurring {
  every: 'week' | 'month' | 'year';
  from: Edge;
  until: Edge;
  zone: string;
}

/** From an instant until another, which is not part of it any more. */
export interface Span {
  from: Instant;
  until: Instant;
}

/** Once, or again and again. */
export type When = Span | Recurring;

export const isRecurring = (when: When): when is Recurring => 'every' in when;

/** The span that holds `now`, or null. Where two of them touch or overlap, it ends with the last of them. */
export function spanAt(when: When, now: Instant): Span | null {
  if (!isRecurring(when)) return when.from <= now && now < when.until ? when : null;
  return spansBetween(when, now, now + 1)[0] ?? null;
}

/** The first span that begins at `now` or after it, or null where there is none. */
export function nextSpan(when: When, now: Instant): Span | null {
  if (!isRecurring(when)) return when.from >= now ? when : null;
  const until = now + LONGEST_PERIOD_MS[when.every];
  return spansBetween(when, now, until).find(({ from }) => from >= now) ?? null;
}

/** The spans that have a part in `from` … `until`, oldest first; those that touch or overlap are one. */
export function spansBetween(when: When, from: Instant, until: Instant): Span[] {
  if (!isRecurring(when)) return when.from < until && from < when.until ? [when] : [];
  const { every, zone } = when;
  const spans: Span[] = [];
  // A span may reach over one whole period, so it may have begun in the one before the last.
  let period = startOfPeriod(dateAt(from, zone), every).subtract(PERIOD[every]).subtract(PERIOD[every]);
  const last = dateAt(until, zone);
  for (; Temporal.PlainDate.compare(period, last) <= 0; period = period.add(PERIOD[every])) {
    const span = spanOf(when, period);
    const before = spans.at(-1);
    if (before && span.from <= before.until) before.until = Math.max(before.until, span.until);
    else spans.push(span);
  }
  return spans.filter(span => span.from < until && from < span.until);
}

const PERIOD = { week: { weeks: 1 }, month: { months: 1 }, year: { years: 1 } } as const;
const DAY_MS = 86_400_000;
/** Within so much time every one of them begins at least once. */
const LONGEST_PERIOD_MS = { week: 9 * DAY_MS, month: 64 * DAY_MS, year: 368 * DAY_MS } as const;

const dateAt = (at: Instant, zone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();

/** The Monday, the first of the month or New Year's Day at or before a date. */
function startOfPeriod(date: Temporal.PlainDate, every: Recurring['every']): Temporal.PlainDate {
  switch (every) {
    case 'week':
      return date.subtract({ days: date.dayOfWeek - 1 });
    case 'month':
      return date.with({ day: 1 });
    case 'year':
      return date.with({ month: 1, day: 1 });
  }
}

/** The span that begins in a period; it ends in the same one or, where its end comes earlier there, in the next. */
function spanOf({ every, from, until, zone }: Recurring, period: Temporal.PlainDate): Span {
  const begins = momentIn(period, from);
  const sameTurn = momentIn(period, until);
  const ends =
    Temporal.PlainDateTime.compare(sameTurn, begins) > 0
      ? sameTurn
      : momentIn(period.add(PERIOD[every]), until);
  // Where clocks are set, what the wall shows twice or not at all belongs to the span: it rather begins early and ends late.
  return {
    from: begins.toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds,
    until: ends.toZonedDateTime(zone, { disambiguation: 'later' }).epochMilliseconds,
  };
}

/** A day that the month does not have is its last one. */
function momentIn(period: Temporal.PlainDate, edge: Edge): Temporal.PlainDateTime {
  return dayIn(period, edge).toPlainDateTime().add({ minutes: edge.minute });
}

function dayIn(period: Temporal.PlainDate, edge: Edge): Temporal.PlainDate {
  if ('weekday' in edge) return period.add({ days: edge.weekday - 1 });
  const month = 'month' in edge ? period.with({ month: edge.month }) : period;
  const day = edge.day === LAST_DAY ? month.daysInMonth : Math.min(edge.day, month.daysInMonth);
  return month.with({ day });
}
