import type { Sample, Tally } from '../../../src/release/watching.ts';
import { burstSize, poisson } from './chance.ts';

export interface Traffic {
  requestsPerSecond: number;
  /** Percent of requests that fail. */
  canaryPercent: number;
  baselinePercent: number;
  /** Until this tick the canary fails as often as the baseline. */
  turnsBadAtTick?: number;
  /** Mean number of failures that come at once; 1: each by itself. */
  burst: number;
}

export const TICK_MS = 10_000;
const PHASES = [5, 25, 50];
const TICKS_PER_PHASE = 30;

/** The samples of a canary that goes through three phases of five minutes. */
export function samplesOf(traffic: Traffic, random: () => number): Sample[] {
  const { requestsPerSecond, canaryPercent, baselinePercent, burst, turnsBadAtTick = 0 } = traffic;
  const perTick = (requestsPerSecond * TICK_MS) / 1000;
  return PHASES.flatMap((share, phase) =>
    Array.from({ length: TICKS_PER_PHASE }, (_, tick): Sample => {
      const ofCanary = (perTick * share) / 100;
      const isGood = phase * TICKS_PER_PHASE + tick < turnsBadAtTick;
      return {
        at: (phase * TICKS_PER_PHASE + tick + 1) * TICK_MS,
        problem: null,
        measurement: {
          canary: countsOf(drawn(ofCanary, isGood ? baselinePercent : canaryPercent, burst, random)),
          baseline: countsOf(drawn(perTick - ofCanary, baselinePercent, burst, random)),
          healthy: null,
          figures: {},
        },
      };
    }),
  );
}

function drawn(expected: number, percent: number, burst: number, random: () => number): Tally {
  const requests = Math.round(expected);
  let bad = 0;
  for (let left = poisson((expected * percent) / 100 / burst, random); left > 0; left -= 1) {
    bad += burstSize(burst, random);
  }
  return { requests, bad: Math.min(bad, requests) };
}

const countsOf = ({ requests, bad }: Tally) => ({ requests, errors: bad, buckets: [] });
