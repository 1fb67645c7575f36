import { z } from 'zod';
import {
  ACTION_OF,
  ALERT_SEVERITIES,
  type AlertSeverity,
  type Condition,
  type Trigger,
  type TriggerAction,
} from '../release/watching.ts';
import { Duration } from './duration.ts';
import { Name, Percent, Some, Text, YesOrNo } from './names.ts';
import { nameOfTrigger } from './trigger-name.ts';

const POSITIVE_EXPECTED = 'a number above 0';
const Positive = z.number({ error: POSITIVE_EXPECTED }).positive(POSITIVE_EXPECTED);
const QUANTILE_EXPECTED = 'a quantile between 0 and 1, such as 0.95';
const Quantile = z.number({ error: QUANTILE_EXPECTED }).gt(0, QUANTILE_EXPECTED).lt(1, QUANTILE_EXPECTED);

const common = {
  /** Shown to people; made up from the rest when left out. */
  name: Text.exactOptional(),
  over: Duration,
  /** It fires when the condition has held for so long, at every sample. */
  for: Duration.exactOptional(),
  /** How grave it is; without one, what the action says. */
  severity: z.enum(ALERT_SEVERITIES).exactOptional(),
  /** What is done; without one, what the severity says. */
  action: z.enum(['rollback', 'pause', 'notify']).exactOptional(),
};
const minRequests = Some.prefault(50);

const TriggerForms = z.discriminatedUnion('when', [
  z.strictObject({
    when: z.literal('error-rate'),
    abovePercent: Percent,
    minRequests,
    /** Failures in so many samples: one burst of retries is no verdict. Half of a hundred requests is, at once. */
    minSamples: Some.prefault(1),
    ...common,
  }),
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
  z.strictObject({
    when: z.literal('health'),
    failures: Some,
    /** Whether it looks at the critical checks or at the others. */
    critical: YesOrNo.prefault(true),
    ...common,
  }),
  z.strictObject({ when: z.literal('restarts'), times: Some, ...common }),
  z.strictObject({ when: z.literal('throughput'), belowPercent: Percent, minRequests, ...common }),
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
const TriggerText = TriggerForms.refine(
  ({ action, severity }) => action !== undefined || severity !== undefined,
  'an `action`, a `severity`, or both',
);
type TriggerText = z.output<typeof TriggerText>;

const SEVERITY_OF: Record<TriggerAction, AlertSeverity> = {
  rollback: 'critical',
  pause: 'high',
  notify: 'medium',
};

function conditionOf(text: TriggerText): Condition {
  switch (text.when) {
    case 'error-rate':
      return {
        kind: 'error-rate',
        percent: text.abovePercent,
        minRequests: text.minRequests,
        ...(text.minSamples > 1 && { minSamples: text.minSamples }),
      };
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
      return {
        kind: 'health',
        failures: text.failures,
        ...(text.critical ? {} : { critical: false }),
      };
    case 'restarts':
      return { kind: 'restarts', times: text.times };
    case 'throughput':
      return { kind: 'throughput', percent: text.belowPercent, minRequests: text.minRequests };
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

/** One trigger as an organisation writes it, read as what the analysis evaluates. */
export const TriggerPolicy = TriggerText.transform((text): Trigger => {
  const condition = conditionOf(text);
  const { over: windowMs, for: heldMs } = text;
  const severity = text.severity ?? SEVERITY_OF[text.action ?? 'notify'];
  return {
    name: text.name ?? nameOfTrigger(condition, windowMs, heldMs),
    condition,
    windowMs,
    action: text.action ?? ACTION_OF[severity],
    severity,
    ...(heldMs !== undefined && { heldMs }),
  };
});
