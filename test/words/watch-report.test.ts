import { expect, it } from 'vitest';
import type { WatchReport } from '../../src/release/watch-report.ts';
import { watchReport } from '../../src/words/english/watch-report.ts';
import { HOUR } from '../support/builders.ts';
import { T0 } from '../support/given.ts';

const report: WatchReport = {
  from: T0,
  until: T0 + 24 * HOUR,
  seen: { requests: 120_000, errorPercent: 0.1, p95: 0.12 },
  before: { requests: 9_000, errorPercent: 0.12, p95: 0.118 },
  samples: 1440,
  unmeasured: 0,
  restarts: 0,
};

it('a quiet watch is told by its numbers against the version before', () => {
  expect(watchReport(report, [])).toBe(
    'Watched for 1 day after completion: 120,000 requests, errors 0.1% (before it 0.12%), P95 120 ms (before it 118 ms). No trigger fired.',
  );
});

it('what fired, what could not be read and what began again are told', () => {
  const text = watchReport({ ...report, unmeasured: 144, restarts: 2 }, [
    'P95 above 1 s over 5 min',
    'alert Slow',
  ]);
  expect(text).toContain('Fired: “P95 above 1 s over 5 min” and “alert Slow”.');
  expect(text).toContain('10% of the readings could not be taken. 2 processes of it began again.');
});

it('a watch that saw nothing claims nothing', () => {
  const nothing = { requests: 0, errorPercent: null, p95: null };
  const text = watchReport({ ...report, seen: nothing, before: null }, []);
  expect(text).toMatch(/0 requests\. No trigger fired\. That is no proof of anything: nothing was seen\.$/);
});

it('a version that never had one beside it is compared with nothing', () => {
  expect(watchReport({ ...report, before: null }, [])).toContain('there is nothing to compare with');
});
