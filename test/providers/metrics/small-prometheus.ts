import { type MetricSample, parseExposition } from '../../../src/providers/metrics/exposition-format.ts';
import { json, type LocalServer, localServer } from '../local-server.ts';

export interface SmallPrometheus extends LocalServer {
  exposed: string;
  /** How long ago the samples were taken. */
  ageSeconds: number;
  queries: string[];
  headers: unknown[];
}

type Vector = { metric: Record<string, string>; value: [number, string] }[];

const spelled = (value: number): string =>
  Number.isFinite(value) || Number.isNaN(value) ? `${value}` : '+Inf';

/** `name{a="1",b=~"x|y"}`, over what was exposed. */
const select = (samples: MetricSample[], selector: string): MetricSample[] => {
  const [, name, inner = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(selector.trim()) ?? [];
  const matchers = [...inner.matchAll(/(\w+)(=~|=)("(?:[^"\\]|\\.)*")/g)].map(
    ([, label = '', how, quoted = '']) => {
      const text: string = JSON.parse(quoted);
      return ({ labels }: MetricSample) =>
        how === '=' ? (labels[label] ?? '') === text : new RegExp(`^(?:${text})$`).test(labels[label] ?? '');
    },
  );
  return samples.filter(sample => sample.name === name && matchers.every(matches => matches(sample)));
};

const grouped = (samples: MetricSample[], by: string[], fold: (values: number[]) => number): Vector => {
  const groups = new Map<string, MetricSample[]>();
  for (const sample of samples) {
    const key = JSON.stringify(
      by.filter(label => sample.labels[label]).map(label => [label, sample.labels[label]]),
    );
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups].map(([key, members]) => ({
    metric: Object.fromEntries(JSON.parse(key)),
    value: [Date.now() / 1_000, spelled(fold(members.map(({ value }) => value)))],
  }));
};

/**
 * Answers the few forms of instant query that tminus asks by default, as
 * https://prometheus.io/docs/prometheus/latest/querying/api/ documents them.
 */
export const openSmallPrometheus = async (): Promise<SmallPrometheus> => {
  const state = { exposed: '', ageSeconds: 1, queries: [] as string[], headers: [] as unknown[] };
  const evaluate = (query: string): Vector | null => {
    const samples = parseExposition(state.exposed);
    const sum = /^sum by \(([\w, ]+)\) \((.*)\)$/.exec(query);
    const by = (labels = ''): string[] => labels.split(',').map(label => label.trim());
    if (sum)
      return grouped(select(samples, sum[2] ?? ''), by(sum[1]), values => values.reduce((a, b) => a + b, 0));
    const age = /^time\(\) - max by \(([\w, ]+)\) \(timestamp\((.*)\)\)$/.exec(query);
    if (age) return grouped(select(samples, age[2] ?? ''), by(age[1]), () => server.ageSeconds);
    if (/^\w+$/.test(query))
      return select(samples, query).map(({ labels, value }) => ({
        metric: labels,
        value: [0, spelled(value)],
      }));
    return null;
  };
  const local = await localServer((request, response, body) => {
    const query = new URLSearchParams(body).get('query') ?? '';
    server.queries.push(query);
    server.headers.push(request.headers);
    state.exposed = server.exposed;
    if (request.method !== 'POST' || !request.url?.endsWith('/api/v1/query')) return json(response, 404, {});
    const result = evaluate(query);
    if (!result) return json(response, 400, { status: 'error', errorType: 'bad_data', error: 'parse error' });
    return json(response, 200, { status: 'success', data: { resultType: 'vector', result } });
  });
  const server: SmallPrometheus = Object.assign(local, state);
  return server;
};
