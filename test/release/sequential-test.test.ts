import { describe, expect, it } from 'vitest';
import {
  beginTest,
  evidenceAgainst,
  feed,
  rejects,
  type SequentialTest,
} from '../../src/release/sequential-test.ts';
import type { Pair } from '../../src/release/watching.ts';

const TICK_MS = 10_000;
const pair = (canary: [number, number], baseline: [number, number]): Pair => ({
  canary: { requests: canary[0], bad: canary[1] },
  baseline: { requests: baseline[0], bad: baseline[1] },
});
const healthy = pair([50, 0], [950, 5]);
const bad = pair([50, 5], [950, 5]);

const fed = (
  ticks: readonly Pair[],
  { dispersion = 1, test = beginTest(0), from = 0 } = {},
): SequentialTest =>
  ticks.reduce(
    (state, seen, at) => feed(state, { at: from + (at + 1) * TICK_MS, seen, dispersion }, 1.25),
    test,
  );
const isBlamed = (test: SequentialTest, dispersion = 1): boolean =>
  rejects(test, { alpha: 0.01, toleratedRatio: 1.25, dispersion });
const times = (count: number, one: Pair): Pair[] => Array.from({ length: count }, () => one);

describe('the evidence against a canary', () => {
  it('is 1 before anything was seen', () => {
    expect(evidenceAgainst(beginTest(0))).toBeCloseTo(1, 12);
  });

  it('is the mean of the likelihood ratios over the grid, half of it at stake', () => {
    // One bad request of the canary at odds 1.25 · 1 ÷ 1: of ratio k it is k (1 + o) ÷ (1 + ko) times as likely.
    const odds = 1.25;
    const ratios = [1.5, 2, 3, 5, 10, 20, 50].map(k => (k * (1 + odds)) / (1 + k * odds));
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
    const even = fed([pair([100, 1], [100, 0]), ...times(2, pair([100, 0], [100, 0]))]);
    expect(evidenceAgainst(even)).toBeCloseTo(0.5 * mean + 0.5, 12);
  });

  it('rises with bad requests of the canary and falls with those of the baseline', () => {
    const before = evidenceAgainst(fed(times(3, bad)));
    expect(evidenceAgainst(fed([...times(3, bad), bad]))).toBeGreaterThan(before);
    expect(evidenceAgainst(fed([...times(3, bad), healthy]))).toBeLessThan(before);
  });

  it('rises only as if bad requests were fewer when they come in bursts', () => {
    const inBursts = evidenceAgainst(fed(times(4, bad), { dispersion: 5 }));
    expect(inBursts).toBeLessThan(evidenceAgainst(fed(times(4, bad))));
    const ofFewer = fed(times(4, pair([50, 1], [950, 1])));
    expect(inBursts).toBeCloseTo(evidenceAgainst(ofFewer), 9);
  });

  it('is never infinite', () => {
    const all = fed(times(50, pair([10_000, 10_000], [10_000, 0])));
    expect(evidenceAgainst(all)).toBe(1e9);
    expect(all.logs.every(Number.isFinite)).toBe(true);
  });
});

describe('a canary is blamed', () => {
  it('when it has many more bad requests', () => {
    expect(isBlamed(fed(times(3, bad)))).toBe(true);
  });

  it('not when it has as many, for hours', () => {
    expect(isBlamed(fed(times(2000, pair([500, 3], [500, 3]))))).toBe(false);
  });

  it('not for one burst, however large', () => {
    const burst = fed([healthy, healthy, pair([50, 40], [950, 5]), healthy]);
    expect(evidenceAgainst(burst)).toBeGreaterThan(100);
    expect(isBlamed(burst)).toBe(false);
  });

  it('not for what would be little, as is known now, because it came in bursts', () => {
    expect(isBlamed(fed(times(3, bad)), 10)).toBe(false);
  });

  it('not for a handful of requests', () => {
    const few = times(3, pair([9, 9], [950, 0]));
    expect(isBlamed(fed(few))).toBe(false);
    expect(isBlamed(fed([...few, pair([9, 9], [950, 0])]))).toBe(true);
  });
});

describe('a tick without traffic on one side', () => {
  it('waits for the other and then counts as part of the next', () => {
    const apart = fed([...times(3, healthy), pair([50, 2], [0, 0]), pair([0, 0], [950, 5])]);
    const together = fed([...times(3, healthy), pair([50, 2], [950, 5])]);
    expect(evidenceAgainst(apart)).toBeCloseTo(evidenceAgainst(together), 12);
    expect(evidenceAgainst(fed([...times(3, healthy), pair([50, 50], [0, 0])]))).toBe(
      evidenceAgainst(fed(times(3, healthy))),
    );
  });

  it('never blames a canary that has no version beside it', () => {
    expect(isBlamed(fed(times(100, pair([1000, 900], [0, 0]))))).toBe(false);
  });
});

describe('a regression that sets in late', () => {
  const calm = fed(times(360, healthy));
  const from = 360 * TICK_MS;

  it('is found nearly as fast as an early one', () => {
    const ticksUntil = (test: SequentialTest, start: number) => {
      let ticks = 1;
      while (!isBlamed(fed(times(ticks, bad), { test, from: start }))) ticks += 1;
      return ticks;
    };
    expect(ticksUntil(calm, from) - ticksUntil(beginTest(0), 0)).toBeLessThanOrEqual(3);
  });

  it('is dated', () => {
    const { onset } = fed(times(4, bad), { test: calm, from });
    expect(onset.at).toBe(from);
    expect(onset.seen).toEqual(pair([200, 20], [3800, 20]));
  });
});

it('the state goes through JSON and does not grow', () => {
  const [hour, day] = [360, 8640].map(ticks => fed(times(ticks, pair([50, 1], [950, 5]))));
  const text = JSON.stringify(day);
  expect(JSON.parse(text)).toEqual(day);
  expect(text.length).toBeLessThan(1000);
  expect(text.length - JSON.stringify(hour).length).toBeLessThan(100);
});
