import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from './route.ts';

/** A sender that needs longer than this for its body is not waited for, unless a route says otherwise. */
export const WITHIN_MS = 10_000;

/** The bytes as they were sent. A body that is too long is read to its end and dropped, or the answer would not arrive. */
export function bodyOf(request: IncomingMessage, maxBytes: number, withinMs: number) {
  return new Promise<Buffer | 'too long' | 'too slow'>(resolve => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(resolve, withinMs, 'too slow');
    const end = (outcome: Buffer | 'too long' | 'too slow') => {
      clearTimeout(timer);
      resolve(outcome);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => end(size > maxBytes ? 'too long' : Buffer.concat(chunks)));
    // The sender went away: nobody reads the answer.
    request.on('close', () => end('too slow'));
  });
}

/** Answers, and does not listen to whatever else a sender has to say that says too much or is too slow. */
export function answerAndEnd(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  if (status === 408 || status === 413) response.setHeader('connection', 'close');
  if (!response.destroyed) answerJson(response, status, body);
  if (status === 408) finished(response, () => request.destroy());
}

const finished = (response: ServerResponse, then: () => void) =>
  response.writableFinished ? then() : response.once('finish', then);
