import type { Version } from '../../release/terms.ts';
import { type CounterSeries, type Reading, UNBOUNDED } from '../../release/watching.ts';
import { type MetricSample, metricNumber } from './exposition-format.ts';
import { MetricsUnavailable, type Subject } from './port.ts';

/** What the metrics are called. Everything has a default; a name that is given must be there. */
export interface MetricNames {
  /** Counter of requests; `http_requests_total`. */
  requests?: string;
  /** The label that tells a failed request; `code`. */
  codeLabel?: string;
  /** A regular expression for the whole of that label's value that means failed; `5..`. */
  errorCodes?: string;
  /** `version`; its value may have a leading `v`. */
  versionLabel?: string;
  /** Histogram of seconds; `http_request_duration_seconds`. Latency is not measured where there is none. */
  latency?: string;
  /** Labels that tell the processes apart whose counters restart one by one; `instance`, `pod`. */
  instanceLabels?: readonly string[];
}

export interface KnownNames extends Required<MetricNames> {
  isLatencyRequired: boolean;
}

export const knownNames = (names: MetricNames = {}): KnownNames => ({
  requests: 'http_requests_total',
  codeLabel: 'code',
  errorCodes: '5..',
  versionLabel: 'version',
  latency: 'http_request_duration_seconds',
  instanceLabels: ['instance', 'pod'],
  ...names,
  isLatencyRequired: names.latency !== undefined,
});

/** A sample and the address it came from: two addresses are two processes. */
export interface SourcedSample extends MetricSample {
  source: string;
}

const versionOf = (sample: MetricSample, names: KnownNames): string | undefined =>
  sample.labels[names.versionLabel]?.replace(/^v(?=\d)/, '');

const counted = (sample: MetricSample, version: Version): number => {
  if (Number.isFinite(sample.value) && sample.value >= 0) return sample.value;
  throw new MetricsUnavailable(`${sample.name} of version ${version} is ${sample.value}`, 'nan');
};

/** The counters of one version, one series per process; codes, methods and paths are added up. */
const seriesOf = (
  samples: readonly SourcedSample[],
  version: Version,
  names: KnownNames,
): CounterSeries[] => {
  const isError = new RegExp(`^(?:${names.errorCodes})$`);
  const found = new Map<string, CounterSeries & { byLimit: Map<number, number> }>();
  const seriesFor = (sample: SourcedSample) => {
    const key = [sample.source, ...names.instanceLabels.map(label => sample.labels[label] ?? '')]
      .join(' ')
      .trim();
    const series = found.get(key) ?? { key, requests: 0, errors: 0, buckets: [], byLimit: new Map() };
    found.set(key, series);
    return series;
  };
  for (const sample of samples) {
    if (versionOf(sample, names) !== version) continue;
    if (sample.name === names.requests) {
      const code = sample.labels[names.codeLabel];
      // Without it nothing would ever count as an error.
      if (code === undefined)
        throw new MetricsUnavailable(
          `${names.requests} of version ${version} has no label ${names.codeLabel}`,
        );
      const series = seriesFor(sample);
      series.requests += counted(sample, version);
      if (isError.test(code)) series.errors += sample.value;
    }
    if (sample.name === `${names.latency}_bucket`) {
      const limit = metricNumber(sample.labels.le ?? '');
      if (limit === null || Number.isNaN(limit))
        throw new MetricsUnavailable(`${sample.name} of version ${version} has a bucket without a limit`);
      const { byLimit } = seriesFor(sample);
      byLimit.set(limit, (byLimit.get(limit) ?? 0) + counted(sample, version));
    }
  }
  return [...found.values()].map(({ byLimit, ...series }) => ({
    ...series,
    buckets: [...byLimit]
      .sort(([a], [b]) => a - b)
      .map(([le, count]) => ({ le: Number.isFinite(le) ? le : UNBOUNDED, count })),
  }));
};

/** @throws MetricsUnavailable when the canary has no series: that is not the same as no requests. */
export const countersOf = (
  samples: readonly SourcedSample[],
  { canary, baseline }: Subject,
  names: KnownNames,
): Pick<Reading, 'canary' | 'baseline'> => {
  const requests = samples.filter(sample => sample.name === names.requests);
  const seen = [...new Set(requests.map(sample => versionOf(sample, names) ?? 'none'))];
  if (!seen.includes(canary)) {
    const instead = seen.length > 0 ? `; versions seen: ${seen.slice(0, 5).join(', ')}` : '';
    throw new MetricsUnavailable(`there is no ${names.requests} of version ${canary}${instead}`, 'empty');
  }
  const series = seriesOf(samples, canary, names);
  const isServing = series.some(one => one.requests > 0);
  if (names.isLatencyRequired && isServing && series.every(one => one.buckets.length === 0))
    throw new MetricsUnavailable(`there is no ${names.latency}_bucket of version ${canary}`, 'empty');
  return { canary: series, baseline: baseline === null ? [] : seriesOf(samples, baseline, names) };
};
