import type { IncomingMessage, ServerResponse } from 'node:http';

/** Something this process answers over HTTP besides Slack. */
export interface Route {
  path: string;
  method: 'GET' | 'POST';
  /** Must end the response, and not throw. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
