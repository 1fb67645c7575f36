import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Histogram, Registry } from 'prom-client';
import type { Version } from '../../src/release/terms.ts';
import type { Behaviour } from './versions.ts';

/** One installed version: a real HTTP server with a metrics registry of its own. */
export interface Backend {
  readonly version: Version;
  readonly port: number;
  readonly metrics: Registry;
  /** Null when it is healthy, else the reason in one line. */
  ill(): string | null;
  close(): Promise<void>;
}

const BUCKETS = [0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5];

/** `behaviour` is asked on every request, so that it can be changed while the version runs. */
export async function openBackend(
  service: string,
  environment: string,
  version: Version,
  behaviour: () => Behaviour,
): Promise<Backend> {
  const metrics = new Registry();
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered, by status code.',
    labelNames: ['service', 'environment', 'version', 'instance', 'code'] as const,
    registers: [metrics],
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer.',
    labelNames: ['service', 'environment', 'version', 'instance'] as const,
    buckets: BUCKETS,
    registers: [metrics],
  });

  const ill = () => (behaviour().starts ? null : 'configuration: PAYMENT_KEYS is not set');
  const server = createServer((request, response) => {
    const began = performance.now();
    const { errorPercent, latencyTimes } = behaviour();
    if (request.url === '/health') {
      const reason = ill();
      response.writeHead(reason ? 503 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ok: reason === null, version, ...(reason ? { reason } : {}) }));
      return;
    }
    const code = Math.random() * 100 < errorPercent ? 500 : 200;
    const body = JSON.stringify(
      code === 200 ? { service, environment, version } : { error: 'out of luck', version },
    );
    setTimeout(
      () => {
        response.writeHead(code, { 'content-type': 'application/json', 'x-version': version });
        response.end(body);
        requests.inc({ ...labels, code: String(code) });
        durations.observe(labels, (performance.now() - began) / 1000);
      },
      (12 + Math.random() * 10) * latencyTimes,
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const labels = { service, environment, version, instance: `127.0.0.1:${port}` };
  // A series that appears with its first error has no increase to measure: a burst would be read as 0.
  for (const code of ['200', '500']) requests.inc({ ...labels, code }, 0);
  durations.zero(labels);

  return {
    version,
    port,
    metrics,
    ill,
    close: () => new Promise(resolve => server.close(() => resolve())),
  };
}
