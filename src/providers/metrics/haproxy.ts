import type { Version } from '../../release/terms.ts';
import { countersOf, knownNames, type SourcedSample } from './counters.ts';
import { type ExposedFigure, figuresOf } from './exposition.ts';
import { besideHealth, type HealthOptions } from './health.ts';
import { type MetricsSource, MetricsUnavailable, type Subject } from './port.ts';
import { scrape } from './scrape.ts';

export interface HaproxyMetricsOptions extends HealthOptions {
  /** Where the exporter is, such as `http://127.0.0.1:8405/metrics`; one for each HAProxy. */
  urls: readonly string[];
  headers?: Record<string, string>;
  backend: string;
  /** Which version runs behind which server, by the name of the server. It may throw; then nothing is measured. */
  versionsBehind(subject: Subject, signal: AbortSignal): Promise<ReadonlyMap<string, Version>>;
  figures?: readonly ExposedFigure[];
}

const RESPONSES = 'haproxy_server_http_responses_total';
/** Requests that the server did not answer; the client got a 502, 503 or 504 of HAProxy itself. */
const UNANSWERED: Record<string, string> = {
  haproxy_server_response_errors_total: 'no answer',
  haproxy_server_connection_errors_total: 'no connection',
};
const NAMES = knownNames({
  requests: RESPONSES,
  codeLabel: 'code',
  errorCodes: `5xx|${Object.values(UNANSWERED).join('|')}`,
  versionLabel: 'version',
  instanceLabels: ['server'],
});
const RESPONSE_TIME = 'haproxy_server_response_time_average_seconds';

/**
 * What the exporter says of a server, said of a version. HAProxy counts a response only when there was one, so what the
 * server did not answer is added as a response of another kind. Interim responses (1xx) are none.
 */
const ofVersions = (
  samples: readonly SourcedSample[],
  versions: ReadonlyMap<string, Version>,
): SourcedSample[] =>
  samples.flatMap(sample => {
    const version = versions.get(sample.labels.server ?? '');
    const unanswered = UNANSWERED[sample.name];
    const isCounted = unanswered !== undefined || sample.name === RESPONSES || sample.name === RESPONSE_TIME;
    if (version === undefined || !isCounted || sample.labels.code === '1xx') return [];
    const labels = { ...sample.labels, version };
    return unanswered === undefined
      ? [{ ...sample, labels }]
      : [{ ...sample, name: RESPONSES, labels: { ...labels, code: unanswered } }];
  });

/** HAProxy knows no histogram, only an average over the last 1024 requests of a server; the slowest server counts. */
const responseTime = (samples: readonly SourcedSample[], canary: Version): Record<string, number> => {
  const seconds = samples
    .filter(({ name, labels, value }) => name === RESPONSE_TIME && labels.version === canary && value >= 0)
    .map(({ value }) => value);
  return seconds.length === 0 ? {} : { response_time_ms: Math.max(...seconds) * 1000 };
};

/**
 * Reads HAProxy's own exporter, which counts for any service, instrumented or not. Counters begin at zero when
 * HAProxy is reloaded, and go on when another version comes to stand behind a server: only differences are used.
 * https://github.com/haproxy/haproxy/blob/v2.6.0/addons/promex/README
 */
export const haproxySource = (options: HaproxyMetricsOptions): MetricsSource => ({
  read: (subject, signal) =>
    besideHealth(options, subject, signal, async part => {
      const { backend, figures = [] } = options;
      const [versions, scraped] = await Promise.all([
        options.versionsBehind(subject, part),
        scrape(options.urls, options.headers, part),
      ]);
      const ofBackend = scraped.filter(({ labels }) => labels.proxy === backend);
      if (ofBackend.length === 0)
        throw new MetricsUnavailable(
          `the exporter of HAProxy shows nothing of backend ${backend}, so nothing of version ${subject.canary}`,
          'empty',
        );
      const samples = ofVersions(ofBackend, versions);
      const own = figuresOf(scraped, figures, subject);
      return {
        ...countersOf(samples, subject, NAMES),
        ...own,
        figures: { ...responseTime(samples, subject.canary), ...own.figures },
      };
    }),
});
