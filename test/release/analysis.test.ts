import { describe, expect, it } from 'vitest';
import { firedBy, isLost, newsOf } from '../../src/release/analysis.ts';
import { evidenceOf } from '../../src/release/evidence.ts';
import type { Counts, Sample, Trigger, WatchRules } from '../../src/release/watching.ts';

const MINUTE = 60_000;
const now = 100 * MINUTE;

interface Seen {
  canary?: Partial<Counts>;
  baseline?: Partial<Counts>;
  healthy?: boolean;
  figures?: Record<string, number>;
}
const counts = (some: Partial<Counts> = {}): Counts => ({ requests: 0, errors: 0, buckets: [], ...some });
const seen = (agoMs: number, { canary, baseline, healthy, figures }: Seen): Sample => ({
  at: now - agoMs,
  problem: null,
  measurement: {
    canary: counts(canary),
    baseline: counts(baseline),
    healthy: healthy ?? null,
    figures: figures ?? {},
  },
});
const unread = (agoMs: number): Sample => ({
  at: now - agoMs,
  measurement: null,
  problem: 'connection refused',
});
const slower = (seconds: number, count: number) => [
  { le: seconds / 2, count: 0 },
  { le: seconds, count },
];

const errors: Trigger = {
  name: 'error rate above 10 % over 10 min',
  condition: { kind: 'error-rate', percent: 10, minRequests: 20 },
  windowMs: 10 * MINUTE,
  action: 'rollback',
};
const latency: Trigger = {
  name: 'P95 above 3 × baseline over 15 min',
  condition: { kind: 'latency-ratio', quantile: 0.95, times: 3, minRequests: 20 },
  windowMs: 15 * MINUTE,
  action: 'rollback',
};
const health: Trigger = {
  name: '3 failed health checks within 5 min',
  condition: { kind: 'health', failures: 3 },
  windowMs: 5 * MINUTE,
  action: 'rollback',
};
const schema: Trigger = {
  name: 'schema validation below 80 %',
  condition: { kind: 'figure', figure: 'schema', is: 'below', limit: 80, minSamples: 2 },
  windowMs: 20 * MINUTE,
  action: 'rollback',
};
const names = (triggers: Trigger[], ...samples: Sample[]) =>
  firedBy(triggers, samples, now).map(f => f.trigger);

describe('an error-rate trigger', () => {
  it('fires above its limit with the numbers it rests on', () => {
    const sample = seen(0, { canary: { requests: 50, errors: 6 }, baseline: { requests: 100, errors: 1 } });
    expect(firedBy([errors], [sample], now)).toEqual([
      {
        trigger: errors.name,
        since: now,
        action: 'rollback',
        seen: 12,
        limit: 10,
        baseline: 1,
        canaryRequests: 50,
        windowMs: 10 * MINUTE,
      },
    ]);
  });

  it('is silent at its limit, and with too few requests to tell', () => {
    expect(names([errors], seen(0, { canary: { requests: 50, errors: 5 } }))).toEqual([]);
    expect(names([errors], seen(0, { canary: { requests: 19, errors: 19 } }))).toEqual([]);
  });

  it('needs no full window, and forgets what is older than it', () => {
    const burst = { canary: { requests: 100, errors: 50 } };
    const calm = seen(0, { canary: { requests: 100, errors: 0 } });
    expect(names([errors], seen(MINUTE, burst), calm)).toEqual([errors.name]);
    expect(names([errors], seen(10 * MINUTE, burst), calm)).toEqual([]);
  });
});

describe('the other triggers of the default preset', () => {
  it('latency fires above three times the baseline beside it, and not without a baseline', () => {
    const canary = { requests: 40, buckets: slower(2, 40) };
    const usual = { requests: 40, buckets: slower(0.5, 40) };
    expect(names([latency], seen(0, { canary, baseline: usual }))).toEqual([latency.name]);
    expect(names([latency], seen(0, { canary: usual, baseline: usual }))).toEqual([]);
    expect(names([latency], seen(0, { canary }))).toEqual([]);
  });

  it('health fires with the third failed check within its window', () => {
    const failed = (ago: number) => seen(ago, { healthy: false });
    expect(names([health], failed(2), failed(1), seen(0, { healthy: true }))).toEqual([]);
    expect(names([health], failed(3), failed(2), seen(1, { healthy: true }), failed(0))).toEqual([
      health.name,
    ]);
    expect(names([health], failed(5 * MINUTE), failed(1), failed(0))).toEqual([]);
  });

  it('a figure fires on its latest value, once enough were seen', () => {
    const value = (ago: number, percent: number) => seen(ago, { figures: { schema: percent } });
    expect(names([schema], value(0, 70))).toEqual([]);
    expect(names([schema], value(1, 99), value(0, 79))).toEqual([schema.name]);
    expect(names([schema], value(1, 70), value(0, 95))).toEqual([]);
  });
});

describe('what a phase has shown', () => {
  const rules: WatchRules = {
    everyMs: 10_000,
    afterEveryMs: 60_000,
    afterMs: 0,
    triggers: [errors],
    minRequests: 100,
    lostAfter: 3,
  };
  const verdict = (more: Partial<WatchRules>, ...samples: Sample[]) =>
    evidenceOf({ ...rules, ...more }, samples, now).verdict;
  const healthy = seen(0, { canary: { requests: 100, errors: 1 } });

  it('is a pass with enough healthy traffic', () => {
    expect(verdict({}, healthy)).toBe('pass');
  });

  it('is inconclusive with too little of it', () => {
    expect(verdict({}, seen(0, { canary: { requests: 99 } }))).toBe('inconclusive');
  });

  it('is a fail while a trigger holds', () => {
    expect(verdict({}, seen(0, { canary: { requests: 100, errors: 11 } }))).toBe('fail');
  });

  it('is never a pass when nothing could be read, or the source was lost at the end', () => {
    expect(verdict({})).toBe('unmeasured');
    expect(verdict({}, unread(0))).toBe('unmeasured');
    expect(verdict({}, healthy, unread(2), unread(1), unread(0))).toBe('unmeasured');
  });

  it('bears single missed readings', () => {
    expect(verdict({}, unread(3), healthy, unread(1))).toBe('pass');
  });

  it('is a pass of a canary that is compared only when too many errors can be ruled out', () => {
    const comparison = { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: null, sloPercent: 1 };
    const verdictOf = (requests: number, errors: number) =>
      verdict({ comparison }, seen(0, { canary: { requests, errors } }));
    expect(verdictOf(298, 0)).toBe('inconclusive');
    expect(verdictOf(299, 0)).toBe('pass');
    expect(verdictOf(1000, 9)).toBe('inconclusive');
    expect(verdictOf(100_000, 900)).toBe('pass');
    const sample = seen(0, { canary: { requests: 300 } });
    const { certainly } = evidenceOf({ ...rules, comparison }, [sample], now);
    expect(certainly?.allowed).toBe(1);
    expect(certainly?.errorsBelow).toBeCloseTo(0.9936, 4);
    expect(evidenceOf(rules, [sample], now)).not.toHaveProperty('certainly');
  });

  it('is never a pass when what a trigger looks at was not measured', () => {
    expect(verdict({ triggers: [latency] }, healthy)).toBe('unmeasured');
    expect(verdict({ triggers: [schema] }, healthy)).toBe('unmeasured');
    expect(verdict({ triggers: [health] }, healthy)).toBe('unmeasured');
  });
});

it('the source is lost after as many readings in a row as the rules bear', () => {
  const rules = { lostAfter: 3 };
  expect(isLost(rules, [unread(2), unread(1)])).toBe(false);
  expect(isLost(rules, [unread(2), unread(1), unread(0)])).toBe(true);
  expect(isLost(rules, [unread(3), unread(2), unread(1), seen(0, {})])).toBe(false);
});

describe('a trigger that has to hold for a while', () => {
  const held: Trigger = {
    name: 'memory above 90 for 2 min',
    condition: { kind: 'figure', figure: 'memory', is: 'above', limit: 90, minSamples: 1 },
    windowMs: MINUTE,
    heldMs: 2 * MINUTE,
    action: 'pause',
    severity: 'critical',
  };
  const memory = (ago: number, value: number) => seen(ago * MINUTE, { figures: { memory: value } });

  it('fires when it has held at every sample for so long, and says since when', () => {
    const samples = [memory(2, 95), memory(1, 91), memory(0, 92)];
    expect(firedBy([held], samples, now)).toMatchObject([
      { trigger: held.name, severity: 'critical', seen: 92, since: now - 2 * MINUTE },
    ]);
  });
  it('is silent when it has not held long enough, or not all the time', () => {
    expect(names([held], memory(1.5, 95), memory(1, 95), memory(0, 95))).toEqual([]);
    expect(names([held], memory(2, 95), memory(1, 80), memory(0, 95))).toEqual([]);
    expect(names([held], memory(2, 95), memory(1, 95), memory(0, 80))).toEqual([]);
  });
  it('is neither confirmed nor refuted by what could not be measured', () => {
    expect(names([held], memory(2, 95), unread(MINUTE), memory(0, 95))).toEqual([held.name]);
  });
});

describe('health checks', () => {
  const checks = (ago: number, failing: readonly string[]) => {
    const sample = seen(ago, {});
    const all = [
      { name: 'health', critical: true },
      { name: 'payments', critical: true },
      { name: 'reports', critical: false },
    ].map(check => {
      const ok = !failing.includes(check.name);
      return { ...check, ok, why: ok ? null : 'answered 503' };
    });
    return { ...sample, measurement: { ...sample.measurement!, checks: all } };
  };
  const notCritical: Trigger = {
    ...health,
    name: 'others failed',
    condition: { kind: 'health', failures: 3, critical: false },
  };
  it('are counted one by one: three that failed once are no check that failed three times', () => {
    expect(names([health], checks(2, ['health', 'payments']), checks(1, ['health']))).toEqual([]);
    const third = [checks(2, ['payments']), checks(1, ['payments']), checks(0, ['payments'])];
    expect(firedBy([health], third, now)).toMatchObject([{ seen: 3, note: 'payments: answered 503' }]);
  });
  it('that are not critical have triggers of their own', () => {
    const samples = [checks(2, ['reports']), checks(1, ['reports']), checks(0, ['reports'])];
    expect(names([health, notCritical], ...samples)).toEqual(['others failed']);
  });
});

describe('throughput', () => {
  const throughput: Trigger = {
    name: 'throughput below 50 % of its share',
    condition: { kind: 'throughput', percent: 50, minRequests: 20 },
    windowMs: 5 * MINUTE,
    action: 'pause',
  };
  const at = (traffic: number, canary: number) => {
    const sample = seen(0, { canary: { requests: canary }, baseline: { requests: 750 } });
    return { ...sample, measurement: { ...sample.measurement!, traffic } };
  };
  it('is measured against what its share of the traffic should bring', () => {
    expect(firedBy([throughput], [at(25, 100)], now)).toMatchObject([{ seen: 40, limit: 50 }]);
    expect(names([throughput], at(25, 125))).toEqual([]);
  });
  it('says nothing once nothing is beside, or with too few requests due', () => {
    expect(names([throughput], at(100, 0))).toEqual([]);
    expect(names([throughput], at(2, 0))).toEqual([]);
  });
});

describe('what is told of several limits of one measure', () => {
  const limit = (
    percent: number,
    severity: 'critical' | 'high' | 'medium',
    action: Trigger['action'],
  ): Trigger => ({
    ...errors,
    name: `above ${percent} %`,
    condition: { kind: 'error-rate', percent, minRequests: 20 },
    severity,
    action,
  });
  const triggers = [
    limit(1, 'medium', 'notify'),
    limit(5, 'critical', 'pause'),
    limit(2, 'high', 'pause'),
    latency,
  ];
  const told = (errorsSeen: number, fired: string[] = []) => {
    const canary = { requests: 100, errors: errorsSeen, buckets: slower(2, 100) };
    const baseline = { requests: 100, buckets: slower(0.5, 100) };
    return newsOf(firedBy(triggers, [seen(0, { canary, baseline })], now), triggers, fired).map(
      ({ trigger }) => trigger,
    );
  };
  it('is the gravest, and other measures beside it, gravest first', () => {
    expect(told(6)).toEqual([latency.name, 'above 5 %']);
    expect(told(3)).toEqual([latency.name, 'above 2 %']);
  });
  it('is nothing of the lesser ones once the gravest was told', () => {
    expect(told(3, ['above 5 %', latency.name])).toEqual([]);
  });
  it('is a graver one also after a lesser one', () => {
    expect(told(6, ['above 1 %', 'above 2 %', latency.name])).toEqual(['above 5 %']);
  });
});

describe('latency once nothing is beside', () => {
  it('is measured against what the version before had shown', () => {
    const canary = { requests: 40, buckets: slower(2, 40) };
    const saved = counts({ requests: 1000, buckets: slower(0.5, 1000) });
    expect(firedBy([latency], [seen(0, { canary })], now, saved)).toMatchObject([
      { limit: 3 * 0.4875, baseline: 0.4875 },
    ]);
  });
});

describe('failures that come in a burst', () => {
  const spread: Trigger = {
    ...errors,
    condition: { kind: 'error-rate', percent: 10, minRequests: 20, minSamples: 3 },
  };
  const tick = (ago: number, failed: number, requests = 25) =>
    seen(ago * 10_000, { canary: { requests, errors: failed } });
  it('are one event where a trigger asks for several samples', () => {
    expect(names([spread], tick(2, 0), tick(1, 20), tick(0, 0))).toEqual([]);
    expect(names([errors], tick(2, 0), tick(1, 20), tick(0, 0))).toEqual([errors.name]);
    expect(names([spread], tick(2, 7), tick(1, 7), tick(0, 6))).toEqual([spread.name]);
  });
  it('are enough at once when they are more than a burst can be', () => {
    expect(names([spread], tick(0, 60, 100))).toEqual([spread.name]);
    expect(names([spread], tick(0, 40, 80))).toEqual([]);
  });
});

describe('processes that begin again', () => {
  const crashLoop: Trigger = {
    name: 'three times',
    condition: { kind: 'restarts', times: 3 },
    windowMs: 10 * MINUTE,
    action: 'pause',
  };
  const restarted = (ago: number, restarts: number) => {
    const sample = seen(ago, {});
    return { ...sample, measurement: { ...sample.measurement!, restarts } };
  };
  it('are counted over the window', () => {
    expect(names([crashLoop], restarted(2, 1), seen(1, {}), restarted(0, 1))).toEqual([]);
    expect(names([crashLoop], restarted(2, 1), seen(1, {}), restarted(0, 2))).toEqual(['three times']);
  });
});
