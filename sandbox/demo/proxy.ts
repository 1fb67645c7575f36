import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Backend } from './backend.ts';

/** Divides the requests of one service in one environment between its versions. */
export interface Proxy {
  readonly port: number;
  /** Takes effect with the next request; requests under way finish where they are. */
  divide(shares: { backend: Backend; percent: number }[]): void;
  /** Resolves when no request is under way at this backend. It must have no share any more. */
  drained(backend: Backend): Promise<void>;
  close(): Promise<void>;
}

interface Side {
  backend: Backend;
  percent: number;
  /** Smooth weighted round robin: grows by its share per request, the highest serves and pays 100. */
  credit: number;
}

export async function openProxy(): Promise<Proxy> {
  let sides: Side[] = [];
  const underWay = new Map<Backend, number>();
  const waiting = new Map<Backend, (() => void)[]>();
  const agent = new Agent({ keepAlive: true, maxSockets: 200 });

  const choose = (): Backend | null => {
    let best: Side | undefined;
    for (const side of sides) {
      side.credit += side.percent;
      if (!best || side.credit > best.credit) best = side;
    }
    if (!best) return null;
    best.credit -= 100;
    return best.backend;
  };

  const finished = (backend: Backend) => {
    const left = (underWay.get(backend) ?? 1) - 1;
    if (left > 0) return void underWay.set(backend, left);
    underWay.delete(backend);
    for (const resolve of waiting.get(backend) ?? []) resolve();
    waiting.delete(backend);
  };

  const forward = (request: IncomingMessage, response: ServerResponse) => {
    const backend = choose();
    if (!backend) {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end('{"error":"no version serves here"}');
      return;
    }
    underWay.set(backend, (underWay.get(backend) ?? 0) + 1);
    const { method, url, headers } = request;
    const upstream = send(
      { agent, host: '127.0.0.1', port: backend.port, method, path: url, headers },
      answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    upstream.once('close', () => finished(backend));
    upstream.once('error', () => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(502, { 'content-type': 'application/json' });
      response.end('{"error":"the version did not answer"}');
    });
    response.once('close', () => {
      if (!response.writableFinished) upstream.destroy();
    });
    request.pipe(upstream);
  };

  const server = createServer(forward);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    divide: shares => {
      sides = shares.filter(share => share.percent > 0).map(share => ({ ...share, credit: 0 }));
    },
    // The agent's idle connections count as idle at the server too: closing it while a request is being
    // written would lose that request, so a version is stopped only after its last answer.
    drained: backend =>
      new Promise(resolve => {
        if (!underWay.has(backend)) return resolve();
        waiting.set(backend, [...(waiting.get(backend) ?? []), resolve]);
      }),
    close: () =>
      new Promise(resolve => {
        server.close(() => {
          agent.destroy();
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
