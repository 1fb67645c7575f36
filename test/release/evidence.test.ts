import { describe, expect, it } from 'vitest';
import type { Criterion } from '../../src/release/criteria.ts';
import { evidenceOf } from '../../src/release/evidence.ts';
import type { Measurement, Sample, WatchRules } from '../../src/release/watching.ts';
import { UNBOUNDED } from '../../src/release/watching.ts';

const TICK_MS = 10_000;
const NOW = 100 * TICK_MS;
const rules: WatchRules = {
  everyMs: TICK_MS,
  afterEveryMs: 60_000,
  afterMs: 0,
  triggers: [],
  minRequests: 100,
  lostAfter: 2,
};

/** Every request took up to half a second, 95 % of them up to 0.4 s. */
const counts = (requests: number, errors = 0) => ({
  requests,
  errors,
  buckets: [
    { le: 0.1, count: requests / 2 },
    { le: 0.5, count: requests },
    { le: UNBOUNDED, count: requests },
  ],
});
const tick = (ago: number, more: Partial<Measurement> = {}): Sample => ({
  at: NOW - ago * TICK_MS,
  problem: null,
  measurement: {
    canary: counts(100),
    baseline: counts(300),
    healthy: null,
    figures: {},
    overMs: TICK_MS,
    ...more,
  },
});
const seen = (success: Criterion[], samples: Sample[], isFirst = false) =>
  evidenceOf({ ...rules, success }, samples, NOW, isFirst);
const cpu = (when: Criterion['when'], limit: number): Criterion => ({
  when,
  measure: { kind: 'figure', figure: 'cpu_percent' },
  is: 'below',
  limit,
});
const p95 = (when: Criterion['when'], limit: number): Criterion => ({
  when,
  measure: { kind: 'latency', quantile: 0.95 },
  is: 'below',
  limit,
});

describe('a phase that should have shown something', () => {
  it('passes when it has', () => {
    const evidence = seen([p95('phase', 0.5)], [tick(0)]);
    expect(evidence).toMatchObject({ verdict: 'pass' });
    expect(evidence).not.toHaveProperty('missed');
  });

  it.each<[string, Criterion, number, Partial<Measurement>]>([
    [
      'error rate',
      { when: 'phase', measure: { kind: 'error-rate' }, is: 'below', limit: 0.5 },
      1,
      { canary: counts(100, 1) },
    ],
    ['latency', p95('phase', 0.4), 0.46, {}],
    [
      'throughput of both versions together',
      { when: 'phase', measure: { kind: 'throughput' }, is: 'at-least', limit: 41 },
      40,
      {},
    ],
    ['a figure', cpu('phase', 80), 81, { figures: { cpu_percent: 81 } }],
  ])('is no pass when it missed its %s, with the value seen', (_, criterion, value, more) => {
    const evidence = seen([criterion], [tick(0, more)]);
    expect(evidence.verdict).toBe('fail');
    expect(evidence.missed).toHaveLength(1);
    expect(evidence.missed?.[0]?.seen).toBeCloseTo(value);
  });

  it('measures uptime by the critical health checks where no figure says it', () => {
    const uptime: Criterion = {
      when: 'phase',
      measure: { kind: 'figure', figure: 'uptime_percent' },
      is: 'at-least',
      limit: 99,
    };
    const checked = [true, true, true, false].map((healthy, ago) => tick(ago, { healthy }));
    expect(seen([uptime], checked).missed).toMatchObject([{ seen: 75 }]);
    expect(seen([uptime], checked.slice(0, 3)).verdict).toBe('pass');
    expect(seen([uptime], [tick(0)]).verdict).toBe('unmeasured');
  });

  it('keeps to the limit itself only where at least so much is asked for', () => {
    const is = (how: Criterion['is']) =>
      seen([{ ...cpu('phase', 80), is: how }], [tick(0, { figures: { cpu_percent: 80 } })]).verdict;
    expect([is('at-least'), is('below')]).toEqual(['pass', 'fail']);
  });

  it('is measured by the mean of a figure: a spike is for the triggers', () => {
    const values = [95, 60, 60].map((percent, ago) => tick(ago, { figures: { cpu_percent: percent } }));
    expect(seen([cpu('phase', 80)], values).verdict).toBe('pass');
  });

  it('is stricter in the first phase where that says so, and knows nothing of what is asked before the start', () => {
    const success = [p95('phase', 0.5), p95('first-phase', 0.2), cpu('start', 1)];
    expect(seen(success, [tick(0)]).verdict).toBe('pass');
    expect(seen(success, [tick(0)], true)).toMatchObject({ verdict: 'fail', missed: [{ limit: 0.2 }] });
  });

  it('is inconclusive with too little traffic, and says what was missed so far', () => {
    const few = tick(0, { canary: counts(20) });
    expect(seen([p95('phase', 0.4)], [few])).toMatchObject({
      verdict: 'inconclusive',
      missed: [{ limit: 0.4 }],
    });
  });

  it('is not measured where a figure is missing, and says why', () => {
    const missing = { cpu_percent: 'cpu_percent: its query gives 2 series where one is expected' };
    expect(seen([cpu('phase', 80)], [tick(0, { missing })])).toMatchObject({
      verdict: 'unmeasured',
      problems: [missing.cpu_percent],
    });
  });
});

describe('a figure a trigger looks at', () => {
  const triggers: WatchRules['triggers'] = [
    {
      name: 'memory above 90',
      condition: { kind: 'figure', figure: 'memory_percent', is: 'above', limit: 90, minSamples: 1 },
      windowMs: 60_000,
      action: 'rollback',
    },
  ];
  it('is no pass when it went missing of late', () => {
    const missing = {
      memory_percent: 'memory_percent: its query is NaN, as when nothing is divided by nothing',
    };
    const samples = [
      tick(3, { figures: { memory_percent: 50 } }),
      tick(1, { missing }),
      tick(0, { missing }),
    ];
    expect(evidenceOf({ ...rules, triggers }, samples, NOW)).toMatchObject({
      verdict: 'unmeasured',
      problems: [missing.memory_percent],
    });
    expect(evidenceOf({ ...rules, triggers }, samples.slice(0, 2), NOW).verdict).toBe('pass');
  });
});

describe('latency nobody measures', () => {
  it('is no pass where a trigger looks at it, and is named once', () => {
    const latency = (name: string) =>
      ({
        name,
        condition: { kind: 'latency', quantile: 0.95, seconds: 1, minRequests: 1 },
        windowMs: 60_000,
        action: 'pause',
      }) as const;
    const bare = tick(0, { canary: { requests: 500, errors: 0, buckets: [] } });
    const triggers = [latency('one'), latency('another')];
    expect(evidenceOf({ ...rules, triggers }, [bare], NOW)).toMatchObject({
      verdict: 'unmeasured',
      problems: ['the latency of the new version was not measured: there is no histogram of it'],
    });
  });
});

describe('a process that began again', () => {
  it('leaves nothing proven of what was good before it', () => {
    const before = tick(2, { canary: counts(1000) });
    const restarted = tick(1, { canary: counts(10), restarts: 1 });
    const evidence = evidenceOf(rules, [before, restarted, tick(0, { canary: counts(99) })], NOW);
    expect(evidence).toMatchObject({ verdict: 'inconclusive', restarts: 1, requests: 1109 });
    expect(evidenceOf(rules, [before, restarted, tick(0)], NOW).verdict).toBe('pass');
  });
  it('does not make what was bad before it forgotten', () => {
    const comparison = { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: null, sloPercent: 1 };
    const bad = tick(2, { canary: counts(1000, 50) });
    const after = [tick(1, { restarts: 1 }), tick(0, { canary: counts(1000) })];
    expect(evidenceOf({ ...rules, comparison }, [bad, ...after], NOW).verdict).toBe('inconclusive');
  });
});
