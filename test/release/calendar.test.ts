import { describe, expect, it } from 'vitest';
import {
  type CalendarRelease,
  calendarMonth,
  dayOf,
  monthAt,
  monthsAfter,
} from '../../src/release/calendar.ts';
import { emptyOrganisation, type Freeze } from '../../src/release/organisation.ts';

const at = (text: string) => Date.parse(text);
const EVERYTHING = { service: null, environment: null };
const release = (changes: Partial<CalendarRelease> = {}): CalendarRelease => ({
  id: 'checkout-1.4.0-abcdef',
  service: 'checkout',
  environment: 'production',
  version: '1.4.0',
  type: 'minor',
  status: 'completed',
  plannedFor: null,
  startAt: null,
  startedAt: null,
  endedAt: null,
  ...changes,
});
const freeze = (changes: Partial<Freeze> = {}): Freeze => ({
  id: 'f',
  reason: 'year end',
  from: at('2027-12-30T18:00:00Z'),
  until: at('2028-01-03T08:00:00Z'),
  services: [],
  environments: [],
  by: 'tminus',
  ...changes,
});
const frozen = (...freezes: Freeze[]) => ({ ...emptyOrganisation, freezes });
const frozenDays = (month: ReturnType<typeof calendarMonth>) =>
  month.days.filter(({ isFrozen }) => isFrozen).map(({ date }) => Number(date.slice(-2)));

describe('the month', () => {
  it('is the one it is in the zone', () => {
    const now = at('2027-12-31T23:30:00Z');
    expect([monthAt(now, 'UTC'), monthAt(now, 'Asia/Shanghai')]).toEqual(['2027-12', '2028-01']);
    expect([monthsAfter('2027-12', 1), monthsAfter('2027-01', -1)]).toEqual(['2028-01', '2026-12']);
  });

  it('has its days, a leap day too, and begins in its week on Monday', () => {
    const { days, offset } = calendarMonth('2028-02', 'UTC', [], emptyOrganisation, EVERYTHING);
    expect([days.length, offset]).toEqual([29, 1]);
  });
});

describe('a release', () => {
  it('is on the day it ended, else began, else is planned for, by the clocks of the zone', () => {
    const startedAt = at('2027-12-30T23:30:00Z');
    const plannedFor = '2027-12-24';
    expect(dayOf(release({ plannedFor }), 'Europe/Berlin')).toBe('2027-12-24');
    expect(dayOf(release({ plannedFor, startedAt }), 'Europe/Berlin')).toBe('2027-12-31');
    expect(dayOf(release({ startedAt, endedAt: startedAt + 1 }), 'UTC')).toBe('2027-12-30');
    expect(dayOf(release(), 'UTC')).toBeNull();
  });

  it('is in its month and in no other', () => {
    const planned = release({ plannedFor: '2027-12-24' });
    const inMonth = (month: string) =>
      calendarMonth(month, 'UTC', [planned], emptyOrganisation, EVERYTHING).days.flatMap(day => day.releases);
    expect(inMonth('2027-12')).toEqual([planned]);
    expect(inMonth('2028-01')).toEqual([]);
  });
});

describe('a freeze', () => {
  it('marks every day it has a part of, in both months it reaches into', () => {
    expect(frozenDays(calendarMonth('2027-12', 'UTC', [], frozen(freeze()), EVERYTHING))).toEqual([30, 31]);
    expect(frozenDays(calendarMonth('2028-01', 'UTC', [], frozen(freeze()), EVERYTHING))).toEqual([1, 2, 3]);
    // In Auckland the third of January has begun when it ends, and the last day of the year when it begins.
    expect(
      frozenDays(calendarMonth('2027-12', 'Pacific/Auckland', [], frozen(freeze()), EVERYTHING)),
    ).toEqual([31]);
  });

  it('that is about another service or environment is left out where one is named', () => {
    const other = frozen(freeze({ services: ['invoicing'] }));
    const month = calendarMonth('2028-01', 'UTC', [], other, { service: 'checkout', environment: null });
    expect([month.spans, frozenDays(month)]).toEqual([[], []]);
  });

  it('a release window is told and freezes nothing', () => {
    const window = frozen(freeze({ kind: 'release-window' }));
    const month = calendarMonth('2028-01', 'UTC', [], window, EVERYTHING);
    expect(month.spans).toMatchObject([{ kind: 'release-window', reason: 'year end' }]);
    expect(frozenDays(month)).toEqual([]);
  });
});

it('a planned start decides the day, by the clocks of the zone, until the release begins', () => {
  const planned = { plannedFor: '2027-12-01', startAt: at('2027-12-23T23:30:00Z') };
  expect(dayOf(release(planned), 'UTC')).toBe('2027-12-23');
  expect(dayOf(release(planned), 'Asia/Tokyo')).toBe('2027-12-24');
  expect(dayOf(release({ ...planned, startedAt: at('2027-12-24T10:00:00Z') }), 'UTC')).toBe('2027-12-24');
});
