import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RefusedRequest, whenRefused } from './refused-request.ts';
import { answerJson, type Route } from './route.ts';

export interface WebServer {
  /** Resolves with the port. @throws when it is taken */
  listen(port: number): Promise<number>;
  close(): Promise<void>;
}

/** Answers the routes where Slack's own receiver does not: in Socket Mode and in workers. */
export function openWebServer(
  routes: readonly Route[],
  refused: (request: RefusedRequest) => void = () => {},
): WebServer {
  const server = createServer((request, response) => {
    whenRefused(request, response, refused);
    const path = request.url?.split('?', 1)[0];
    const known = routes.filter(route => route.path === path);
    const route = known.find(({ method }) => method === request.method);
    if (route) void route.answer(request, response);
    else if (known.length > 0)
      answerJson(response, 405, { error: `only ${known[0]?.method} is answered here` });
    else answerJson(response, 404, { error: 'nothing is here' });
  });
  return {
    async listen(port) {
      server.listen(port);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}
