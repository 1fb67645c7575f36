import { z } from 'zod';
import { metricNumber } from './exposition-format.ts';
import { fetchText } from './fetch-text.ts';
import { MetricsUnavailable } from './port.ts';

export interface PrometheusServer {
  /** Such as `http://prometheus:9090`; a path prefix is kept. */
  url: string;
  /** Sent with each query, such as `authorization`. */
  headers?: Record<string, string>;
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

export interface Value {
  labels: Record<string, string>;
  value: number;
}

/**
 * Gives the values of an instant query.
 * @param shape what queries of one kind have in common: the template they were filled from
 * @throws MetricsUnavailable
 */
export type Ask = (query: string, signal: AbortSignal, shape: string) => Promise<Value[]>;

export const queryAddress = ({ url }: PrometheusServer): string => `${url.replace(/\/+$/, '')}/api/v1/query`;

/** Asks a Prometheus server, or anything with its query API (Thanos, Mimir, VictoriaMetrics). */
export const askPrometheus =
  (server: PrometheusServer): Ask =>
  async (query, signal) => {
    // Squeezing its many small answers would cost the server, and us, more than it saves the network.
    const request = { form: { query }, headers: { 'accept-encoding': 'identity', ...server.headers } };
    const { status, text, from } = await fetchText(queryAddress(server), request, signal);
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
