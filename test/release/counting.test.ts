import { describe, expect, it } from 'vitest';
import { countedBetween, errorPercent, quantile } from '../../src/release/counting.ts';
import { type CounterSeries, type Reading, UNBOUNDED } from '../../src/release/watching.ts';

const series = (
  key: string,
  requests: number,
  errors: number,
  buckets: [number, number][] = [],
): CounterSeries => ({
  key,
  requests,
  errors,
  buckets: buckets.map(([le, count]) => ({ le, count })),
});
const reading = (...canary: CounterSeries[]): Reading => ({
  canary,
  baseline: [],
  healthy: null,
  figures: {},
});
const between = (before: CounterSeries[] | null, ...now: CounterSeries[]) =>
  countedBetween(before && { canary: before, baseline: [] }, reading(...now)).canary;

describe('what happened between two readings', () => {
  it('is the difference of the counters, added over the instances', () => {
    const counted = between(
      [series('a', 100, 1), series('b', 50, 0)],
      series('a', 130, 4),
      series('b', 70, 0),
    );
    expect(counted).toMatchObject({ requests: 50, errors: 3 });
  });

  it('counts a restarted process from zero, never below', () => {
    expect(between([series('a', 1_000, 20)], series('a', 30, 2))).toMatchObject({ requests: 30, errors: 2 });
  });

  it('tells how many processes of the new version began again, and that none did', () => {
    const measured = (...now: CounterSeries[]) =>
      countedBetween(
        { canary: [series('a', 10, 0), series('b', 10, 0)], baseline: [] },
        { ...reading(...now), baseline: [] },
      );
    expect(measured(series('a', 3, 0), series('b', 2, 0)).restarts).toBe(2);
    expect(measured(series('a', 10, 0), series('new', 0, 0))).not.toHaveProperty('restarts');
  });

  it('blames no process when all counters of both versions began again, as when a proxy is reloaded', () => {
    const before = { canary: [series('a', 10, 0)], baseline: [series('b', 10, 0)] };
    const restarts = (canary: number, baseline: number) =>
      countedBetween(before, { ...reading(series('a', canary, 0)), baseline: [series('b', baseline, 0)] })
        .restarts;
    expect([restarts(1, 1), restarts(1, 12), restarts(12, 1)]).toEqual([undefined, 1, undefined]);
  });

  it('leaves out what an instance counted before it was first seen', () => {
    expect(between(null, series('a', 1_000, 20))).toMatchObject({ requests: 0, errors: 0 });
    expect(between([series('a', 10, 0)], series('a', 20, 0), series('new', 500, 500)).requests).toBe(10);
  });

  it('forgets an instance that is gone', () => {
    expect(between([series('a', 10, 0), series('gone', 900, 9)], series('a', 15, 0))).toMatchObject({
      requests: 5,
    });
  });

  it('takes histograms apart bucket by bucket', () => {
    const before = [
      series('a', 10, 0, [
        [0.1, 8],
        [UNBOUNDED, 10],
      ]),
    ];
    const counted = between(
      before,
      series('a', 30, 0, [
        [0.1, 9],
        [UNBOUNDED, 30],
      ]),
    );
    expect(counted.buckets).toEqual([
      { le: 0.1, count: 1 },
      { le: UNBOUNDED, count: 20 },
    ]);
  });
});

describe('a quantile', () => {
  const of = (...buckets: [number, number][]) => ({
    requests: 0,
    errors: 0,
    buckets: buckets.map(([le, count]) => ({ le, count })),
  });

  it('is interpolated within its bucket as Prometheus does', () => {
    expect(quantile(of([0.1, 50], [0.2, 100]), 0.75)).toBeCloseTo(0.15);
    expect(quantile(of([0.1, 100]), 0.5)).toBeCloseTo(0.05);
  });

  it('is the highest finite bound when it lies beyond', () => {
    expect(quantile(of([0.1, 1], [UNBOUNDED, 100]), 0.95)).toBe(0.1);
  });

  it('is unknown when nothing was measured', () => {
    expect(quantile(of(), 0.95)).toBeNull();
    expect(quantile(of([0.1, 0], [UNBOUNDED, 0]), 0.95)).toBeNull();
  });
});

it('no requests have no error rate', () => {
  expect(errorPercent({ requests: 0, errors: 0, buckets: [] })).toBeNull();
  expect(errorPercent({ requests: 50, errors: 4, buckets: [] })).toBe(8);
});
