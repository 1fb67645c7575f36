import { z } from 'zod';
import { type Edge, LAST_DAY, type Recurring } from '../release/recurrence.ts';
import { RELEASE_TYPES } from '../release/terms.ts';
import { EnvironmentName, Name, ServiceName, Text } from './names.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const SPELLINGS = {
  week: { pattern: new RegExp(`^(${WEEKDAYS.join('|')}) `, 'i'), such: 'friday 16:00' },
  month: { pattern: /^(?:day (\d{1,2})|last day) /i, such: 'day 28 16:00` or `last day 16:00' },
  year: { pattern: /^(\d{2})-(\d{2}) /, such: '12-20 16:00' },
} as const;

type Every = Recurring['every'];

/** Such as `friday 16:00`, `last day 09:30` or `12-20 24:00`; null when it is not written so. */
export function parseEdge(every: Every, text: string): Edge | null {
  const [found, first, second] = SPELLINGS[every].pattern.exec(text.trim()) ?? [];
  if (found === undefined) return null;
  const minute = parseClock(text.trim().slice(found.length));
  if (minute === null) return null;
  switch (every) {
    case 'week':
      return { weekday: WEEKDAYS.indexOf(String(first).toLowerCase()) + 1, minute };
    case 'month': {
      const day = first === undefined ? LAST_DAY : Number(first);
      return day === LAST_DAY || (day >= 1 && day <= 31) ? { day, minute } : null;
    }
    case 'year': {
      const [month, day] = [Number(first), Number(second)];
      return day >= 1 && day <= (MONTH_DAYS[month - 1] ?? 0) ? { month, day, minute } : null;
    }
  }
}

/** Minutes since midnight; `24:00` is the end of the day. */
function parseClock(text: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= 1_440 ? minute : null;
}

const edge = (every: Every) => {
  const expected = `a moment such as \`${SPELLINGS[every].such}\``;
  return z
    .string({ error: expected })
    .refine(text => parseEdge(every, text) !== null, expected)
    .transform(text => parseEdge(every, text) ?? { weekday: 1, minute: 0 });
};

const between = (every: Every) => z.strictObject({ from: edge(every), until: edge(every) });

const ZONE_EXPECTED = 'a time zone of the IANA database, such as `Europe/Berlin`';
const isZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /[A-Za-z]/.test(zone);
  } catch {
    return false;
  }
};

export const TimeZone = z.string({ error: ZONE_EXPECTED }).refine(isZone, ZONE_EXPECTED);

const INSTANT_EXPECTED = 'a time with its offset, such as `2027-12-20T18:00:00+01:00`';
const instant = z.iso.datetime({ offset: true, error: INSTANT_EXPECTED }).transform(text => Date.parse(text));

const ONE_WAY = 'either `from` and `until`, or one of `weekly`, `monthly` and `yearly` with a `zone`';

/** A stretch of the calendar, once or again and again, and where it holds. */
export const CalendarWindow = z
  .strictObject({
    name: Name,
    reason: Text,
    from: instant.exactOptional(),
    until: instant.exactOptional(),
    weekly: between('week').exactOptional(),
    monthly: between('month').exactOptional(),
    yearly: between('year').exactOptional(),
    /** Whose clocks say when it comes round. */
    zone: TimeZone.exactOptional(),
    /** What becomes of a release that is under way when a freeze begins. Left out: it may finish. */
    during: z.enum(['finish', 'pause']).exactOptional(),
    /** Left out: all of them. */
    services: z.array(ServiceName).exactOptional(),
    environments: z.array(EnvironmentName).exactOptional(),
    types: z.array(z.enum(RELEASE_TYPES)).exactOptional(),
    /** Groups of approvals.yml whose people may let a release pass all the same, with a reason. */
    exceptionsBy: z.array(Name).exactOptional(),
  })
  .refine(
    ({ from, until, weekly, monthly, yearly, zone }) => {
      const recurring = [weekly, monthly, yearly].filter(each => each !== undefined).length;
      const isDated = from !== undefined && until !== undefined;
      return isDated
        ? recurring === 0 && zone === undefined
        : recurring === 1 && zone !== undefined && from === undefined && until === undefined;
    },
    { error: ONE_WAY },
  )
  .refine(({ from, until }) => from === undefined || until === undefined || from < until, {
    error: 'an end after the beginning',
    path: ['until'],
  });
export type CalendarWindow = z.output<typeof CalendarWindow>;

/** When it holds; what the schema let through is one of the two. */
export function whenOf(window: CalendarWindow): { from: number; until: number } | Recurring {
  const { from, until, weekly, monthly, yearly, zone = 'UTC' } = window;
  if (weekly) return { every: 'week', ...weekly, zone };
  if (monthly) return { every: 'month', ...monthly, zone };
  if (yearly) return { every: 'year', ...yearly, zone };
  return { from: from ?? 0, until: until ?? 0 };
}
