import { calendarMonth, isMonth, monthAt, monthsAfter } from '../release/calendar.ts';
import { inCalendar } from '../store/releases-in-calendar.ts';
import { calendarView } from '../views/calendar.ts';
import type { Intent } from './intent.ts';
import { misunderstood } from './misunderstanding.ts';
import { readNaming, refuseMisspelt } from './naming.ts';

const says = '/release calendar [service] [environment] [month]';

/** What went out, is planned and is frozen, a month at a time; of everything or of what is named. */
export const calendar: Intent = {
  button: 'calendar',
  says,
  perform: async ({ words, about }, { engine, releases, policy, now, words: said }) => {
    const naming = readNaming(words, policy());
    refuseMisspelt(naming, policy());
    const { service, environment, rest } = naming;
    const zone = policy().release.calendarZone;
    const present = monthAt(now(), zone);
    const [asked = about?.m ?? present, extra] = [rest[0]?.text, rest[1]?.text];
    if (!isMonth(asked)) throw misunderstood('month-unclear', { found: asked, present });
    if (extra !== undefined) throw misunderstood('argument-extra', { found: extra, says });
    // A day more on both sides, whatever the zone is.
    const from = Date.parse(`${asked}-01`) - DAY_MS;
    const until = Date.parse(`${monthsAfter(asked, 1)}-01`) + DAY_MS;
    const [rows, organisation] = await Promise.all([releases.ofTime({ from, until }), engine.organisation()]);
    const here = rows.filter(
      row =>
        (service === null || row.service === service) &&
        (environment === null || row.environment === environment),
    );
    const place = { service, environment };
    return calendarView(calendarMonth(asked, zone, here.map(inCalendar), organisation, place), said);
  },
};

const DAY_MS = 86_400_000;
