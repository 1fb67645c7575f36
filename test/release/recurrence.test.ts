import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Edge,
  LAST_DAY,
  nextSpan,
  type Recurring,
  spanAt,
  spansBetween,
} from '../../src/release/recurrence.ts';

const at = (text: string) => Date.parse(text);
const shown = ({ from, until }: { from: number; until: number }) =>
  [from, until].map(instant => new Date(instant).toISOString().slice(0, 16));
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const weekend = (zone: string): Recurring => ({
  every: 'week',
  from: { weekday: 5, minute: 16 * 60 },
  until: { weekday: 1, minute: 8 * 60 },
  zone,
});

describe('what comes round every week', () => {
  it('begins and ends by the clocks of its zone', () => {
    expect(spansBetween(weekend('Asia/Shanghai'), at('2027-06-01'), at('2027-06-15')).map(shown)).toEqual([
      ['2027-06-04T08:00', '2027-06-07T00:00'],
      ['2027-06-11T08:00', '2027-06-14T00:00'],
    ]);
  });

  it.each([
    // On 28 March 2027 clocks in Berlin jump from 2 to 3, on 31 October from 3 back to 2.
    ['Europe/Berlin', '2027-03-27', ['2027-03-26T15:00', '2027-03-29T06:00']],
    ['Europe/Berlin', '2027-10-30', ['2027-10-29T14:00', '2027-11-01T07:00']],
    // In New York that is on 14 March and on 7 November.
    ['America/New_York', '2027-03-14', ['2027-03-12T21:00', '2027-03-15T12:00']],
    ['America/New_York', '2027-11-07', ['2027-11-05T20:00', '2027-11-08T13:00']],
    // On Lord Howe Island clocks move by half an hour only: on 4 April back, on 3 October forward.
    ['Australia/Lord_Howe', '2027-04-03', ['2027-04-02T05:00', '2027-04-04T21:30']],
    ['Australia/Lord_Howe', '2027-10-02', ['2027-10-01T05:30', '2027-10-03T21:00']],
  ])('keeps to the wall clock of %s where clocks are set around %s', (zone, day, expected) => {
    expect(shown(spanAt(weekend(zone), at(`${day}T12:00:00Z`))!)).toEqual(expected);
  });

  it('is whole where it begins at a time that does not exist, or ends at one that comes twice', () => {
    const night = (minute: number): Recurring => ({
      every: 'week',
      from: { weekday: 7, minute },
      until: { weekday: 7, minute: minute + 60 },
      zone: 'Europe/Berlin',
    });
    // Half past two does not exist on 28 March: what was meant lies between half past one and half past three.
    expect(shown(spanAt(night(150), at('2027-03-28T01:00:00Z'))!)).toEqual([
      '2027-03-28T00:30',
      '2027-03-28T01:30',
    ]);
    // Half past two comes twice on 31 October: it ends at the second one.
    expect(shown(spanAt(night(90), at('2027-10-31T00:00:00Z'))!)).toEqual([
      '2027-10-30T23:30',
      '2027-10-31T01:30',
    ]);
  });

  it('that ends where it begins again is one span', () => {
    const always: Recurring = {
      every: 'week',
      from: { weekday: 1, minute: 0 },
      until: { weekday: 7, minute: 1_440 },
      zone: 'UTC',
    };
    expect(spansBetween(always, at('2027-06-01'), at('2027-06-20'))).toHaveLength(1);
  });
});

describe('what comes round every month', () => {
  const closing: Recurring = {
    every: 'month',
    from: { day: LAST_DAY, minute: 12 * 60 },
    until: { day: 2, minute: 9 * 60 },
    zone: 'America/New_York',
  };

  it('begins on the last day, however long the month is', () => {
    expect(spansBetween(closing, at('2028-01-15'), at('2028-05-15')).map(shown)).toEqual([
      ['2028-01-31T17:00', '2028-02-02T14:00'],
      ['2028-02-29T17:00', '2028-03-02T14:00'],
      ['2028-03-31T16:00', '2028-04-02T13:00'],
      ['2028-04-30T16:00', '2028-05-02T13:00'],
    ]);
  });

  it('takes the last day for one that the month does not have', () => {
    const late: Recurring = {
      ...closing,
      from: { day: 31, minute: 0 },
      until: { day: 31, minute: 1_440 },
      zone: 'UTC',
    };
    expect(spansBetween(late, at('2027-02-01'), at('2027-03-01')).map(shown)).toEqual([
      ['2027-02-28T00:00', '2027-03-01T00:00'],
    ]);
  });
});

describe('what comes round every year', () => {
  const christmas: Recurring = {
    every: 'year',
    from: { month: 12, day: 20, minute: 18 * 60 },
    until: { month: 1, day: 3, minute: 8 * 60 },
    zone: 'Europe/Berlin',
  };

  it('reaches over the turn of the year', () => {
    const expected = ['2027-12-20T17:00', '2028-01-03T07:00'];
    for (const day of ['2027-12-21', '2028-01-02']) {
      expect(shown(spanAt(christmas, at(`${day}T12:00:00Z`))!)).toEqual(expected);
    }
    expect(spanAt(christmas, at('2028-01-03T07:00:00Z'))).toBeNull();
  });

  it('falls on 28 February where there is no leap day', () => {
    const leap: Recurring = {
      every: 'year',
      from: { month: 2, day: 29, minute: 0 },
      until: { month: 2, day: 29, minute: 1_440 },
      zone: 'UTC',
    };
    expect(shown(nextSpan(leap, at('2027-01-01'))!)).toEqual(['2027-02-28T00:00', '2027-03-01T00:00']);
    expect(shown(nextSpan(leap, at('2028-01-01'))!)).toEqual(['2028-02-29T00:00', '2028-03-01T00:00']);
  });
});

describe('a span that is dated', () => {
  const when = { from: at('2027-06-01'), until: at('2027-06-02') };

  it('holds its beginning and not its end', () => {
    expect(spanAt(when, when.from)).toEqual(when);
    expect(spanAt(when, when.until)).toBeNull();
  });

  it('comes once', () => {
    expect(nextSpan(when, when.from - 1)).toEqual(when);
    expect(nextSpan(when, when.from + 1)).toBeNull();
  });
});

describe('for every recurrence, zone and moment', () => {
  const minute = fc.integer({ min: 0, max: 1_440 });
  const day = fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant(LAST_DAY));
  const edges: Record<Recurring['every'], fc.Arbitrary<Edge>> = {
    week: fc.record({ weekday: fc.integer({ min: 1, max: 7 }), minute }),
    month: fc.record({ day, minute }),
    year: fc.record({ month: fc.integer({ min: 1, max: 12 }), day, minute }),
  };
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Shanghai',
    'UTC',
  );
  const recurring = fc
    .constantFrom<Recurring['every'][]>('week', 'month', 'year')
    .chain(every => fc.record({ every: fc.constant(every), from: edges[every], until: edges[every], zone }));
  const moment = fc.integer({ min: at('2024-01-01'), max: at('2032-01-01') });

  it('the span of a moment holds it, and its end is outside or begins another', () => {
    fc.assert(
      fc.property(recurring, moment, (when, now) => {
        const span = spanAt(when, now);
        if (span) expect(span.from <= now && now < span.until).toBe(true);
        const next = nextSpan(when, now);
        if (next) expect(next.from).toBeGreaterThanOrEqual(now);
        expect(span ?? next).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('looking at a stretch of time gives the same as looking at each of its days', () => {
    fc.assert(
      fc.property(recurring, moment, (when, from) => {
        const days = Array.from({ length: 40 }, (_, index) => from + index * DAY_MS);
        const spans = spansBetween(when, from, from + 40 * DAY_MS);
        for (const now of days) {
          const held = spans.find(span => span.from <= now && now < span.until);
          const alone = spanAt(when, now);
          expect(alone === null).toBe(held === undefined);
          if (alone && held) expect(alone.from).toBeGreaterThanOrEqual(held.from);
        }
      }),
      { numRuns: 100 },
    );
  });
});
