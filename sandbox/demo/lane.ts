import { AggregatorRegistry } from 'prom-client';
import type { Version } from '../../src/release/terms.ts';
import { type Backend, openBackend } from './backend.ts';
import { openProxy } from './proxy.ts';
import { openTraffic, type TrafficCounts } from './traffic.ts';
import type { Behaviour } from './versions.ts';

export type Shares = Record<Version, number>;

/** One service in one environment: its installed versions, the proxy before them and the traffic. */
export interface Lane {
  readonly service: string;
  readonly environment: string;
  /** Where its users reach it. */
  readonly url: string;
  readonly traffic: TrafficCounts;
  installed(): Version[];
  /** Percent by installed version. */
  shares(): Shares;
  /** The version with the most traffic. */
  version(): Version | null;
  backend(version: Version): Backend | null;
  /** Starts the program of a version, without traffic. */
  start(version: Version): Promise<Backend>;
  /** Stops it after its last answer. A version that has traffic is left alone. */
  stop(version: Version): Promise<void>;
  divide(shares: Shares): void;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export interface LaneOptions {
  service: string;
  environment: string;
  installed: Version[];
  shares: Shares;
  behaviour(version: Version): Behaviour;
  trafficPerSecond(): number;
}

export async function openLane(options: LaneOptions): Promise<Lane> {
  const { service, environment } = options;
  const backends = new Map<Version, Backend>();
  const proxy = await openProxy();
  let shares: Shares = {};

  const start = async (version: Version) => {
    const known = backends.get(version);
    if (known) return known;
    const backend = await openBackend(service, environment, version, () => options.behaviour(version));
    backends.set(version, backend);
    return backend;
  };
  const divide = (wanted: Shares) => {
    shares = wanted;
    proxy.divide([...backends.values()].map(backend => ({ backend, percent: wanted[backend.version] ?? 0 })));
  };

  for (const version of options.installed) await start(version);
  divide(options.shares);
  const traffic = openTraffic(proxy.port, options.trafficPerSecond);

  return {
    service,
    environment,
    url: `http://127.0.0.1:${proxy.port}`,
    traffic: traffic.counts,
    installed: () => [...backends.keys()],
    shares: () => Object.fromEntries([...backends.keys()].map(version => [version, shares[version] ?? 0])),
    version: () => {
      const [first] = [...backends.keys()]
        .filter(version => (shares[version] ?? 0) > 0)
        .sort((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
      return first ?? null;
    },
    backend: version => backends.get(version) ?? null,
    start,
    stop: async version => {
      const backend = backends.get(version);
      if (!backend || (shares[version] ?? 0) > 0) return;
      backends.delete(version);
      await proxy.drained(backend);
      await backend.close();
    },
    divide,
    metrics: async () => {
      const all = await Promise.all(
        [...backends.values()].map(backend => backend.metrics.getMetricsAsJSON()),
      );
      return AggregatorRegistry.aggregate(all).metrics();
    },
    close: async () => {
      await traffic.close();
      await proxy.close();
      await Promise.all([...backends.values()].map(backend => backend.close()));
    },
  };
}
