import type { z } from 'zod';
import type { Trigger } from '../release/watching.ts';
import { TriggerPolicy } from './trigger-policy.ts';

type TriggerText = z.input<typeof TriggerPolicy>;

const rollback = 'rollback' as const;
const [critical, high, medium] = ['critical', 'high', 'medium'] as const;

/** Three failed checks within five minutes: of a critical one it goes back, of another people are told. */
const health: TriggerText[] = [
  { when: 'health', failures: 3, over: '5 min', action: rollback },
  { when: 'health', critical: false, failures: 3, over: '5 min', severity: medium },
];

/** A process that dies is news, and one that keeps dying is no success whatever it answers in between. */
const restarts: TriggerText[] = [
  { when: 'restarts', times: 1, over: '5 min', severity: medium },
  { when: 'restarts', times: 3, over: '10 min', severity: high },
];

/**
 * R-WATCH-3. The limits are hard, so they need enough requests, and failures in several samples, that a
 * single unlucky minute or a burst of retries does not reach them. In
 * presets with rollback triggers of their own, those take the place of the critical action: then critical pauses.
 */
const alerts = (actionOfCritical: 'rollback' | 'pause'): TriggerText[] => [
  ...limits('error-rate', [
    { severity: critical, action: actionOfCritical, abovePercent: 5, minRequests: 200, minSamples: 3 },
    { severity: high, abovePercent: 2, minRequests: 300, minSamples: 5 },
    { severity: medium, abovePercent: 1, minRequests: 500, minSamples: 5 },
  ]),
  ...limits('latency', [
    { severity: critical, action: actionOfCritical, quantile: 0.95, above: '3 s' },
    { severity: high, quantile: 0.95, above: '2 s' },
    { severity: medium, quantile: 0.95, above: '1 s' },
  ]),
];

/** R-WATCH-3 of `hybrid`: each has to hold for a while. Its own rollback triggers take the place of the critical action. */
const heldOfHybrid: TriggerText[] = [
  ...[
    { when: 'error-rate', abovePercent: 0.5, over: '2 min', minRequests: 200, for: '2 min' } as const,
    { when: 'figure-above', figure: 'agent_failures', limit: 5, over: '1 min', for: '1 min' } as const,
    { when: 'figure-above', figure: 'memory_percent', limit: 90, over: '1 min', for: '5 min' } as const,
  ].map(text => ({ ...text, severity: critical, action: 'pause' as const })),
  { when: 'latency', quantile: 0.95, above: '500 ms', over: '1 min', for: '3 min', severity: medium },
  {
    when: 'figure-above',
    figure: 'workflow_phase_minutes',
    limit: 30,
    over: '1 min',
    for: '5 min',
    severity: medium,
  },
];

function limits<When extends TriggerText['when']>(when: When, list: readonly object[]): TriggerText[] {
  return list.map(one => ({ when, over: '5 min', ...one }) as TriggerText);
}

/** The presets that are always there. One of the same name in `config/monitoring.yml` replaces it. */
const PRESETS: Record<string, TriggerText[]> = {
  default: [
    ...health,
    ...restarts,
    { when: 'error-rate', abovePercent: 10, over: '10 min', minSamples: 3, action: rollback },
    { when: 'latency-ratio', quantile: 0.95, aboveTimes: 3, over: '15 min', action: rollback },
    {
      when: 'figure-below',
      figure: 'schema_validation_success',
      limit: 80,
      over: '20 min',
      action: rollback,
    },
    ...alerts('pause'),
  ],
  hybrid: [
    ...health,
    ...restarts,
    {
      when: 'error-rate',
      abovePercent: 0.5,
      over: '2 min',
      minRequests: 200,
      minSamples: 3,
      action: rollback,
    },
    { when: 'latency', quantile: 0.95, above: '1 s', over: '2 min', action: rollback },
    { when: 'figure-above', figure: 'memory_percent', limit: 90, over: '1 min', action: rollback },
    { when: 'figure-above', figure: 'cpu_percent', limit: 85, over: '1 min', action: rollback },
    { when: 'figure-above', figure: 'agent_failures', limit: 5, over: '1 min', action: rollback },
    { when: 'figure-above', figure: 'workflow_errors', limit: 10, over: '1 min', action: rollback },
    ...heldOfHybrid,
  ],
  alerts: [...health, ...restarts, ...alerts('rollback')],
};

export const isPresetOfTriggers = (name: string): boolean => Object.hasOwn(PRESETS, name);

export const presetTriggers = (): Record<string, Trigger[]> =>
  Object.fromEntries(
    Object.entries(PRESETS).map(([name, triggers]) => [
      name,
      triggers.map(text => TriggerPolicy.parse(text)),
    ]),
  );
