import { afterEach, describe, expect, it } from 'vitest';
import { type ExpositionOptions, expositionSource } from '../../../src/providers/metrics/exposition.ts';
import { type Answerer, type LocalServer, localServer, page, soon } from '../local-server.ts';
import { metricsConformance, requests, subject } from './conformance.ts';

const LABELS = { service: '{service}', environment: '{environment}' };

metricsConformance('scraping the text exposition', async () => {
  let exposed = '';
  const server = await localServer((_, response) => response.end(exposed));
  return {
    source: ({ figures = [], ...health } = {}) =>
      expositionSource({
        urls: [`${server.url}/metrics`],
        labels: LABELS,
        ...health,
        figures: figures.map(name => ({ name, metric: name })),
      }),
    expose: async text => {
      exposed = text;
    },
    breakOff: server.close,
    close: server.close,
  };
});

describe('metrics scraped from several addresses', () => {
  const servers: LocalServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  const serve = async (answer: Answerer): Promise<string> => {
    const server = await localServer(answer);
    servers.push(server);
    return server.url;
  };
  const text =
    (content: string): Answerer =>
    (_, response) =>
      response.end(content);
  const read = (options: ExpositionOptions, signal = soon()) =>
    expositionSource(options).read(subject, signal);

  it('tell two processes apart that know nothing of each other', async () => {
    const urls = [
      await serve(text('http_requests_total{version="1.4.0",code="200"} 3\n')),
      await serve(text('http_requests_total{version="1.4.0",code="200"} 4\n')),
    ];
    const { canary } = await read({ urls });
    expect(canary.map(series => series.requests)).toEqual([3, 4]);
    expect(new Set(canary.map(series => series.key)).size).toBe(2);
  });

  it('are unavailable when one of them does not answer', async () => {
    const good = await serve(text(requests('1.4.0', 'a', '200', 3)));
    const bad = await serve((_, response) => page(response, 500));
    await expect(read({ urls: [good, bad] })).rejects.toThrow('answered 500');
  });

  it('ask the address of each version, and none of a baseline that is not there', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      asked.push(request.url);
      response.end(requests('1.4.0', 'a', '200', 3));
    });
    const urls = [`${url}/{service}/{canary}/metrics`, `${url}/{service}/{baseline}/metrics`];
    await read({ urls });
    expect(asked.toSorted()).toEqual(['/checkout/1.3.2/metrics', '/checkout/1.4.0/metrics']);
    await expositionSource({ urls }).read({ ...subject, baseline: null }, soon());
    expect(asked).toHaveLength(3);
  });

  it('may have names of their own', async () => {
    const url = await serve(
      text('hits{release="1.4.0",status="ERROR",host="x"} 2\nhits{release="1.4.0",status="OK",host="x"} 5\n'),
    );
    const names = {
      requests: 'hits',
      codeLabel: 'status',
      errorCodes: 'ERROR|TIMEOUT',
      versionLabel: 'release',
      instanceLabels: ['host'],
    };
    expect((await read({ urls: [url], names })).canary).toMatchObject([{ requests: 7, errors: 2 }]);
  });

  it('must have the latency that was asked for by name', async () => {
    const url = await serve(text(requests('1.4.0', 'a', '200', 3)));
    await expect(read({ urls: [url], names: { latency: 'took_seconds' } })).rejects.toThrow(
      'no took_seconds_bucket',
    );
  });

  it.each([
    ['sum', 7],
    ['mean', 3.5],
    ['min', 3],
    ['max', 4],
  ] as const)('combine the series of a figure by their %s when told to', async (combine, value) => {
    const url = await serve(
      text(`${requests('1.4.0', 'a', '200', 1)}queue{shard="1"} 3\nqueue{shard="2"} 4\n`),
    );
    const figures = [{ name: 'backlog', metric: 'queue', combine }];
    expect((await read({ urls: [url], figures })).figures).toEqual({ backlog: value });
  });

  it('are unavailable when the answer is a web page, hangs, or never ends', async () => {
    const web = await serve((_, response) => page(response, 200));
    await expect(read({ urls: [web] })).rejects.toThrow('not in the Prometheus text format');
    const hanging = await serve(() => {});
    await expect(read({ urls: [hanging] }, soon(100))).rejects.toThrow('did not answer in time');
    const endless = await serve((_, response) => {
      const more = (): void => {
        while (response.write('# more\n'.repeat(10_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await expect(read({ urls: [endless] })).rejects.toThrow('sent more than');
  });

  it('never carry their headers along a redirect, nor show a password of the address', async () => {
    const asked: unknown[] = [];
    const elsewhere = await serve((request, response) => {
      asked.push(request.headers);
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(302, { location: elsewhere }).end());
    await expect(read({ urls: [url], headers: { authorization: 'Bearer s3cret' } })).rejects.toThrow(
      'answered 302',
    );
    expect(asked).toEqual([]);
    const reading = read({ urls: ['http://ana:hunter2@127.0.0.1/metrics'] });
    await expect(reading).rejects.toThrow('hold no user name or password');
    await expect(reading).rejects.not.toThrow('hunter2');
  });
});
