import { z } from 'zod';
import type { Condition, Trigger } from '../release/watching.ts';
import { Duration, spellDuration } from './duration.ts';
import { Name, Percent, Some, Text } from './names.ts';

const POSITIVE_EXPECTED = 'a number above 0';
const Positive = z.number({ error: POSITIVE_EXPECTED }).positive(POSITIVE_EXPECTED);
const QUANTILE_EXPECTED = 'a quantile between 0 and 1, such as 0.95';
const Quantile = z.number({ error: QUANTILE_EXPECTED }).gt(0, QUANTILE_EXPECTED).lt(1, QUANTILE_EXPECTED);

const common = {
  /** Shown to people; made up from the rest when left out. */
  name: Text.exactOptional(),
  over: Duration,
  action: z.enum(['rollback', 'pause', 'notify']),
};
const minRequests = Some.prefault(50);

const TriggerText = z.discriminatedUnion('when', [
  z.strictObject({ when: z.literal('error-rate'), abovePercent: Percent, minRequests, ...common }),
  z.strictObject({
    when: z.literal('latency'),
    quantile: Quantile,
    above: Duration,
    minRequests,
    ...common,
  }),
  z.strictObject({
    when: z.literal('latency-ratio'),
    quantile: Quantile,
    aboveTimes: Positive,
    minRequests,
    ...common,
  }),
  z.strictObject({ when: z.literal('health'), failures: Some, ...common }),
  z.strictObject({
    when: z.literal('figure-above'),
    figure: Name,
    limit: z.number(),
    minSamples: Some.prefault(2),
    ...common,
  }),
  z.strictObject({
    when: z.literal('figure-below'),
    figure: Name,
    limit: z.number(),
    minSamples: Some.prefault(2),
    ...common,
  }),
]);
type TriggerText = z.output<typeof TriggerText>;

function conditionOf(text: TriggerText): Condition {
  switch (text.when) {
    case 'error-rate':
      return { kind: 'error-rate', percent: text.abovePercent, minRequests: text.minRequests };
    case 'latency':
      return {
        kind: 'latency',
        quantile: text.quantile,
        seconds: text.above / 1000,
        minRequests: text.minRequests,
      };
    case 'latency-ratio':
      return {
        kind: 'latency-ratio',
        quantile: text.quantile,
        times: text.aboveTimes,
        minRequests: text.minRequests,
      };
    case 'health':
      return { kind: 'health', failures: text.failures };
    case 'figure-above':
    case 'figure-below': {
      const { figure, limit, minSamples } = text;
      return {
        kind: 'figure',
        figure,
        is: text.when === 'figure-above' ? 'above' : 'below',
        limit,
        minSamples,
      };
    }
  }
}

const percentile = (quantile: number): string => `P${Number((100 * quantile).toFixed(2))}`;

function nameOf(condition: Condition, windowMs: number): string {
  const within = `over ${spellDuration(windowMs)}`;
  switch (condition.kind) {
    case 'error-rate':
      return `error rate above ${condition.percent}% ${within}`;
    case 'latency':
      return `${percentile(condition.quantile)} above ${spellDuration(condition.seconds * 1000)} ${within}`;
    case 'latency-ratio':
      return `${percentile(condition.quantile)} above ${condition.times} × the running version ${within}`;
    case 'health':
      return `${condition.failures} failed health checks ${within}`;
    case 'figure':
      return `${condition.figure.replaceAll('_', ' ')} ${condition.is} ${condition.limit} ${within}`;
  }
}

/** One trigger as an organisation writes it, read as what the analysis evaluates. */
export const TriggerPolicy = TriggerText.transform((text): Trigger => {
  const condition = conditionOf(text);
  const { over: windowMs, action, name = nameOf(condition, windowMs) } = text;
  return { name, condition, windowMs, action };
});

const rollback = 'rollback' as const;

/** The presets that are always there. One of the same name in `config/monitoring.yml` replaces it. */
const PRESETS: Record<string, z.input<typeof TriggerPolicy>[]> = {
  default: [
    { when: 'health', failures: 3, over: '5 min', action: rollback },
    { when: 'error-rate', abovePercent: 10, over: '10 min', action: rollback },
    { when: 'latency-ratio', quantile: 0.95, aboveTimes: 3, over: '15 min', action: rollback },
    {
      when: 'figure-below',
      figure: 'schema_validation_success',
      limit: 80,
      over: '20 min',
      action: rollback,
    },
  ],
  hybrid: [
    { when: 'health', failures: 3, over: '5 min', action: rollback },
    { when: 'error-rate', abovePercent: 0.5, over: '2 min', minRequests: 200, action: rollback },
    { when: 'latency', quantile: 0.95, above: '1 s', over: '2 min', action: rollback },
    { when: 'figure-above', figure: 'memory_percent', limit: 90, over: '1 min', action: rollback },
    { when: 'figure-above', figure: 'cpu_percent', limit: 85, over: '1 min', action: rollback },
    { when: 'figure-above', figure: 'agent_failures', limit: 5, over: '1 min', action: rollback },
    { when: 'figure-above', figure: 'workflow_errors', limit: 10, over: '1 min', action: rollback },
  ],
};

export const isPresetOfTriggers = (name: string): boolean => Object.hasOwn(PRESETS, name);

export const presetTriggers = (): Record<string, Trigger[]> =>
  Object.fromEntries(
    Object.entries(PRESETS).map(([name, triggers]) => [
      name,
      triggers.map(text => TriggerPolicy.parse(text)),
    ]),
  );
