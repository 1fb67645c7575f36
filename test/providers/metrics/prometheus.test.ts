import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HealthOptions } from '../../../src/providers/metrics/health.ts';
import { type PrometheusOptions, prometheusSource } from '../../../src/providers/metrics/prometheus.ts';
import { json, type LocalServer, localServer, page, soon } from '../local-server.ts';
import { metricsConformance, requests, subject } from './conformance.ts';
import { openRealPrometheus, type RealPrometheus } from './real-prometheus.ts';
import { openSmallPrometheus, type SmallPrometheus } from './small-prometheus.ts';

const sourceAt =
  (url: string) =>
  ({ figures = [], ...health }: HealthOptions & { figures?: readonly string[] } = {}) =>
    prometheusSource({
      url,
      ...health,
      figures: figures.map(name => ({ name, query: name })),
    });

metricsConformance('the query API', async () => {
  const server = await openSmallPrometheus();
  return {
    source: sourceAt(server.url),
    expose: async text => {
      server.exposed = text;
    },
    breakOff: server.close,
    close: server.close,
  };
});

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
let shared: RealPrometheus | null = null;
const breakOff = async (): Promise<void> => {
  await shared?.close();
  shared = null;
};
afterAll(breakOff);
metricsConformance('a real Prometheus server', async () => {
  shared ??= await openRealPrometheus();
  return { source: sourceAt(shared.url), expose: shared.expose, breakOff, close: async () => {} };
});

describe('a Prometheus server', () => {
  let server: SmallPrometheus;
  beforeEach(async () => {
    server = await openSmallPrometheus();
    server.exposed = requests('1.4.0', 'a', '200', 10);
  });
  afterEach(() => server.close());
  const read = (options: Partial<PrometheusOptions> = {}) =>
    prometheusSource({ url: server.url, ...options }).read(subject, soon());

  it('is asked for raw counters of both versions, quoted for PromQL', async () => {
    await read();
    expect(server.queries).toContain(
      'sum by (instance, pod, version, code) (http_requests_total' +
        '{service="checkout",environment="production",version=~"v?1\\\\.4\\\\.0|v?1\\\\.3\\\\.2"})',
    );
  });

  it('may be asked in the organisation’s own words', async () => {
    const odd = 'check"out\\';
    await prometheusSource({
      url: server.url,
      queries: { requests: 'sum by (code) (x{s="{service}",v="{canary}",b="{baseline}"})', age: null },
    })
      .read({ ...subject, service: odd }, soon())
      .catch(() => {});
    expect(server.queries).toContain('sum by (code) (x{s="check\\"out\\\\",v="1.4.0",b="1.3.2"})');
    expect(server.queries.some(query => query.startsWith('time()'))).toBe(false);
  });

  it('is kept below its path and told its headers', async () => {
    await read({ url: `${server.url}/prometheus/`, headers: { authorization: 'Bearer t' } });
    expect(server.headers[0]).toMatchObject({ authorization: 'Bearer t' });
  });

  it('measures nothing when its newest sample is too old', async () => {
    server.ageSeconds = 75;
    await expect(read()).rejects.toThrow('the newest sample of version 1.4.0 is 75 s old');
    expect((await read({ staleAfterMs: 90_000 })).canary).toHaveLength(1);
  });

  it('measures nothing when nobody knows how old its samples are', async () => {
    await expect(read({ queries: { age: 'time' } })).rejects.toThrow('not known how old');
  });
});

describe('an answer of the query API', () => {
  let server: LocalServer | null = null;
  afterEach(() => server?.close());
  const vector = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });
  const sample = { metric: { version: '1.4.0', code: '200' }, value: [1, '3'] };

  it.each([
    [
      'an error',
      422,
      { status: 'error', errorType: 'execution', error: 'too many samples' },
      'too many samples',
    ],
    ['an error that says 200', 200, { status: 'error', error: 'timeout' }, 'timeout'],
    ['a warning', 200, { ...vector(sample), warnings: ['store 2 is away'] }, 'warns: store 2 is away'],
    ['an empty vector', 200, vector(), 'there is no http_requests_total of version 1.4.0'],
    [
      'a range',
      200,
      { status: 'success', data: { resultType: 'matrix', result: [] } },
      'cannot be understood',
    ],
    ['no data', 200, { status: 'success' }, 'no reason given'],
    ['a word for a number', 200, vector({ ...sample, value: [1, 'many'] }), 'a value that is no number'],
    ['an infinite counter', 200, vector({ ...sample, value: [1, '+Inf'] }), 'is Infinity'],
    ['a counter below zero', 200, vector({ ...sample, value: [1, '-3'] }), 'is -3'],
  ])('that is %s is no measurement', async (_, status, body, sentence) => {
    server = await localServer((_request, response) => json(response, status, body));
    const source = prometheusSource({ url: server.url, queries: { age: null } });
    await expect(source.read(subject, soon())).rejects.toThrow(sentence);
  });

  it('that is a web page or never comes is no measurement', async () => {
    server = await localServer((request, response) => {
      if (request.url?.startsWith('/web')) page(response, 502);
    });
    const { url } = server;
    await expect(prometheusSource({ url: `${url}/web` }).read(subject, soon())).rejects.toThrow('not JSON');
    await expect(prometheusSource({ url }).read(subject, soon(100))).rejects.toThrow(
      'did not answer in time',
    );
  });
});
