import { describe, expect, it } from 'vitest';
import { type CourseAbout, courseBegins, courseOf } from '../../src/release/course.ts';
import {
  type Counts,
  type Finding,
  type Sample,
  UNBOUNDED,
  type WatchRules,
} from '../../src/release/watching.ts';

const T = 1_700_000_000_000;
const SECOND = 1_000;
const rules: WatchRules = {
  everyMs: 10_000,
  afterEveryMs: 60_000,
  afterMs: 0,
  triggers: [
    {
      name: 'P99 above 1 s',
      condition: { kind: 'latency', quantile: 0.99, seconds: 1, minRequests: 10 },
      windowMs: 60_000,
      action: 'rollback',
    },
    {
      name: 'schema validation below 95',
      condition: { kind: 'figure', figure: 'schema_validation', is: 'below', limit: 95, minSamples: 2 },
      windowMs: 60_000,
      action: 'rollback',
    },
    {
      name: '3 failed health checks',
      condition: { kind: 'health', failures: 3 },
      windowMs: 60_000,
      action: 'rollback',
    },
  ],
  minRequests: 10,
  lostAfter: 5,
  comparison: { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: 0.5, sloPercent: 1 },
};
const counts = (requests: number, errors: number, slow = 0): Counts => ({
  requests,
  errors,
  buckets: [
    { le: 0.5, count: requests - slow },
    { le: UNBOUNDED, count: requests },
  ],
});
const sample = (seconds: number, canary: Counts, baseline: Counts, figures = {}): Sample => ({
  at: T + seconds * SECOND,
  measurement: { canary, baseline, healthy: true, figures },
  problem: null,
});
const about = (seconds: number, more: Partial<CourseAbout> = {}): CourseAbout => ({
  rules,
  firstTrafficAt: T,
  phases: [{ step: 'traffic-5', percent: 5, since: T }],
  verdictAt: T + seconds * SECOND,
  finding: null,
  ...more,
});
const finding = (more: Partial<Finding>): Finding => ({
  trigger: 'more errors than the version beside it',
  action: 'rollback',
  seen: 10,
  limit: 1.25,
  baseline: 1,
  canaryRequests: 100,
  windowMs: 20_000,
  ...more,
});

describe('the course of a canary', () => {
  it('shows percent of failed requests and of slow answers, of both versions, from the counts', () => {
    const samples = [
      sample(10, counts(100, 2, 10), counts(1000, 5, 20)),
      sample(20, counts(50, 5, 5), counts(1000, 10, 30)),
    ];
    const course = courseOf(samples, about(20));
    expect(course?.panels).toEqual([
      {
        measure: { kind: 'failed' },
        limit: 1,
        points: [
          { from: T, canary: 2, baseline: 0.5 },
          { from: T + 10_000, canary: 10, baseline: 1 },
        ],
      },
      {
        measure: { kind: 'slow', seconds: 0.5 },
        limit: null,
        points: [
          { from: T, canary: 10, baseline: 2 },
          { from: T + 10_000, canary: 10, baseline: 3 },
        ],
      },
    ]);
  });

  it('adds samples up to twenty stretches at most, each counted once', () => {
    const samples = Array.from({ length: 360 }, (_, index) =>
      sample(10 * (index + 1), counts(10, index < 180 ? 0 : 1), counts(90, 0)),
    );
    const points = courseOf(samples, about(3600))?.panels[0]?.points ?? [];
    expect(points).toHaveLength(20);
    expect(points.map(({ canary }) => canary)).toEqual([...Array(10).fill(0), ...Array(10).fill(10)]);
  });

  it('leaves a gap where a version had no traffic, and none where nothing was measured', () => {
    const lost: Sample = { at: T + 20 * SECOND, measurement: null, problem: 'refused' };
    const samples = [
      sample(10, counts(10, 1), counts(90, 0)),
      lost,
      sample(30, counts(10, 0), counts(0, 0)),
      sample(40, counts(10, 0), counts(90, 9)),
    ];
    const points = courseOf(samples, about(40))?.panels[0]?.points;
    expect(points?.map(({ canary, baseline }) => [canary, baseline])).toEqual([
      [10, 0],
      [null, null],
      [0, null],
      [0, 10],
    ]);
  });

  it('has stretches as long as the pace of the measurements, also below a second', () => {
    const quick = { ...rules, everyMs: 150 };
    const samples = Array.from({ length: 10 }, (_, index) =>
      sample(0.15 * (index + 1), counts(9, 1), counts(9, 0)),
    );
    expect(courseOf(samples, about(1.5, { rules: quick }))).toMatchObject({ stepMs: 200 });
    expect(courseOf(samples, about(1.5, { rules: quick }))?.panels[0]?.points).toHaveLength(8);
  });

  it('begins with the phase before the one the verdict fell in', () => {
    const phases = [5, 25, 50].map((percent, index) => ({
      step: `traffic-${percent}`,
      percent,
      since: T + index * 600 * SECOND,
    }));
    expect(courseBegins(about(1500, { phases }))).toBe(T + 600 * SECOND);
    expect(courseBegins(about(700, { phases }))).toBe(T);
  });

  it('does not look further back than two hours', () => {
    expect(courseBegins(about(24 * 3600))).toBe(T + 22 * 3600 * SECOND);
  });

  it('is none before two stretches were measured', () => {
    expect(courseOf([], about(20))).toBeNull();
    expect(courseOf([sample(10, counts(10, 1), counts(90, 0))], about(20))).toBeNull();
  });

  it('holds nothing of what came after the verdict', () => {
    const samples = [10, 20, 30].map(at => sample(at, counts(10, at === 30 ? 10 : 0), counts(90, 0)));
    expect(courseOf(samples, about(20))?.panels[0]?.points.map(({ canary }) => canary)).toEqual([0, 0]);
  });
});

describe('what decided', () => {
  const samples = [10, 20, 30].map(at =>
    sample(at, counts(100, 1, 5), counts(900, 1, 9), { schema_validation: 99 - at }),
  );
  const proof = {
    since: T,
    counted: { canary: { requests: 1, bad: 1 }, baseline: { requests: 1, bad: 0 } },
    odds: null,
    dispersion: 1,
  };
  const first = (decided: Finding) => courseOf(samples, about(30, { finding: decided }))?.panels[0];

  it('comes first, with the limit of its rule', () => {
    expect(first(finding({ proof: { rule: 'more-errors', ...proof } }))).toMatchObject({
      measure: { kind: 'failed' },
      limit: 1.25,
    });
    expect(first(finding({ proof: { rule: 'more-slow', ...proof }, limit: 2 }))).toMatchObject({
      measure: { kind: 'slow', seconds: 0.5 },
      limit: 2,
    });
    expect(first(finding({ trigger: 'P99 above 1 s', limit: 1 }))).toMatchObject({
      measure: { kind: 'latency', quantile: 0.99 },
      limit: 1,
    });
  });

  it('is shown without a second version where there is none to compare with', () => {
    expect(first(finding({ trigger: 'schema validation below 95', limit: 95 }))).toMatchObject({
      measure: { kind: 'figure', name: 'schema_validation' },
      points: [
        { canary: 89, baseline: null },
        { canary: 79, baseline: null },
        { canary: 69, baseline: null },
      ],
    });
  });

  it('leaves the usual panels where it has no course of its own', () => {
    expect(first(finding({ trigger: '3 failed health checks', limit: 3 }))).toMatchObject({
      measure: { kind: 'failed' },
      limit: 1,
    });
  });
});
