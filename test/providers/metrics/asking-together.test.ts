import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { askingTogether } from '../../../src/providers/metrics/asking-together.ts';
import { MetricsUnavailable } from '../../../src/providers/metrics/port.ts';
import { prometheusSource } from '../../../src/providers/metrics/prometheus.ts';
import { type Ask, askPrometheus } from '../../../src/providers/metrics/prometheus-api.ts';
import { json, type LocalServer, localServer, soon } from '../local-server.ts';
import { subject } from './conformance.ts';
import { openRealPrometheus, type RealPrometheus } from './real-prometheus.ts';

const SERVICES = Array.from({ length: 150 }, (_, at) => `service-${at}`);

/** Notes what really goes to the server. */
function noting(url: string) {
  const asked: string[] = [];
  const ask: Ask = (query, signal, shape) => {
    asked.push(query);
    return askPrometheus({ url })(query, signal, shape);
  };
  return { asked, ask };
}

/** The values of each, in an order of their own, or why there are none. */
const valuesOf = async (ask: Ask, queries: readonly string[], ms = 10_000) =>
  Promise.all(
    queries.map(query =>
      ask(query, soon(ms), 'one shape').then(
        values => values.toSorted((a, b) => JSON.stringify(a.labels).localeCompare(JSON.stringify(b.labels))),
        (error: unknown) => {
          if (error instanceof MetricsUnavailable) return error.message;
          throw error;
        },
      ),
    ),
  );

describe('queries to a real Prometheus server', () => {
  vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });
  let server: RealPrometheus | null = null;
  const opened = async (): Promise<RealPrometheus> => {
    if (server) return server;
    server = await openRealPrometheus();
    const lines = SERVICES.flatMap((service, at) =>
      ['1.4.0', '1.3.2'].map(
        version =>
          `http_requests_total{service="${service}",environment="production",version="${version}",code="200"} ${at + 1}\n`,
      ),
    );
    await server.expose(lines.join(''));
    return server;
  };
  afterAll(() => server?.close());

  it('have the same answers together as alone, whatever they are', async () => {
    const { url } = await opened();
    const queries = [
      ...SERVICES.map(service => `sum by (version, code) (http_requests_total{service="${service}"})`),
      'http_requests_total{service="service-3"}',
      'http_requests_total{service="service-3"} or http_requests_total{service="service-4"}',
      'http_requests_total{service="nobody"}',
      'http_requests_total{service="service-3"} # with a comment',
      'http_requests_total{service="service-3"}',
      'vector(3)',
    ];
    const { asked, ask } = noting(url);
    // A machine that is busy misses a scrape now and then, between one and the other.
    await vi.waitFor(async () => {
      asked.length = 0;
      const alone = await valuesOf(askPrometheus({ url }), queries);
      expect(await valuesOf(askingTogether({ url }, ask), queries)).toEqual(alone);
      expect(alone.filter(values => values.length === 2)).toHaveLength(SERVICES.length + 3);
    }, 20_000);
    expect(asked).toHaveLength(3);
  });

  it('of one release that are bad do not hurt the others, and join them no more', async () => {
    const { url } = await opened();
    const good = SERVICES.slice(0, 20).map(service => `http_requests_total{service="${service}"}`);
    const bad = ['http_requests_total{service="unfinished', 'sum(', 'a) or (b', 'http_requests_total * 2 '];
    const many =
      'http_requests_total{service="service-1"} * on (service) http_requests_total{service="service-1"}';
    const { asked, ask } = noting(url);
    const together = askingTogether({ url }, ask);
    const all = [...good, ...bad, many];
    expect(await valuesOf(together, all)).toEqual(await valuesOf(askPrometheus({ url }), all));
    asked.length = 0;
    const again = await valuesOf(together, all);
    expect(again.slice(0, 20)).toEqual(await valuesOf(askPrometheus({ url }), good));
    expect(again.at(-1)).toContain('many-to-many');
    // The good ones in one, and each bad one by itself: the product of everything is no bad one.
    expect(asked).toHaveLength(5);
  });

  it('that cannot be joined are asked one by one from the second time on', async () => {
    const { url } = await opened();
    const { asked, ask } = noting(url);
    const together = askingTogether({ url }, ask);
    const numbers = ['1', '2', 'scalar(http_requests_total{service="service-3",version="1.4.0"})'];
    const round = async () => {
      asked.length = 0;
      const values = [1, 2, 4].map(value => [{ labels: {}, value }]);
      expect(await valuesOf(together, numbers)).toEqual(values);
      return asked.length;
    };
    expect(await round()).toBe(4);
    await expect.poll(round).toBe(3);
  });

  it('of many releases are three for all of them, and each has its own reading', async () => {
    const { url } = await opened();
    const { asked, ask } = noting(url);
    const together = askingTogether({ url }, ask);
    const source = prometheusSource({ url }, together);
    const readings = await Promise.all(
      SERVICES.slice(0, 40).map(service => source.read({ ...subject, service }, soon())),
    );
    expect(readings.map(({ canary }) => canary[0]?.requests)).toEqual(
      SERVICES.slice(0, 40).map((_, at) => at + 1),
    );
    expect(asked).toHaveLength(3);
  });
});

describe('queries that are asked together', () => {
  let server: LocalServer | null = null;
  afterEach(() => server?.close());
  const success = (result: unknown[] = []) => ({ status: 'success', data: { resultType: 'vector', result } });

  it('wait for a slow one among them only once', async () => {
    const asked: string[] = [];
    server = await localServer((_request, response, body) => {
      const query = new URLSearchParams(body).get('query') ?? '';
      asked.push(query);
      if (!query.includes('slow')) json(response, 200, success());
    });
    const ask = askingTogether({ url: server.url }, askPrometheus(server), 200);
    const queries = ['a', 'b', 'slow', 'c'];
    const sentence = `127.0.0.1:${server.port}/api/v1/query did not answer in time`;
    const round = async () => {
      asked.length = 0;
      expect(await valuesOf(ask, queries, 1_000)).toEqual([[], [], sentence, []]);
      return asked.length;
    };
    expect(await round()).toBe(5);
    await expect.poll(round, { timeout: 5_000 }).toBe(2);
  });

  it('are not many at once, and still asked together, where it is the server that is slow', async () => {
    let [now, most, requests] = [0, 0, 0];
    server = await localServer((_request, response) => {
      requests += 1;
      now += 1;
      most = Math.max(most, now);
      const timer = setTimeout(() => json(response, 200, success()), 300);
      response.on('close', () => {
        clearTimeout(timer);
        now -= 1;
      });
    });
    const ask = askingTogether({ url: server.url }, askPrometheus(server), 100);
    const queries = Array.from({ length: 20 }, (_, at) => `query ${at}`);
    for (let round = 1; round <= 2; round += 1) {
      requests = 0;
      expect(await valuesOf(ask, queries)).toEqual(queries.map(() => []));
      // First all of them as one.
      expect(requests).toBe(queries.length + 1);
    }
    expect(most).toBeLessThanOrEqual(9);
  });

  it('that nobody answers each end with their own deadline', async () => {
    server = await localServer(() => {});
    const ask = askingTogether({ url: server.url });
    const begunAt = performance.now();
    const patient = ask('patient', soon(400), 'one').catch(() => performance.now() - begunAt);
    await expect(ask('hasty', soon(100), 'one')).rejects.toThrow('did not answer in time');
    expect(performance.now() - begunAt).toBeLessThan(350);
    expect(await patient).toBeGreaterThanOrEqual(395);
  });

  it('a server that is gone is asked once, and not once more for each', async () => {
    server = await localServer(() => {});
    await server.close();
    const { asked, ask } = noting(server.url);
    const answers = await valuesOf(askingTogether(server, ask), ['a', 'b', 'c']);
    expect(answers).toEqual(Array(3).fill(expect.stringContaining('could not be read')));
    expect(asked).toHaveLength(1);
  });

  it('an answer that cannot be divided is asked for again, one by one', async () => {
    let requests = 0;
    server = await localServer((_request, response) => {
      requests += 1;
      json(response, 200, success([{ metric: { version: '1.4.0' }, value: [1, '3'] }]));
    });
    const answers = await valuesOf(askingTogether(server), ['a', 'b']);
    expect(answers).toEqual(Array(2).fill([{ labels: { version: '1.4.0' }, value: 3 }]));
    expect(requests).toBe(3);
  });

  it('a warning about one of them is no doubt about the others', async () => {
    server = await localServer((_request, response, body) => {
      const warns = body.includes('doubtful');
      json(response, 200, { ...success(), ...(warns && { warnings: ['a store is away'] }) });
    });
    const answers = await valuesOf(askingTogether(server), ['a', 'doubtful', 'b']);
    expect(answers).toEqual([[], expect.stringContaining('a store is away'), []]);
  });
});
