import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { type CalendarRelease, type CalendarSpan, dayOf } from '../release/calendar.ts';
import type { Route } from './route.ts';

/** What a feed shows, read when it is asked for. */
export interface CalendarFeed {
  releases: readonly CalendarRelease[];
  spans: readonly CalendarSpan[];
  /** By whose clocks a day is a day. */
  zone: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** So far back and ahead; what comes round is written out, since no calendar agrees with another on clocks that are set. */
export const FEED_REACHES = { backMs: 90 * DAY_MS, aheadMs: 400 * DAY_MS };

/**
 * An iCalendar feed (RFC 5545) at an address that is the secret: calendar programs send no credentials.
 * @param read throws when the database is away: the program asks again by itself
 */
export function calendarFeed(secret: string, read: () => Promise<CalendarFeed>): Route {
  return {
    path: `/calendar/${secret}.ics`,
    method: 'GET',
    async answer(_request, response) {
      try {
        const text = feedText(await read());
        response.writeHead(200, {
          'content-type': 'text/calendar; charset=utf-8',
          'cache-control': 'private, max-age=300',
          'referrer-policy': 'no-referrer',
        });
        response.end(text);
      } catch {
        response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '60' });
        response.end('The calendar cannot be read now.\n');
      }
    },
  };
}

/** The same release and the same span always have the same uid, so that programs move an entry instead of adding one. */
export function feedText({ releases, spans, zone }: CalendarFeed): string {
  const calendar = ical({
    name: 'Releases',
    prodId: '//tminus//releases//EN',
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const span of spans) {
    const about = [...span.services, ...span.environments, ...span.types].join(', ');
    calendar.createEvent({
      id: `${span.kind}-${span.from}-${span.reason}-${about}@tminus`,
      start: new Date(span.from),
      end: new Date(span.until),
      summary: `${span.kind === 'freeze' ? 'Freeze' : 'Release window'}: ${span.reason}`,
      description: about || 'everything',
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  for (const release of releases) {
    const day = dayOf(release, zone);
    if (day === null) continue;
    const { startAt, startedAt, endedAt, status } = release;
    const about = {
      id: `${release.id}@tminus`,
      summary: `${release.service} ${release.version} → ${release.environment}`,
      description: status,
      status: startedAt === null && endedAt === null ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED,
    };
    // How long it will take nobody knows: an hour is what can be read in every program.
    if (startedAt === null && startAt !== null && endedAt === null) {
      calendar.createEvent({ ...about, start: new Date(startAt), end: new Date(startAt + HOUR_MS) });
    } else if (startedAt === null) calendar.createEvent({ ...about, start: day, allDay: true });
    else calendar.createEvent({ ...about, start: new Date(startedAt), end: new Date(endedAt ?? startedAt) });
  }
  return calendar.toString();
}
