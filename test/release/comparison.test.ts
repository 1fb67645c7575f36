import { describe, expect, it } from 'vitest';
import { type Compared, type ComparisonState, compare } from '../../src/release/comparison.ts';
import type { Bucket, Comparison, Counts, Finding, Sample } from '../../src/release/watching.ts';
import { UNBOUNDED } from '../../src/release/watching.ts';

const TICK_MS = 10_000;
const rules: Comparison = { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: 1, sloPercent: 1 };

interface Tick {
  canary?: Partial<Counts>;
  baseline?: Partial<Counts>;
}
const counts = (requests: number, some: Partial<Counts> = {}): Counts => ({
  requests,
  errors: 0,
  buckets: [],
  ...some,
});
const sampleOf = ({ canary, baseline }: Tick, at: number): Sample => ({
  at: (at + 1) * TICK_MS,
  problem: null,
  measurement: { canary: counts(50, canary), baseline: counts(950, baseline), healthy: null, figures: {} },
});
const times = (count: number, tick: Tick): Tick[] => Array.from({ length: count }, () => tick);
const slow = (requests: number, count: number): { buckets: Bucket[] } => ({
  buckets: [
    { le: 0.5, count: requests - count },
    { le: 1, count: requests - count },
    { le: UNBOUNDED, count: requests },
  ],
});

/** What was found at each tick, through JSON in between as it is kept. */
function findingsOf(ticks: readonly Tick[], with_: Partial<Comparison> = {}): Finding[][] {
  let state: ComparisonState | null = null;
  const samples = ticks.map(sampleOf);
  return samples.map((_, at) => {
    const compared: Compared | null = compare(state, samples.slice(0, at + 1), { ...rules, ...with_ });
    state = compared && JSON.parse(JSON.stringify(compared.state));
    return compared?.findings ?? [];
  });
}
const firstOf = (ticks: readonly Tick[], with_: Partial<Comparison> = {}): Finding | undefined =>
  findingsOf(ticks, with_).flat()[0];

const usual = { errors: 5 };

describe('a canary that fails more often than the version beside it', () => {
  const finding = firstOf([
    ...times(30, { baseline: usual }),
    ...times(9, { canary: { errors: 5 }, baseline: usual }),
  ]);

  it('is taken back, with rule, numbers and since when', () => {
    expect(finding).toMatchObject({
      trigger: 'more errors than the version beside it',
      action: 'rollback',
      seen: 10,
      proof: { rule: 'more-errors', since: 30 * TICK_MS, odds: { needed: 100 } },
    });
    expect(finding?.baseline).toBeCloseTo(0.526, 3);
    expect(finding?.limit).toBeCloseTo(1.25 * 0.526, 3);
    expect(finding?.proof?.odds?.against).toBeGreaterThanOrEqual(100);
    const { canary } = finding?.proof?.counted ?? {};
    expect(canary).toEqual({ requests: finding?.canaryRequests, bad: (finding?.canaryRequests ?? 0) / 10 });
    expect(finding?.windowMs).toBe(((finding?.canaryRequests ?? 0) / 50) * TICK_MS);
  });

  it('is blamed anew only on new evidence', () => {
    const ticks = findingsOf(times(12, { canary: { errors: 5 }, baseline: usual }));
    const at = ticks.flatMap((found, tick) => (found.length > 0 ? [tick + 1] : []));
    expect(at[0]).toBe(3);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(3);
  });

  it('is left alone within what is tolerated', () => {
    expect(
      firstOf(times(100, { canary: { errors: 1 }, baseline: { errors: 16 } }), { sloPercent: 5 }),
    ).toBeUndefined();
  });
});

describe('a canary that is slower than the version beside it', () => {
  const ticks = times(6, {
    canary: { requests: 50, ...slow(50, 6) },
    baseline: { requests: 950, ...slow(950, 5) },
  });

  it('is taken back by the same test', () => {
    expect(firstOf(ticks)).toMatchObject({ action: 'rollback', seen: 12, proof: { rule: 'more-slow' } });
  });

  it('is left alone where slowness is not compared, or no bucket tells it', () => {
    expect(firstOf(ticks, { slowerThanSeconds: null })).toBeUndefined();
    expect(firstOf(ticks, { slowerThanSeconds: 2 })).toBeUndefined();
  });
});

describe('a canary that fails catastrophically', () => {
  it('is taken back at once, also where nothing runs beside it', () => {
    const alone = { canary: { requests: 200, errors: 120 }, baseline: { requests: 0 } };
    expect(firstOf([alone])).toMatchObject({
      action: 'rollback',
      seen: 60,
      baseline: null,
      proof: { rule: 'catastrophe', odds: null },
    });
  });

  it('is not blamed when the version beside it fails as badly', () => {
    const found = findingsOf(
      times(6, { canary: { requests: 200, errors: 120 }, baseline: { errors: 570 } }),
    ).flat();
    expect(new Set(found.map(({ proof }) => proof?.rule))).toEqual(new Set(['both-bad']));
  });
});

describe('when both versions have more errors than they may', () => {
  it('the release is held and neither is blamed', () => {
    const found = findingsOf(
      times(40, { canary: { requests: 500, errors: 20 }, baseline: { requests: 500, errors: 20 } }),
    );
    expect(found.flat()[0]).toMatchObject({ action: 'pause', limit: 1, seen: 4, baseline: 4 });
    expect(new Set(found.flat().map(({ proof }) => proof?.rule))).toEqual(new Set(['both-bad']));
  });
});

describe('an error where the version beside it has none', () => {
  it('holds the release once the other certainly has none', () => {
    expect(firstOf([...times(9, {}), { canary: { errors: 1 } }])).toMatchObject({
      action: 'pause',
      limit: 0,
      baseline: 0,
      proof: { rule: 'error-over-none' },
    });
  });

  it('is nothing while the other has hardly been seen', () => {
    expect(firstOf([{}, { canary: { errors: 1 } }])).toBeUndefined();
  });
});

it('a tick that could not be measured changes nothing', () => {
  const unread: Sample = { at: TICK_MS, measurement: null, problem: 'connection refused' };
  expect(compare(null, [unread], rules)).toBeNull();
  expect(compare(null, [], rules)).toBeNull();
});
