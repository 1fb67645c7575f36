import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { z } from 'zod';
import type { Authentic } from './authentic.ts';
import { answerAndEnd, bodyOf, WITHIN_MS } from './body.ts';
import type { Route } from './route.ts';

export interface WebhookAnswer {
  status: number;
  body: unknown;
}

export interface Webhook<Body> {
  path: string;
  /** The longest body that is taken, in bytes. */
  maxBytes: number;
  /** A sender that needs longer than this for its body is not waited for. */
  withinMs?: number;
  isAuthentic: Authentic;
  /** Takes only the fields that are used. */
  schema: z.ZodType<Body>;
  /** Answered to JSON of another shape; 422 by default. */
  misshapenStatus?: 400 | 422;
  /** Called with nothing but authentic bodies of the right shape; what it throws becomes a 503, so that it is sent again. */
  receive(body: Body, headers: IncomingHttpHeaders): Promise<WebhookAnswer>;
  /** Told what `receive` threw. */
  onTrouble(error: unknown): void;
}

const refused = (status: number, error: string): WebhookAnswer => ({ status, body: { error } });

/**
 * A route that other systems post to. Who it comes from is checked on the raw body before anything in it is
 * looked at; what was sent is never repeated in an answer.
 */
export function webhookRoute<Body>(webhook: Webhook<Body>): Route {
  return {
    path: webhook.path,
    method: 'POST',
    async answer(request, response) {
      const { status, body } = await answerTo(webhook, request);
      answerAndEnd(request, response, status, body);
    },
  };
}

async function answerTo<Body>(webhook: Webhook<Body>, request: IncomingMessage): Promise<WebhookAnswer> {
  const {
    maxBytes,
    withinMs = WITHIN_MS,
    isAuthentic,
    schema,
    receive,
    onTrouble,
    misshapenStatus = 422,
  } = webhook;
  const rawBody = await bodyOf(request, maxBytes, withinMs);
  if (rawBody === 'too long') return refused(413, `a body of at most ${maxBytes} bytes is taken here`);
  if (rawBody === 'too slow') return refused(408, `the body was not here within ${withinMs} ms`);
  if (!isAuthentic(request.headers, rawBody))
    return refused(401, 'the signature or token is missing or wrong');
  const json = parsed(rawBody);
  if (json === undefined) return refused(400, 'the body is not JSON');
  const body = schema.safeParse(json);
  if (!body.success) {
    const where = body.error.issues[0]?.path.join('.') || 'the body';
    return refused(misshapenStatus, `${where} is not as expected`);
  }
  try {
    return await receive(body.data, request.headers);
  } catch (error) {
    onTrouble(error);
    return refused(503, 'it could not be kept; send it again');
  }
}

function parsed(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString());
  } catch {
    return undefined;
  }
}
