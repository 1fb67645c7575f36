import { describe, expect, it } from 'vitest';
import { isWanted, PREFERENCES, quietUntil, readClock } from '../../src/release/preferences.ts';

const NIGHT = { from: '22:00', until: '08:00' };
const at = (text: string) => Date.parse(text);

describe('quiet hours', () => {
  it.each([
    ['in the evening they end the next morning', '2027-03-01T23:10:00+01:00', '2027-03-02T08:00:00+01:00'],
    ['after midnight they end the same morning', '2027-03-02T03:00:00+01:00', '2027-03-02T08:00:00+01:00'],
    ['their first minute is quiet', '2027-03-01T22:00:00+01:00', '2027-03-02T08:00:00+01:00'],
    ['at their end they are over', '2027-03-02T08:00:00+01:00', null],
    ['by day there are none', '2027-03-01T15:00:00+01:00', null],
    [
      'the clocks that are set forward end them an hour sooner',
      '2027-03-27T23:00:00+01:00',
      '2027-03-28T08:00:00+02:00',
    ],
  ])('%s', (_, now, until) => {
    expect(quietUntil(NIGHT, at(now), 'Europe/Berlin')).toBe(until === null ? null : at(until));
  });

  it('may lie within a day, by the clocks of whoever set them', () => {
    const lunch = { from: '12:00', until: '13:30' };
    expect(quietUntil(lunch, at('2027-03-01T04:30:00Z'), 'Asia/Shanghai')).toBe(at('2027-03-01T05:30:00Z'));
    expect(quietUntil(lunch, at('2027-03-01T12:30:00Z'), 'Asia/Shanghai')).toBeNull();
  });

  it('are none where nobody set any', () => {
    expect(quietUntil(null, at('2027-03-01T23:10:00Z'), 'UTC')).toBeNull();
  });

  it('are written as clocks show them', () => {
    expect(['7:05', '23:59', ' 08:00 '].map(readClock)).toEqual(['07:05', '23:59', '08:00']);
    expect(['24:00', '7', '12:60', 'noon'].map(readClock)).toEqual([null, null, null, null]);
  });
});

describe('which direct messages somebody wants', () => {
  const wants = (direct: typeof PREFERENCES.direct) => ({ ...PREFERENCES, direct });

  it('all of them, unless they say otherwise', () => {
    expect(isWanted('Queued', false, PREFERENCES)).toBe(true);
  });

  it('what waits for them and no news', () => {
    expect(isWanted('Queued', false, wants('needed'))).toBe(false);
    expect(isWanted('DecisionAsked', false, wants('needed'))).toBe(true);
  });

  it('emergencies come in any case', () => {
    expect(isWanted('DecisionAsked', false, wants('urgent'))).toBe(false);
    expect(isWanted('ReleaseFailed', true, wants('urgent'))).toBe(true);
  });
});
