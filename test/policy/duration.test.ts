import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, parseDuration, spellDuration } from '../../src/policy/duration.ts';

describe('a duration', () => {
  it.each([
    ['500 ms', 500],
    ['30 s', 30_000],
    ['10 min', 600_000],
    ['10min', 600_000],
    ['1.5 h', 5_400_000],
    ['48 h', 172_800_000],
    ['1 d', 86_400_000],
    ['0 s', 0],
  ])('written %j is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });
  it.each(['10', 'min', '10 minutes', '-1 s', '1 h 30 min', '', '1e3 ms', '10 M'])(
    'is not written %j',
    text => {
      expect(parseDuration(text)).toBeNull();
    },
  );
  it('says what was expected', () => {
    const { error } = Duration.safeParse('10 minutes');
    expect(error?.issues[0]?.message).toBe('a duration such as `10 min`, `2 h` or `500 ms`');
  });
  it('can be spelled, and read again as the same', () => {
    expect([600_000, 1_500, 172_800_000].map(spellDuration)).toEqual(['10 min', '1500 ms', '2 d']);
    fc.assert(fc.property(fc.nat(), ms => parseDuration(spellDuration(ms)) === ms));
  });
});
