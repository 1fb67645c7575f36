import { z } from 'zod';
import type { Version } from '../../release/terms.ts';
import { countersOf, type KnownNames, knownNames, type MetricNames, type SourcedSample } from './counters.ts';
import { metricNumber } from './exposition-format.ts';
import { fetchText, together } from './fetch-text.ts';
import { type FigureRead, figuresIn, single } from './figures.ts';
import { type HealthOptions, healthOf } from './health.ts';
import { type MetricsSource, MetricsUnavailable, type Subject } from './port.ts';
import { fill, inPattern, inQuotes } from './template.ts';

/**
 * Instant queries in PromQL, in which `{service}`, `{environment}`, `{canary}`, `{baseline}` and `{versions}`
 * are filled in; the last is a pattern of both versions for `=~`, with or without a leading `v`.
 */
export interface PrometheusQueries {
  /** Raw request counters with the labels of `names`: version, code, and what tells the processes apart. */
  requests: string;
  /** Raw histogram buckets with `le`, version, and what tells the processes apart. */
  buckets: string;
  /** How many seconds ago each version's newest sample was taken; null when it need not be asked. */
  age: string | null;
}

export interface PrometheusOptions extends HealthOptions {
  /** Such as `http://prometheus:9090`; a path prefix is kept. */
  url: string;
  /** Sent with each query, such as `authorization`. */
  headers?: Record<string, string>;
  names?: MetricNames;
  queries?: Partial<PrometheusQueries>;
  /** Older samples are no measurement of now; 60 s by default. */
  staleAfterMs?: number;
  /** Numbers of the service's own: a query each that gives one number. */
  figures?: readonly { name: string; query: string }[];
}

const Point = z.tuple([z.number(), z.string()]);

const Answer = z.object({
  status: z.string(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  data: z
    .discriminatedUnion('resultType', [
      z.object({
        resultType: z.literal('vector'),
        result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: Point })),
      }),
      z.object({ resultType: z.literal('scalar'), result: Point }),
    ])
    .optional(),
});

interface Value {
  labels: Record<string, string>;
  value: number;
}

/**
 * Raw counters, not rates: `rate` gives 0 for a series that appears with its first burst of errors, and
 * needs two samples before it gives anything.
 */
const defaultQueries = (names: KnownNames): PrometheusQueries => {
  const { requests, latency, versionLabel, codeLabel, instanceLabels } = names;
  const selector = `{service="{service}",environment="{environment}",${versionLabel}=~"{versions}"}`;
  const by = (...labels: string[]): string => [...instanceLabels, versionLabel, ...labels].join(', ');
  return {
    requests: `sum by (${by(codeLabel)}) (${requests}${selector})`,
    buckets: `sum by (${by('le')}) (${latency}_bucket${selector})`,
    age: `time() - max by (${versionLabel}) (timestamp(${requests}${selector}))`,
  };
};

const filled = (query: string, subject: Subject): string => {
  const versions = [subject.canary, subject.baseline]
    .filter(version => version !== null)
    .map(version => `v?${inPattern(version)}`);
  return fill(query.replaceAll('{versions}', versions.join('|')), subject, inQuotes);
};

/** Asks a Prometheus server, or anything with its query API (Thanos, Mimir, VictoriaMetrics). */
export const prometheusSource = (options: PrometheusOptions): MetricsSource => {
  const names = knownNames(options.names);
  const queries = { ...defaultQueries(names), ...options.queries };
  const staleAfterMs = options.staleAfterMs ?? 60_000;
  const address = `${options.url.replace(/\/+$/, '')}/api/v1/query`;

  const ask = async (query: string, signal: AbortSignal): Promise<Value[]> => {
    const request = { form: { query }, ...(options.headers ? { headers: options.headers } : {}) };
    const { status, text, from } = await fetchText(address, request, signal);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      throw new MetricsUnavailable(`${from} answered ${status} with something that is not JSON`);
    }
    const parsed = Answer.safeParse(json);
    if (!parsed.success) throw new MetricsUnavailable(`${from} gave an answer that cannot be understood`);
    const { data, error, warnings } = parsed.data;
    if (status !== 200 || parsed.data.status !== 'success' || !data)
      throw new MetricsUnavailable(`${from} answered ${status} to a query: ${error ?? 'no reason given'}`);
    // A warning means that a part is missing, and the missing part may be the one that fails.
    if (warnings && warnings.length > 0) throw new MetricsUnavailable(`${from} warns: ${warnings[0]}`);
    const points =
      data.resultType === 'scalar'
        ? [{ labels: {}, point: data.result }]
        : data.result.map(({ metric, value }) => ({ labels: metric, point: value }));
    return points.map(({ labels, point: [, text] }) => {
      const value = metricNumber(text);
      if (value === null) throw new MetricsUnavailable(`${from} gave a value that is no number`);
      return { labels, value };
    });
  };

  const requireFresh = (ages: Value[] | null, canary: Version): void => {
    if (!ages) return;
    const own = ages.find(({ labels }) => labels[names.versionLabel]?.replace(/^v(?=\d)/, '') === canary);
    if (!own || Number.isNaN(own.value))
      throw new MetricsUnavailable(`it is not known how old the samples of version ${canary} are`, 'late');
    if (own.value * 1_000 > staleAfterMs)
      throw new MetricsUnavailable(
        `the newest sample of version ${canary} is ${Math.round(own.value)} s old, ${staleAfterMs / 1_000} s is allowed`,
        'late',
      );
  };

  const figureOf = async (
    { name, query }: { name: string; query: string },
    subject: Subject,
    signal: AbortSignal,
  ): Promise<FigureRead> => {
    try {
      const values = await ask(filled(query, subject), signal);
      return single(
        name,
        'its query',
        values.map(({ value }) => value),
      );
    } catch (error) {
      if (!(error instanceof MetricsUnavailable) || error.kind === 'dead') throw error;
      return [name, new MetricsUnavailable(`${name}: ${error.message}`, error.kind)];
    }
  };

  return {
    async read(subject, signal) {
      const [requests, buckets, ages, health, figures] = await together(signal, part =>
        Promise.all([
          ask(filled(queries.requests, subject), part),
          ask(filled(queries.buckets, subject), part),
          queries.age === null ? null : ask(filled(queries.age, subject), part),
          healthOf(options, subject, part),
          Promise.all((options.figures ?? []).map(figure => figureOf(figure, subject, part))),
        ]),
      );
      const named =
        (name: string) =>
        (value: Value): SourcedSample => ({ ...value, name, source: '' });
      const samples = [
        ...requests.map(named(names.requests)),
        ...buckets.map(named(`${names.latency}_bucket`)),
      ];
      const counters = countersOf(samples, subject, names);
      requireFresh(ages, subject.canary);
      return { ...counters, ...health, ...figuresIn(figures) };
    },
  };
};
