import { countersOf, knownNames, type MetricNames, type SourcedSample } from './counters.ts';
import { type FigureRead, figuresIn, single } from './figures.ts';
import { besideHealth, type HealthOptions } from './health.ts';
import type { MetricsSource, Subject } from './port.ts';
import { scrape } from './scrape.ts';
import { asIs, fill } from './template.ts';

/** A number of the service's own, read from a gauge or counter as it is. */
export interface ExposedFigure {
  name: string;
  metric: string;
  /** What the labels must be; `{canary}` and the like are filled in. */
  labels?: Record<string, string>;
  /** What becomes of several series. Without it there may be only one. */
  combine?: 'sum' | 'mean' | 'min' | 'max';
}

export interface ExpositionOptions extends HealthOptions {
  /**
   * Where metrics are exposed, for instance one address per process. `{service}`, `{environment}`,
   * `{canary}` and `{baseline}` are filled in; an address with `{baseline}` is left out on a first deploy.
   */
  urls: readonly string[];
  /** Sent with each request to `urls`, such as `authorization`. */
  headers?: Record<string, string>;
  names?: MetricNames;
  /** Only series with these labels count; `{service}` and the like are filled in. */
  labels?: Record<string, string>;
  figures?: readonly ExposedFigure[];
}

const hasLabels = (sample: SourcedSample, labels: Record<string, string> = {}, subject: Subject): boolean =>
  Object.entries(labels).every(([label, value]) => sample.labels[label] === fill(value, subject, asIs));

const combined = (values: readonly number[], { name, metric, combine }: ExposedFigure): FigureRead => {
  // Any NaN among them makes the whole NaN, which `single` tells.
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.length === 0 || combine === undefined) return single(name, metric, values);
  const by = { sum, mean: sum / values.length, min: Math.min(...values), max: Math.max(...values) };
  return single(name, metric, [by[combine]]);
};

/** The figures of the service's own among what was scraped. */
export const figuresOf = (
  samples: readonly SourcedSample[],
  figures: readonly ExposedFigure[],
  subject: Subject,
) =>
  figuresIn(
    figures.map(figure => {
      const series = samples.filter(
        one => one.name === figure.metric && hasLabels(one, figure.labels, subject),
      );
      return combined(
        series.map(one => one.value),
        figure,
      );
    }),
  );

/** Reads the counters straight from where a service exposes them. */
export const expositionSource = (options: ExpositionOptions): MetricsSource => {
  const names = knownNames(options.names);
  return {
    read: (subject, signal) =>
      besideHealth(options, subject, signal, async part => {
        const urls = options.urls
          .filter(url => subject.baseline !== null || !url.includes('{baseline}'))
          .map(url => fill(url, subject, encodeURIComponent));
        const samples = await scrape(urls, options.headers, part);
        return {
          ...countersOf(
            samples.filter(sample => hasLabels(sample, options.labels, subject)),
            subject,
            names,
          ),
          ...figuresOf(samples, options.figures ?? [], subject),
        };
      }),
  };
};
