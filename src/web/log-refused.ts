import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';

/** A path longer than any of ours says no more than its beginning. */
const PATH_SHOWN = 100;

/** One line for a request that is refused. Headers, query and body stay out of it: secrets travel there. */
export function logRefused(request: IncomingMessage, response: ServerResponse, log: Logger): void {
  response.once('finish', () => {
    const { statusCode: status } = response;
    if (status < 400 || status >= 500) return;
    const path = request.url?.split('?', 1)[0]?.slice(0, PATH_SHOWN);
    log.info({ method: request.method, path, status }, 'a request was refused');
  });
}
