import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OpenServer {
  url: string;
  close(): Promise<void>;
}

export interface Answer {
  status?: number;
  body: unknown;
}

/** A small server of the bench's own that answers JSON. */
export async function openServer(
  answer: (path: string, method: string, body: string) => Answer | Promise<Answer>,
): Promise<OpenServer> {
  const server = createServer(async (request, response) => {
    const asked = answer(request.url ?? '/', request.method ?? 'GET', await read(request));
    const { status = 200, body } = await asked;
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
    response.end(isText ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString();
}
