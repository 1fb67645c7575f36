import { describe, expect, it } from 'vitest';
import { type ComparisonState, compare } from '../../src/release/comparison.ts';
import { compareWithSaved, type SavedBaseline, savedAfter } from '../../src/release/saved-baseline.ts';
import {
  type Comparison,
  type Counts,
  type Finding,
  type Sample,
  UNBOUNDED,
} from '../../src/release/watching.ts';
import { poisson, seeded } from './simulation/chance.ts';

const TICK_MS = 10_000;
const rules: Comparison = { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: 1, sloPercent: 1 };

const counts = (requests: number, errors: number, slow = 0): Counts => ({
  requests,
  errors,
  buckets: [
    { le: 1, count: requests - slow },
    { le: UNBOUNDED, count: requests },
  ],
});
const NONE = counts(0, 0);
const sampleOf = (at: number, canary: Counts, baseline: Counts = NONE): Sample => ({
  at: at * TICK_MS,
  problem: null,
  measurement: { canary, baseline, healthy: null, figures: {}, overMs: TICK_MS },
});
const saved = (requests: number, errors: number, slow = 0): SavedBaseline => ({
  counts: counts(requests, errors, slow),
  from: 0,
  until: 90 * TICK_MS,
});

/** The first finding, and the tick it came with. */
function firstOf(ticks: readonly Counts[], past: SavedBaseline): { tick: number; finding: Finding } | null {
  let state: ComparisonState | null = null;
  const samples = ticks.map((canary, index) => sampleOf(100 + index, canary));
  for (const index of samples.keys()) {
    const until = samples.slice(Math.max(0, index - 6), index + 1);
    const beside = compare(state, until, rules);
    if (!beside) continue;
    const compared = compareWithSaved(beside.state, until, rules, past);
    const [finding] = compared.findings;
    if (finding) return { tick: index + 1, finding };
    state = JSON.parse(JSON.stringify(compared.state));
  }
  return null;
}
const times = (count: number, tick: Counts) => Array.from({ length: count }, () => tick);

describe('what the version before showed', () => {
  it('is added up while it runs beside, and kept as it was when it is gone', () => {
    let kept: SavedBaseline | null = null;
    for (const at of [1, 2]) kept = savedAfter(kept, sampleOf(at, counts(10, 0), counts(90, 1)), false);
    expect(kept).toMatchObject({ counts: { requests: 180, errors: 2 }, from: 0, until: 2 * TICK_MS });
    expect(savedAfter(kept, sampleOf(3, counts(100, 0), counts(1, 1)), true)).toBe(kept);
    expect(savedAfter(kept, { ...sampleOf(3, NONE), measurement: null }, false)).toBe(kept);
  });
  it('is nothing where it never ran beside', () => {
    expect(savedAfter(null, sampleOf(1, counts(10, 0)), false)).toBeNull();
  });
});

describe('a version that has all of the traffic', () => {
  it('is found when it fails more often than the version before did, and against what', () => {
    const found = firstOf(
      [...times(30, counts(1000, 5)), ...times(10, counts(1000, 50))],
      saved(90_000, 450),
    );
    expect(found?.tick).toBeGreaterThan(30);
    expect(found?.tick).toBeLessThanOrEqual(36);
    expect(found?.finding).toMatchObject({
      trigger: 'more errors than the version before it had',
      action: 'rollback',
      severity: 'critical',
      baseline: 0.5,
      limit: 1,
      since: 129 * TICK_MS,
      proof: {
        rule: 'more-errors',
        against: 'saved',
        counted: { baseline: { requests: 90_000, bad: 450 } },
        savedUntil: 90 * TICK_MS,
      },
    });
  });
  it('is found when more of its answers are slow', () => {
    const found = firstOf(times(10, counts(1000, 0, 80)), saved(90_000, 0, 900));
    expect(found?.finding.trigger).toBe('more slow answers than the version before it had');
  });
  it('is not blamed for what other hours bring: up to twice as much', () => {
    expect(firstOf(times(360, counts(1000, 9)), saved(90_000, 450))).toBeNull();
  });
  it('is not compared with a past that was not measured, and only loosely with a short one', () => {
    expect(firstOf(times(30, counts(1000, 50)), saved(0, 0))).toBeNull();
    // One in a hundred failed; up to 4.7 % is possible, so 5 % is less than twice that.
    expect(firstOf(times(30, counts(1000, 50)), saved(100, 1))).toBeNull();
  });

  it('is not blamed in 100 watches of half an hour though it is as good as the one before', () => {
    const random = seeded(11);
    for (let run = 0; run < 100; run += 1) {
      const past = saved(20_000, poisson(100, random));
      let state: ComparisonState = compare(null, [sampleOf(99, NONE)], rules)!.state;
      for (let tick = 0; tick < 180; tick += 1) {
        const compared = compareWithSaved(
          state,
          [sampleOf(100 + tick, counts(1000, poisson(5, random)))],
          rules,
          past,
        );
        expect(compared.findings).toEqual([]);
        state = compared.state;
      }
    }
  });
});
