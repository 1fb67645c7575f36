import { describe, expect, it } from 'vitest';
import { dispersionOf } from '../../src/release/dispersion.ts';
import { type HalfHour, whole, withTick } from '../../src/release/half-hour.ts';
import type { Pair } from '../../src/release/watching.ts';

const TICK_MS = 10_000;
const tick = (baseline: number, canary = 0, requests = 1000): Pair => ({
  canary: { requests: requests / 10, bad: canary },
  baseline: { requests, bad: baseline },
});
const seenIn = (...ticks: Pair[]): HalfHour =>
  ticks.reduce<HalfHour>((parts, one, at) => withTick(parts, (at + 1) * TICK_MS, one), []);

describe('how many bad requests count as one', () => {
  it('is one of each when they come by themselves', () => {
    expect(dispersionOf(seenIn(...[5, 4, 6, 5, 3, 7, 5, 4].map(bad => tick(bad))))).toBe(1);
  });

  it('is 1.25 times variance ÷ mean when they come in bursts', () => {
    // Mean 5, and Σ (x − 5)² ÷ 5 ÷ 7 with four times 0 and four times 10: 40 ÷ 7.
    const parts = seenIn(...[0, 10, 0, 10, 10, 0, 0, 10].map(bad => tick(bad)));
    expect(dispersionOf(parts)).toBeCloseTo((1.25 * 40) / 7, 12);
  });

  it('is not fooled by more traffic in some ticks', () => {
    const parts = seenIn(
      tick(50, 0, 10_000),
      tick(5),
      tick(50, 0, 10_000),
      tick(5),
      tick(4),
      tick(52, 0, 10_000),
    );
    expect(dispersionOf(parts)).toBe(1);
  });

  it('is taken from the canary where that scatters more', () => {
    const parts = seenIn(...[0, 0, 12, 0, 0, 12, 0, 0].map(bad => tick(0, bad)));
    expect(dispersionOf(parts)).toBeGreaterThan(10);
  });

  it('is one while nobody can tell', () => {
    expect(dispersionOf([])).toBe(1);
    expect(dispersionOf(seenIn(tick(20)))).toBe(1);
    expect(dispersionOf(seenIn(tick(0), tick(0)))).toBe(1);
  });
});

describe('the last half hour', () => {
  const hours = seenIn(...Array.from({ length: 1000 }, () => tick(5)));

  it('forgets what is older', () => {
    const { baseline } = whole(hours);
    expect(baseline.ticks).toBeLessThanOrEqual(180);
    expect(baseline.ticks).toBeGreaterThanOrEqual(150);
    expect(baseline).toMatchObject({ requests: baseline.ticks * 1000, bad: baseline.ticks * 5 });
  });

  it('stays small however long it goes on', () => {
    expect(hours.length).toBeLessThanOrEqual(7);
  });
});
