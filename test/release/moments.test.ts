import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isUnread,
  type MomentUnread,
  readMoment,
  spellMoment,
  takeMoment,
} from '../../src/release/moments.ts';

/** A Friday, 15:20 in Berlin. */
const now = Date.parse('2026-11-27T14:20:00Z');
const inBerlin = { now, zone: 'Europe/Berlin' };
const read = (text: string, reading = inBerlin) => {
  const moment = readMoment(text, reading);
  return isUnread(moment) ? moment.unread : new Date(moment.at).toISOString().slice(0, 16);
};

describe('a moment somebody typed', () => {
  it.each([
    ['now', '2026-11-27T14:20'],
    ['today 18:00', '2026-11-27T17:00'],
    ['tomorrow 14:00', '2026-11-28T13:00'],
    ['Tomorrow at 2pm', '2026-11-28T13:00'],
    ['tomorrow 2:30 pm', '2026-11-28T13:30'],
    ['tomorrow 12am', '2026-11-27T23:00'],
    ['2026-12-01 09:30', '2026-12-01T08:30'],
    ['2026-12-01 9:30', '2026-12-01T08:30'],
    ['2026-12-01T09:30', '2026-12-01T08:30'],
    ['2026-12-01 09:30 Asia/Shanghai', '2026-12-01T01:30'],
    ['2026-12-01 09:30 america/new_york', '2026-12-01T14:30'],
    ['2026-12-01 09:30 UTC', '2026-12-01T09:30'],
    ['2026-12-01T09:30Z', '2026-12-01T09:30'],
    ['2026-12-01T09:30:00+05:30', '2026-12-01T04:00'],
    ['2026-12-01 09:30 -08:00', '2026-12-01T17:30'],
    ['in 2 hours', '2026-11-27T16:20'],
    ['in 90 min', '2026-11-27T15:50'],
    ['in 2 hours and 30 minutes', '2026-11-27T16:50'],
    ['in 1 day', '2026-11-28T14:20'],
    ['明天 14:00', '2026-11-28T13:00'],
    ['周一 09:00', '2026-11-30T08:00'],
    ['2小时后', '2026-11-27T16:20'],
  ])('%j is %s in UTC', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['fri 18:00', '2026-11-27T17:00'],
    ['fri 15:00', '2026-12-04T14:00'],
    ['monday 09:00', '2026-11-30T08:00'],
    ['18:00', '2026-11-27T17:00'],
    ['9:00', '2026-11-28T08:00'],
  ])('%j is the next one: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '',
    'soon',
    'may',
    'at 5',
    '12/1 9:30',
    '1.12.2026 09:30',
    'tomorrow 25:00',
    'tomorrow 14:60',
    'tomorrow 13pm',
    '2026-02-30 10:00',
    '2026-13-01 10:00',
    '2026-12-01 09:30 CET',
    '2026-12-01 09:30 Europe/Berlinn',
    '2026-12-01 09:30 sharp',
    'in 2 hours or so',
    '2 hours',
    'next friday 18:00',
  ])('%j is not understood, rather than guessed', text => {
    expect(read(text)).toBe('not-understood');
  });

  it.each(['tomorrow', 'fri', '2026-12-01', '2026-12-01 Europe/Berlin'])('%j lacks its time of day', text => {
    expect(read(text)).toBe('no-time');
  });

  const unread = (text: string, zone: string) => {
    const moment = readMoment(text, { now, zone }) as Extract<MomentUnread, { meant: unknown }>;
    return [moment.unread, ...moment.meant.map(at => spellMoment(at, zone))];
  };

  it.each([
    ['Europe/Berlin', '2027-03-28 02:30', '2027-03-28 01:30 +01:00', '2027-03-28 03:30 +02:00'],
    ['America/New_York', '2027-03-14 02:30', '2027-03-14 01:30 -05:00', '2027-03-14 03:30 -04:00'],
    // Half an hour, in the southern summer.
    ['Australia/Lord_Howe', '2027-10-03 02:15', '2027-10-03 01:45 +10:30', '2027-10-03 02:45 +11:00'],
  ])('that the clocks of %s skip (%s) is refused with the two that were meant', (zone, text, one, other) => {
    expect(unread(text, zone)).toEqual(['skipped', one, other]);
    expect(unread(`${text} ${zone}`, 'UTC').slice(0, 1)).toEqual(['skipped']);
  });

  it.each([
    ['Europe/Berlin', '2027-10-31 02:30', '2027-10-31 02:30 +02:00', '2027-10-31 02:30 +01:00'],
    ['America/New_York', '2026-11-01 01:30', '2026-11-01 01:30 -04:00', '2026-11-01 01:30 -05:00'],
    ['Australia/Lord_Howe', '2027-04-04 01:45', '2027-04-04 01:45 +11:00', '2027-04-04 01:45 +10:30'],
  ])(
    'that the clocks of %s show twice (%s) is refused with the two that were meant',
    (zone, text, one, other) => {
      expect(unread(text, zone)).toEqual(['twice', one, other]);
    },
  );

  it('a day later is the same time of day, also where the clocks are set in between', () => {
    const saturday = Date.parse('2027-03-27T11:00:00Z');
    expect(read('in 1 day', { now: saturday, zone: 'Europe/Berlin' })).toBe('2027-03-28T10:00');
    expect(read('in 24 hours', { now: saturday, zone: 'Europe/Berlin' })).toBe('2027-03-28T11:00');
  });

  it('a leap day is one, in a leap year', () => {
    expect(read('2028-02-29 10:00')).toBe('2028-02-29T09:00');
    expect(read('2027-02-29 10:00')).toBe('not-understood');
  });

  it('can be spelled in any zone, and read again as the same', () => {
    const minutes = fc.integer({ min: 0, max: 60_000_000 }).map(count => count * 60_000);
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
    );
    fc.assert(
      fc.property(minutes, zone, (at, there) => {
        const again = readMoment(spellMoment(at, there), inBerlin);
        expect(again).toMatchObject({ at });
      }),
    );
  });

  it('is taken from the front of a sentence, as much as belongs to it', () => {
    const { read: moment, rest } = takeMoment(
      '2026-12-01 09:30 Europe/Berlin end of year'.split(' '),
      inBerlin,
    );
    expect([moment, rest]).toEqual([
      { at: Date.parse('2026-12-01T08:30Z'), zone: 'Europe/Berlin' },
      ['end', 'of', 'year'],
    ]);
    expect(takeMoment(['in', '2', 'hours', 'upgrade'], inBerlin).rest).toEqual(['upgrade']);
    expect(takeMoment(['fri', 'evening', 'party'], inBerlin).read).toEqual({
      unread: 'no-time',
      found: 'fri',
    });
    expect(takeMoment(['someday', 'maybe'], inBerlin).read).toEqual({
      unread: 'not-understood',
      found: 'someday maybe',
    });
  });
});
