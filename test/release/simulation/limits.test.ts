import { afterAll, describe, expect, it } from 'vitest';
import { seeded } from './chance.ts';
import { limits } from './judges.ts';
import { samplesOf } from './traffic.ts';

const RUNS = 300;
const rows: string[] = [];
afterAll(() =>
  console.info([`${RUNS} runs each of a healthy canary, limits of the preset default`, ...rows].join('\n')),
);

const traffics = [20, 100, 1000].flatMap(requestsPerSecond =>
  [1, 5, 10].map(burst => ({ requestsPerSecond, burst })),
);

describe('the hard limits that ship', () => {
  it.each(traffics)(
    'hardly ever take a healthy canary back at $requestsPerSecond requests/s in bursts of $burst, nor stop it',
    traffic => {
      const random = seeded(7 * traffic.requestsPerSecond + traffic.burst);
      const runs = Array.from({ length: RUNS }, () =>
        samplesOf({ ...traffic, canaryPercent: 0.5, baselinePercent: 0.5 }, random),
      );
      const percent = (judge: ReturnType<typeof limits>) =>
        (100 * runs.filter(run => judge(run) !== null).length) / RUNS;
      const [back, stopped] = [percent(limits('rollback')), percent(limits('rollback', 'pause'))];
      const { requestsPerSecond, burst } = traffic;
      rows.push(
        `${requestsPerSecond} requests/s in bursts of ${burst}: taken back ${back.toFixed(1)} %, stopped ${stopped.toFixed(1)} %`,
      );
      expect(back).toBeLessThanOrEqual(0.5);
      expect(stopped).toBeLessThanOrEqual(4);
    },
  );
});
