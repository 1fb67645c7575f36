import { presetTriggers } from '../../../src/policy/trigger-presets.ts';
import { firedBy } from '../../../src/release/analysis.ts';
import { type ComparisonState, compare } from '../../../src/release/comparison.ts';
import { failedIn } from '../../../src/release/tally.ts';
import {
  addPairs,
  type Comparison,
  NO_PAIR,
  type Sample,
  type TriggerAction,
} from '../../../src/release/watching.ts';
import { TICK_MS } from './traffic.ts';

/** The tick (1 for the first) at which a canary is taken back; null when it never is. */
export type Judge = (samples: readonly Sample[]) => number | null;

const RULES: Comparison = { alpha: 0.01, toleratedRatio: 1.25, slowerThanSeconds: null, sloPercent: 1 };
const WINDOW = 60_000 / TICK_MS;

const comparison: Judge = samples => {
  let state: ComparisonState | null = null;
  for (let tick = 1; tick <= samples.length; tick += 1) {
    const compared = compare(state, samples.slice(Math.max(0, tick - WINDOW), tick), RULES);
    if (compared?.findings.some(({ action }) => action === 'rollback')) return tick;
    state = compared?.state ?? state;
  }
  return null;
};

const shipped = presetTriggers().default?.filter(({ condition }) => condition.kind === 'error-rate') ?? [];
const LONGEST = Math.max(...shipped.map(({ windowMs }) => windowMs)) / TICK_MS;

/** What the limits of the preset `default` do to a canary, looked at every tick: take it back, or stop it as well. */
export const limits =
  (...actions: TriggerAction[]): Judge =>
  samples => {
    const triggers = shipped.filter(({ action }) => actions.includes(action));
    const tick = samples.findIndex(({ at }, index) => {
      const seen = samples.slice(Math.max(0, index + 1 - LONGEST), index + 1);
      return firedBy(triggers, seen, at).length > 0;
    });
    return tick < 0 ? null : tick + 1;
  };

const pairs = (samples: readonly Sample[]) =>
  samples.flatMap(({ measurement }) => (measurement ? [failedIn(measurement)] : []));

const isAboveOnePercent = (samples: readonly Sample[]): boolean => {
  const { canary } = pairs(samples).reduce(addPairs, NO_PAIR);
  return canary.requests > 0 && canary.bad / canary.requests > 0.01;
};

/** More than 1 % of the last minute, looked at every tick. */
const threshold: Judge = samples => {
  const tick = samples.findIndex((_, at) =>
    isAboveOnePercent(samples.slice(Math.max(0, at + 1 - WINDOW), at + 1)),
  );
  return tick < 0 ? null : tick + 1;
};

/** The same once a minute, and only the third failure counts. */
const patientThreshold: Judge = samples => {
  let failures = 0;
  for (let tick = WINDOW; tick <= samples.length; tick += WINDOW) {
    if (isAboveOnePercent(samples.slice(tick - WINDOW, tick))) failures += 1;
    if (failures === 3) return tick;
  }
  return null;
};

/** Two proportions, one-sided at 1 %, tested anew at every tick as if it were the only time. */
const peekingZTest: Judge = samples => {
  let seen = NO_PAIR;
  for (const [at, pair] of pairs(samples).entries()) {
    seen = addPairs(seen, pair);
    const { canary, baseline } = seen;
    const all = (canary.bad + baseline.bad) / (canary.requests + baseline.requests);
    const spread = Math.sqrt(all * (1 - all) * (1 / canary.requests + 1 / baseline.requests));
    const z = (canary.bad / canary.requests - baseline.bad / baseline.requests) / spread;
    if (z > 2.326) return at + 1;
  }
  return null;
};

export const JUDGES = {
  'sequential test': comparison,
  'above 1 %': threshold,
  'above 1 %, failure limit 2': patientThreshold,
  'peeking z-test': peekingZTest,
} satisfies Record<string, Judge>;
