import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment, Version } from '../../src/release/terms.ts';
import { type Lane, openLane } from './lane.ts';
import { laneKey, openOperations } from './operations.ts';
import type { DemoState, Settings } from './protocol.ts';
import { answerDemo } from './routes.ts';
import { openStateFile } from './state-file.ts';
import { behaviourOf, FIRST_VERSION } from './versions.ts';

export interface DemoService {
  name: string;
  environments: Environment[];
  /** What runs there the first time. */
  version: Version;
}

export interface DemoOptions {
  /** Where installed versions, shares, operations and fences are kept. */
  folder: string;
  /** Callers of the deploy and admin endpoints send it as a bearer token. */
  token: string;
  /** Where there is one, deploys have to be signed with it besides. */
  signingKey?: string;
  services?: DemoService[];
  /** Generated requests per second for each service and environment, a tenth in development; 40 by default. */
  trafficPerSecond?: number;
  /** 0, the default, takes a free port. */
  port?: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** How long operations take; 2,000 ms for an install and 1,000 ms for a restore by default. */
  installMs?: number;
  shiftMs?: number;
  restoreMs?: number;
}

export interface Demo {
  readonly url: string;
  close(): Promise<void>;
}

/** Hardly anybody uses a service in development. */
const QUIET = 0.1;

const SERVICES: DemoService[] = ['checkout', 'search'].map(name => ({
  name,
  environments: ['development', 'staging', 'production'],
  version: FIRST_VERSION,
}));

/** Opens a company's services in small: versions that really serve, a proxy before them, traffic and a deploy endpoint. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const settings: Settings = {
    trafficPerSecond: options.trafficPerSecond ?? 40,
    installMs: options.installMs ?? 2000,
    shiftMs: options.shiftMs ?? 20,
    restoreMs: options.restoreMs ?? 1000,
    outage: 'none',
    metricsOutage: 'none',
    behaviours: {},
  };
  const lanes = new Map<string, Lane>();
  const fences = new Map<string, number>();
  const file = await openStateFile(options.folder, () => ({
    lanes: Object.fromEntries(
      [...lanes].map(([key, lane]) => [
        key,
        { fence: fences.get(key) ?? 0, installed: lane.installed(), shares: lane.shares() },
      ]),
    ),
    operations: operations.records(),
  }));
  const kept: DemoState = (await file.read()) ?? { lanes: {}, operations: [] };
  const operations = openOperations({
    settings,
    records: kept.operations,
    fences,
    laneOf: (service, environment) => lanes.get(laneKey(service, environment)) ?? null,
    changed: () => {
      file.write().catch(error => console.error('The demo cannot keep its state:', error));
    },
  });

  for (const { name, environments, version } of options.services ?? SERVICES) {
    for (const environment of environments) {
      const key = laneKey(name, environment);
      const before = kept.lanes[key] ?? { fence: 0, installed: [version], shares: { [version]: 100 } };
      fences.set(key, before.fence);
      const lane = await openLane({
        service: name,
        environment,
        installed: before.installed,
        shares: before.shares,
        behaviour: of => behaviourOf(of, settings.behaviours),
        trafficPerSecond: () => settings.trafficPerSecond * (environment === 'development' ? QUIET : 1),
      });
      lanes.set(key, lane);
    }
  }
  operations.resume();

  const answer = answerDemo({
    token: options.token,
    ...(options.signingKey !== undefined && { signingKey: options.signingKey }),
    settings,
    lanes,
    operations,
    saved: () => file.write(),
  });
  const server = createServer((request, response) => void answer(request, response));
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });

  const stop = async () => {
    const closed = new Promise(resolve => server.close(resolve));
    server.closeAllConnections();
    await Promise.all([closed, operations.close()]);
    await file.write();
    await Promise.all([...lanes.values()].map(lane => lane.close()));
  };
  let stopped: Promise<void> | null = null;
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
