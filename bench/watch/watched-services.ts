import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { servicesNamed } from '../bench-policy.ts';
import { RUNNING } from '../recording-target.ts';
import { BAKING_MOST, NEW, ROLLED_BACK } from './sizes.ts';

const LIMITS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'];
const PER_SECOND = 20;

/** All services of the bench as one address to scrape, and their health checks. Prints its port. */
const lines = [...servicesNamed('baking', BAKING_MOST), ...servicesNamed('service', ROLLED_BACK)].flatMap(
  (service, at) =>
    [RUNNING, NEW].flatMap(version => {
      const labels = `service="${service}",environment="production",version="${version}",pod="${service}-${version}"`;
      return [
        { text: `http_requests_total{${labels},code="200"} `, share: 1, at },
        { text: `http_requests_total{${labels},code="500"} `, share: 0.002, at },
        ...LIMITS.map((le, index) => ({
          text: `http_request_duration_seconds_bucket{${labels},le="${le}"} `,
          share: Math.min(1, 0.3 + index / 10),
          at,
        })),
      ];
    }),
);

const begunAt = performance.now();
const exposition = (): string => {
  const requests = PER_SECOND * (1 + (performance.now() - begunAt) / 1_000);
  return lines.map(({ text, share, at }) => `${text}${Math.floor(share * (requests + at))}\n`).join('');
};

const server = createServer((request, response) => {
  if (request.url === '/metrics') response.end(exposition());
  else response.writeHead(204).end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log((server.address() as AddressInfo).port);
