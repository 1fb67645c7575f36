import type { Engine } from '../engine/engine.ts';
import type { Policy } from '../policy/policy.ts';
import { calendarSpans } from '../release/calendar.ts';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { releasesOfTime } from '../store/releases.ts';
import { inCalendar } from '../store/releases-in-calendar.ts';
import { calendarFeed, FEED_REACHES } from '../web/calendar-feed.ts';
import type { Route } from '../web/route.ts';

/** Where calendar programs read from, if there is a secret to do so by. */
export const calendarRoute = (
  { calendarSecret }: Settings,
  engine: Engine,
  db: Database,
  policy: () => Policy,
): Route[] =>
  calendarSecret === null
    ? []
    : [
        calendarFeed(calendarSecret, async () => {
          const now = await db.now();
          const between = { from: now - FEED_REACHES.backMs, until: now + FEED_REACHES.aheadMs };
          const [rows, organisation] = await Promise.all([
            releasesOfTime(db, between),
            engine.organisation(),
          ]);
          return {
            releases: rows.map(inCalendar),
            spans: calendarSpans(organisation, between, { service: null, environment: null }),
            zone: policy().release.calendarZone,
          };
        }),
      ];
