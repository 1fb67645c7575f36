import type { IncomingMessage, ServerResponse } from 'node:http';

/** What may be told of a request that was refused: headers, query and body stay out, secrets travel there. */
export interface RefusedRequest {
  method: string | undefined;
  path: string | undefined;
  status: number;
}

/** A path longer than any of ours says no more than its beginning. */
const PATH_SHOWN = 100;

/** Calls `tell` when the request was answered with 4xx. */
export function whenRefused(
  request: IncomingMessage,
  response: ServerResponse,
  tell: (refused: RefusedRequest) => void,
): void {
  response.once('finish', () => {
    const { statusCode: status } = response;
    if (status < 400 || status >= 500) return;
    const path = request.url?.split('?', 1)[0]?.slice(0, PATH_SHOWN);
    tell({ method: request.method, path, status });
  });
}
