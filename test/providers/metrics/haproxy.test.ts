import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { versionsBehind } from '../../../src/providers/deploys/haproxy-slots.ts';
import { parseExposition } from '../../../src/providers/metrics/exposition-format.ts';
import { haproxySource } from '../../../src/providers/metrics/haproxy.ts';
import { countedBetween } from '../../../src/release/counting.ts';
import type { Reading } from '../../../src/release/watching.ts';
import { type HaproxyRig, openHaproxyRig } from '../deploys/haproxy-rig.ts';
import { localServer, soon } from '../local-server.ts';
import { metricsConformance, subject } from './conformance.ts';

/** What the suite says of processes of a version, said of servers by the exporters of several HAProxies. */
const asExporters = (text: string): Map<string, string> => {
  const exporters = new Map<string, string>();
  for (const { name, labels, value } of parseExposition(text)) {
    const { service: proxy, version: server, instance = 'a', code, ...rest } = labels;
    const isCounted = name === 'http_requests_total';
    const all = { proxy, server, ...(code === undefined ? {} : { code: `${code[0]}xx` }), ...rest };
    const shown = Object.entries(all).flatMap(([label, is]) =>
      is === undefined ? [] : [`${label}="${is}"`],
    );
    const line = `${isCounted ? 'haproxy_server_http_responses_total' : name}{${shown.join(',')}} ${value}\n`;
    exporters.set(instance, (exporters.get(instance) ?? '') + line);
  }
  return exporters;
};

metricsConformance('the exporter of HAProxy', async () => {
  let exporters = new Map<string, string>([['a', '']]);
  const server = await localServer((request, response) =>
    response.end(exporters.get((request.url ?? '').slice(1)) ?? ''),
  );
  return {
    source: ({ figures = [], ...health } = {}) => ({
      read: (about, signal) =>
        haproxySource({
          ...health,
          urls: [...exporters.keys()].map(name => `${server.url}/${name}`),
          backend: 'checkout',
          async versionsBehind() {
            const names = [...exporters.values()].flatMap(text => parseExposition(text));
            return new Map(names.map(({ labels: { server: name = '' } }) => [name, name.replace(/^v/, '')]));
          },
          figures: figures.map(name => ({ name, metric: name })),
        }).read(about, signal),
    }),
    expose: async text => {
      exporters = asExporters(text);
    },
    breakOff: server.close,
    close: server.close,
    hasBuckets: false,
  };
});

describe('what a real HAProxy counts', () => {
  let rig: HaproxyRig;
  beforeEach(async () => {
    rig = await openHaproxyRig();
    await rig.run('blue', '1.3.2');
    await rig.run('green', '1.4.0');
    await rig.haproxy.say('set server app/blue weight 50;set server app/green weight 50');
  });
  afterEach(() => rig.close());

  const read = (): Promise<Reading> =>
    haproxySource({
      urls: [rig.haproxy.exporterUrl],
      backend: 'app',
      versionsBehind: (_, signal) =>
        versionsBehind(rig.options.slots, { cwd: '/', variables: {} }, ['1.3.2', '1.4.0'], signal),
    }).read(subject, soon());
  const counted = async (act: () => Promise<unknown>) => {
    const before = await read();
    await act();
    const { canary, baseline } = countedBetween(before, await read());
    return { canary, baseline };
  };

  it('is counted for the version behind the server, from the first request on', async () => {
    expect(await counted(() => rig.answers(20))).toMatchObject({
      canary: { requests: 10, errors: 0 },
      baseline: { requests: 10, errors: 0 },
    });
  });

  it('has the errors of one version, those it answers and those it breaks off', async () => {
    rig.fail('green', 'answers');
    expect(await counted(() => rig.answers(10))).toMatchObject({
      canary: { requests: 5, errors: 5 },
      baseline: { requests: 5, errors: 0 },
    });
    rig.fail('green', 'breaks off');
    expect(await counted(() => rig.answers(10))).toMatchObject({
      canary: { requests: 5, errors: 5 },
      baseline: { requests: 5, errors: 0 },
    });
  });

  it('begins at zero after a reload, and counts on', async () => {
    const seen = await counted(async () => {
      await rig.answers(20);
      await rig.haproxy.reload();
      await rig.haproxy.say('set server app/blue weight 50;set server app/green weight 50');
      await rig.answers(6);
    });
    expect(seen).toMatchObject({ canary: { requests: 3 }, baseline: { requests: 3 } });
  });

  it('goes on for a version that hangs, and brings its response time', async () => {
    await rig.answers(2);
    expect((await read()).figures).toEqual({ response_time_ms: expect.any(Number) });
    rig.hang('green');
    const { canary, baseline } = await read();
    expect([canary.length, baseline.length]).toEqual([1, 1]);
  });
});

describe('a slot that does not say what it holds', () => {
  const slots = [{ server: 'blue' }, { server: 'green' }] as const;
  const behind = async (blue: string, green: string, expected: readonly string[]) => {
    const script = `case $TMINUS_SLOT in blue) ${blue} ;; green) ${green} ;; esac`;
    const reading = { cwd: '/', variables: {}, read: ['/bin/sh', '-c', script] };
    return Object.fromEntries(await versionsBehind(slots, reading, expected, soon()));
  };
  const both = ['1.3.2', '1.4.0'];

  it('is that of the version that is missing, where the other slot holds the other', async () => {
    expect(await behind('echo 1.3.2', 'exit 1', both)).toEqual({ blue: '1.3.2', green: '1.4.0' });
    expect(await behind('true', 'echo 1.4.0', both)).toEqual({ blue: '1.3.2', green: '1.4.0' });
  });

  it('is nobody’s where that is not certain', async () => {
    expect(await behind('exit 1', 'exit 1', both)).toEqual({});
    expect(await behind('echo 1.2.0', 'exit 1', both)).toEqual({ blue: '1.2.0' });
    expect(await behind('echo 1.3.2', 'echo 1.2.0', both)).toEqual({ blue: '1.3.2', green: '1.2.0' });
    expect(await behind('true', 'exit 1', ['1.4.0'])).toEqual({});
  });
});
