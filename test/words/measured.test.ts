import { expect, it } from 'vitest';
import { evidence as sayEvidence, finding as sayFinding } from '../../src/words/english/measured.ts';
import { evidence, finding } from '../support/builders.ts';
import { T0 } from '../support/given.ts';

it('a finding of the comparison says how sure it is', () => {
  const counted = { canary: { requests: 150, bad: 8 }, baseline: { requests: 2850, bad: 14 } };
  const odds = { against: 1234.5, needed: 100 };
  const proof = { rule: 'more-errors', since: T0, counted, odds, dispersion: 1 } as const;
  const trigger = 'more errors than the version beside it';
  const bad = finding({
    trigger,
    seen: 5.33,
    limit: 0.61,
    baseline: 0.49,
    canaryRequests: 150,
    windowMs: 30_000,
    proof,
  });
  expect(sayFinding(bad, [])).toBe(
    'more errors than the version beside it: seen 5.33%, limit 0.61%, 0.49% on the version beside it (150 requests in 30 sec); 1,235 to 1 against chance, 100 to 1 is enough',
  );
});

it('a phase says what it rules out', () => {
  const certainly = { errorsBelow: 0.994, allowed: 1 };
  expect(sayEvidence(evidence({ certainly }))).toContain('certainly no more than 0.99%, 1% is allowed');
  expect(sayEvidence(evidence())).not.toContain('certainly');
});

it('a finding says how grave it is, and what a check answered', () => {
  const note = 'payments: answered 503';
  expect(sayFinding(finding({ severity: 'high', note }), [])).toMatch(
    /^High: error rate above .*; payments: answered 503$/,
  );
});

it('a finding against the past says so', () => {
  const counted = { canary: { requests: 1000, bad: 50 }, baseline: { requests: 9000, bad: 45 } };
  const proof = {
    rule: 'more-errors',
    since: T0,
    counted,
    odds: null,
    dispersion: 1,
    against: 'saved',
  } as const;
  expect(sayFinding(finding({ proof }), [])).toContain('on the version before, while it ran beside');
});

it('an alert is told by its name and its own words', () => {
  const alert = { name: 'HighErrorRate', key: 'f/1', startsAt: T0, summary: 'checkout fails.' };
  expect(sayFinding(finding({ severity: 'critical', alert }), [])).toMatch(
    /^Critical: alert “HighErrorRate” since .*\(checkout fails\)$/,
  );
});

it('a phase says what it missed, what could not be measured, and what began again', () => {
  const said = sayEvidence(
    evidence({
      missed: [
        { measure: { kind: 'latency', quantile: 0.95 }, is: 'below', limit: 0.5, seen: 0.612 },
        { measure: { kind: 'throughput' }, is: 'at-least', limit: 1000, seen: 840 },
      ],
      restarts: 2,
      problems: ['cpu_percent: its query has no series.'],
    }),
  );
  expect(said).toContain('P95 612 ms (must be below 500 ms)');
  expect(said).toContain('throughput 840/s (must be at least 1,000/s)');
  expect(said).toContain('2 processes of the new version began again');
  expect(said).toMatch(/; cpu_percent: its query has no series$/);
});
