/*
 * What stands behind one server of HAProxy: a process that is a version of the demo service, then another one, or
 * nothing. Answers with its version in a header, and with errors as often as it is told.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export type SlotOrder =
  | { begin: string; port: number; errorPercent: number }
  | { errorPercent: number }
  | { end: true };

let version = '';
let errorPercent = 0;
let answered = { 200: 0, 500: 0 };
let server: Server | null = null;

const exposition = (): string =>
  ([200, 500] as const)
    .map(code => {
      const labels = `service="checkout",environment="production",version="${version}",code="${code}"`;
      return `http_requests_total{${labels}} ${answered[code]}\n`;
    })
    .join('');

function answer({ url }: IncomingMessage, response: ServerResponse): void {
  if (url === '/version') return void response.end(version);
  if (url === '/healthz') return void response.end();
  if (url === '/metrics') return void response.end(exposition());
  const code = Math.random() * 100 < errorPercent ? 500 : 200;
  answered[code] += 1;
  response.writeHead(code, { 'x-version': version }).end('ok');
}

async function end(): Promise<void> {
  if (!server) return;
  const ended = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await ended;
  server = null;
}

async function obey(order: SlotOrder): Promise<void> {
  if ('end' in order) return end();
  ({ errorPercent } = order);
  if (!('begin' in order)) return;
  await end();
  version = order.begin;
  answered = { 200: 0, 500: 0 };
  server = createServer(answer).listen(order.port, '127.0.0.1');
  await once(server, 'listening');
}

process.on('message', (order: SlotOrder) => {
  void obey(order).then(() => process.send?.({ at: Date.now() }));
});
process.on('disconnect', () => process.exit(0));
