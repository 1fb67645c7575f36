import type { Version } from '../../release/terms.ts';
import { countersOf, type KnownNames, knownNames, type MetricNames, type SourcedSample } from './counters.ts';
import { type FigureRead, figuresIn, single } from './figures.ts';
import { besideHealth, type HealthOptions } from './health.ts';
import { type MetricsSource, MetricsUnavailable, type Subject } from './port.ts';
import { type Ask, askPrometheus, type PrometheusServer, type Value } from './prometheus-api.ts';
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

export interface PrometheusOptions extends PrometheusServer, HealthOptions {
  names?: MetricNames;
  queries?: Partial<PrometheusQueries>;
  /** Older samples are no measurement of now; 60 s by default. */
  staleAfterMs?: number;
  /** Numbers of the service's own: a query each that gives one number. */
  figures?: readonly { name: string; query: string }[];
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

/** @param ask how the server is asked: by itself, or together with others who ask it */
export const prometheusSource = (
  options: PrometheusOptions,
  ask: Ask = askPrometheus(options),
): MetricsSource => {
  const names = knownNames(options.names);
  const queries = { ...defaultQueries(names), ...options.queries };
  const staleAfterMs = options.staleAfterMs ?? 60_000;

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

  const askFor = (query: string, subject: Subject, signal: AbortSignal) =>
    ask(filled(query, subject), signal, query);

  const figureOf = async (
    { name, query }: { name: string; query: string },
    subject: Subject,
    signal: AbortSignal,
  ): Promise<FigureRead> => {
    try {
      const values = await askFor(query, subject, signal);
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
    read: (subject, signal) =>
      besideHealth(options, subject, signal, async part => {
        const [requests, buckets, ages, figures] = await Promise.all([
          askFor(queries.requests, subject, part),
          askFor(queries.buckets, subject, part),
          queries.age === null ? null : askFor(queries.age, subject, part),
          Promise.all((options.figures ?? []).map(figure => figureOf(figure, subject, part))),
        ]);
        const named =
          (name: string) =>
          (value: Value): SourcedSample => ({ ...value, name, source: '' });
        const samples = [
          ...requests.map(named(names.requests)),
          ...buckets.map(named(`${names.latency}_bucket`)),
        ];
        const counters = countersOf(samples, subject, names);
        requireFresh(ages, subject.canary);
        return { ...counters, ...figuresIn(figures) };
      }),
  };
};
