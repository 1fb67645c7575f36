import { z } from 'zod';
import type { Criterion, Measure } from '../release/criteria.ts';
import { Duration } from './duration.ts';
import { Name, Percent } from './names.ts';

const POSITIVE_EXPECTED = 'a number above 0';
const Positive = z.number({ error: POSITIVE_EXPECTED }).positive(POSITIVE_EXPECTED);

const FigureLimit = z
  .strictObject({ below: z.number().exactOptional(), atLeast: z.number().exactOptional() })
  .refine(
    ({ below, atLeast }) => (below === undefined) !== (atLeast === undefined),
    'either `below` or `atLeast`',
  );
const figures = z.record(Name, FigureLimit).exactOptional();

const Shown = z.strictObject({
  /** Percent of the requests of the new version that fail stays below this. */
  errorPercent: Percent.exactOptional(),
  /** Latency quantiles of the new version stay below these. */
  p50: Duration.exactOptional(),
  p90: Duration.exactOptional(),
  p95: Duration.exactOptional(),
  p99: Duration.exactOptional(),
  /** Both versions together serve at least so many. */
  requestsPerSecond: Positive.exactOptional(),
  /** Figures of the service's own, by their mean. */
  figures,
});
type Shown = z.output<typeof Shown>;

/** What a phase has to show to pass, and what must hold before anything is deployed. */
export const SuccessPolicy = z
  .strictObject({
    phase: Shown.exactOptional(),
    /** On top of it in the first phase; the same measure in both counts as here. */
    firstPhase: Shown.exactOptional(),
    /** Of the version that runs, before the start. */
    start: z.strictObject({ figures }).exactOptional(),
  })
  .transform(({ phase = {}, firstPhase = {}, start = {} }): Criterion[] => [
    ...criteria('phase', phase),
    ...criteria('first-phase', firstPhase),
    ...criteria('start', start),
  ]);

const QUANTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

function criteria(when: Criterion['when'], shown: Shown): Criterion[] {
  const one = (measure: Measure, is: Criterion['is'], limit: number | undefined): Criterion[] =>
    limit === undefined ? [] : [{ when, measure, is, limit }];
  const quantiles = Object.entries(QUANTILES) as [keyof typeof QUANTILES, number][];
  return [
    ...one({ kind: 'error-rate' }, 'below', shown.errorPercent),
    ...quantiles.flatMap(([name, quantile]) => {
      const ms = shown[name];
      return one({ kind: 'latency', quantile }, 'below', ms === undefined ? undefined : ms / 1000);
    }),
    ...one({ kind: 'throughput' }, 'at-least', shown.requestsPerSecond),
    ...Object.entries(shown.figures ?? {}).flatMap(([figure, { below, atLeast }]) => [
      ...one({ kind: 'figure', figure }, 'below', below),
      ...one({ kind: 'figure', figure }, 'at-least', atLeast),
    ]),
  ];
}

/** R-WATCH-4, with the figures by the names the presets of triggers use. */
const PRESETS: Record<string, z.input<typeof SuccessPolicy>> = {
  hybrid: {
    phase: {
      errorPercent: 0.1,
      p50: '200 ms',
      p95: '500 ms',
      p99: '1 s',
      requestsPerSecond: 1000,
      figures: {
        cpu_percent: { below: 80 },
        memory_percent: { below: 85 },
        uptime_percent: { atLeast: 99.9 },
        disk_percent: { below: 75 },
        network_percent: { below: 70 },
        agent_availability: { atLeast: 99 },
        workflow_success: { atLeast: 98 },
        schema_validation_success: { atLeast: 95 },
      },
    },
    firstPhase: { p95: '200 ms' },
    start: { figures: { cpu_percent: { below: 70 }, memory_percent: { below: 80 } } },
  },
};

/** The presets that are always there. One of the same name in `config/monitoring.yml` replaces it. */
export const presetSuccess = (): Record<string, Criterion[]> =>
  Object.fromEntries(Object.entries(PRESETS).map(([name, text]) => [name, SuccessPolicy.parse(text)]));
