import { afterAll, describe, expect, it } from 'vitest';
import { seeded } from './chance.ts';
import { JUDGES } from './judges.ts';
import { samplesOf, TICK_MS, type Traffic } from './traffic.ts';

const RUNS = 1500;

interface Result {
  /** Percent of runs in which the canary was taken back. */
  percent: number;
  /** Until it was, over all runs; infinite when it was not in half of them. */
  medianSeconds: number;
}
type Results = Record<keyof typeof JUDGES, Result>;

const rows: string[] = [];

/** All judges on the same runs. */
function simulate(name: string, traffic: Omit<Traffic, 'baselinePercent'>): Results {
  const random = seeded(
    traffic.requestsPerSecond * 1000 +
      traffic.burst * 10 +
      traffic.canaryPercent +
      (traffic.turnsBadAtTick ?? 0),
  );
  const runs = Array.from({ length: RUNS }, () => samplesOf({ ...traffic, baselinePercent: 0.5 }, random));
  const results = Object.fromEntries(
    Object.entries(JUDGES).map(([judge, decide]) => {
      const ticks = runs.map(run => decide(run) ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
      const percent = (100 * ticks.filter(Number.isFinite).length) / RUNS;
      return [judge, { percent, medianSeconds: ((ticks[RUNS / 2] ?? 0) * TICK_MS) / 1000 }];
    }),
  ) as Results;
  const cells = Object.values(results).map(({ percent, medianSeconds }) =>
    `${percent.toFixed(1)} %${Number.isFinite(medianSeconds) ? `, ${medianSeconds} s` : ''}`.padEnd(28),
  );
  rows.push(`${name.padEnd(50)}${cells.join('')}`);
  return results;
}

afterAll(() => {
  const head = `${'taken back, median time'.padEnd(50)}${Object.keys(JUDGES)
    .map(judge => judge.padEnd(28))
    .join('')}`;
  console.info([`${RUNS} runs each, 5, 25 and 50 % of the traffic for 5 min each`, head, ...rows].join('\n'));
});

const said = ({ requestsPerSecond, burst }: { requestsPerSecond: number; burst: number }) =>
  `${requestsPerSecond} requests/s, ${burst === 1 ? 'steady' : `bursts of ${burst}`}`;

const traffics = [20, 100, 1000].flatMap(requestsPerSecond =>
  [1, 5, 10].map(burst => ({ requestsPerSecond, burst })),
);

describe('a canary that fails as often as the version beside it, 0.5 %', () => {
  it.each(traffics)(
    'is hardly ever taken back at $requestsPerSecond requests/s in bursts of $burst',
    traffic => {
      const results = simulate(`healthy, ${said(traffic)}`, { ...traffic, canaryPercent: 0.5 });
      expect(results['sequential test'].percent).toBeLessThanOrEqual(0.5);
      // Else the runs would be too easy to tell anything.
      expect(results['peeking z-test'].percent).toBeGreaterThan(5);
    },
  );
});

describe('a canary that fails in 5 % over a baseline of 0.5 %', () => {
  it.each([20, 100, 1000])('is always taken back at %s requests/s', requestsPerSecond => {
    const traffic = { requestsPerSecond, burst: 1 };
    const results = simulate(`5 % errors, ${said(traffic)}`, { ...traffic, canaryPercent: 5 });
    const { percent, medianSeconds } = results['sequential test'];
    expect(percent).toBe(100);
    if (requestsPerSecond >= 100) expect(medianSeconds).toBeLessThanOrEqual(30);
  });

  it.each([
    { requestsPerSecond: 100, burst: 5 },
    { requestsPerSecond: 1000, burst: 5 },
    { requestsPerSecond: 1000, burst: 10 },
  ])(
    'is always taken back also when errors come in bursts of $burst, at $requestsPerSecond requests/s',
    traffic => {
      const results = simulate(`5 % errors, ${said(traffic)}`, { ...traffic, canaryPercent: 5 });
      expect(results['sequential test'].percent).toBe(100);
    },
  );

  it('is always taken back within minutes also when it turns bad ten minutes after it was good', () => {
    const traffic = { requestsPerSecond: 100, burst: 1, canaryPercent: 5, turnsBadAtTick: 60 };
    const { percent, medianSeconds } = simulate('5 % errors from 600 s on, 100 requests/s, steady', traffic)[
      'sequential test'
    ];
    expect(percent).toBe(100);
    expect(medianSeconds - 600).toBeLessThanOrEqual(90);
  });
});
