import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Context, findPerson } from './context.ts';
import { deliveryKinds, faultKinds } from './faults.ts';
import { answerFile, isFilePath } from './files.ts';
import type { Hands } from './hands.ts';
import { readBody, UnreadableBody } from './read-body.ts';
import { answer } from './response-urls.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { Json } from './ui-protocol.ts';
import { answerPage, isUiPath } from './ui-requests.ts';
import { hello } from './ui-shapes.ts';
import type { UiStreams } from './ui-streams.ts';
import { type ApiCall, answerApiCall } from './web-api.ts';

export type Page = (request: IncomingMessage, response: ServerResponse) => void;

type Parts = {
  ctx: Context;
  hands: Hands;
  streams: UiStreams;
  record: (call: ApiCall) => void;
  page: Page | undefined;
};

/** Everything the workspace answers over HTTP: the Web API, response URLs, and the page's requests. */
export async function route(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://workspace');
  try {
    if (pathname.startsWith('/api/'))
      return await answerApiCall(parts.ctx, pathname.slice('/api/'.length), request, response, parts.record);
    if (pathname.startsWith('/response/'))
      return await answerResponseUrl(parts.ctx, pathname, request, response);
    if (isFilePath(pathname)) return await answerFile(parts.ctx, pathname, request, response);
    if (pathname.startsWith('/sandbox/'))
      return await answerSandbox(parts, pathname.slice('/sandbox/'.length), searchParams, request, response);
    if (parts.page === undefined) return send(response, 404, { ok: false, error: 'not_found' });
    parts.page(request, response);
  } catch (error) {
    if (error instanceof UnreadableBody) return send(response, 400, refusal('invalid_json', error.message));
    if (response.destroyed) return;
    console.error('The workspace failed to answer', request.method, pathname, error);
    send(response, 500, refusal('fatal_error', 'The workspace failed; its log says why.'));
  }
}

async function answerResponseUrl(
  ctx: Context,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  try {
    answer(ctx, ctx.responseUrls.use(path), body);
    send(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    const isSpent = ['not_found', 'expired_url', 'used_url'].includes(error.code);
    send(response, isSpent ? 404 : 400, { ok: false, error: error.code, ...error.extra });
  }
}

async function answerSandbox(
  { ctx, hands, streams }: Parts,
  path: string,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'GET' && (path === 'stream' || path === 'state')) {
    const person = findPerson(ctx, query.get('person') ?? '');
    if (person === undefined)
      return send(response, 404, refusal('user_not_found', 'There is no such person.'));
    return path === 'stream'
      ? streams.connect(person.id, response)
      : send(response, 200, hello(ctx, person.id));
  }
  if (path === 'faults') return answerFaults(ctx, request, response);
  if (request.method !== 'POST') return send(response, 404, refusal('not_found', 'There is nothing here.'));
  // Asking for JSON makes browsers ask first, so that no other page can press buttons here.
  if (!request.headers['content-type']?.startsWith('application/json'))
    return send(response, 415, refusal('json_expected', 'Send JSON.'));
  const body = await readBody(request);
  if (path === 'groups') return answerGroups(hands, body, response);
  if (!isUiPath(path)) return send(response, 404, refusal('not_found', 'There is nothing here.'));
  const outcome = await answerPage(ctx, path, body);
  if (outcome === undefined) return send(response, 400, refusal('bad_shape', 'The request lacks a field.'));
  send(response, 200, outcome);
}

const FaultShape = z.object({
  method: z.string().exactOptional(),
  delivery: z.enum([...deliveryKinds, '*']).exactOptional(),
  kind: z.enum(faultKinds),
  times: z.number().int().positive().exactOptional(),
  delayMs: z.number().nonnegative().exactOptional(),
  when: z.enum(['before', 'after']).exactOptional(),
  retryAfterSeconds: z.number().positive().exactOptional(),
});

const RandomFaultsShape = z.object({
  seed: z.number().int(),
  share: z.number().min(0).max(1),
  kinds: z.array(z.enum(faultKinds)).min(1),
  on: z.enum(['methods', 'deliveries', 'both']),
  delayMs: z.number().nonnegative().exactOptional(),
});

async function answerFaults(ctx: Context, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'DELETE') ctx.faults.clear();
  if (request.method === 'POST') {
    const body = await readBody(request);
    const asked = ('seed' in body ? RandomFaultsShape : FaultShape).safeParse(body);
    if (!asked.success) return send(response, 400, refusal('bad_shape', z.prettifyError(asked.error)));
    if ('seed' in asked.data) ctx.faults.random(asked.data);
    else ctx.faults.add(asked.data);
  }
  send(response, 200, { ok: true, faults: ctx.faults.pending() });
}

const GroupShape = z.object({ handle: z.string(), members: z.array(z.string()) });

function answerGroups(hands: Hands, body: Json, response: ServerResponse): void {
  const group = GroupShape.safeParse(body);
  if (!group.success) {
    send(response, 400, refusal('bad_shape', 'Send a handle and its members.'));
    return;
  }
  try {
    hands.setGroupMembers(group.data.handle, group.data.members);
    send(response, 200, { ok: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    send(response, 400, refusal('not_found', error.message));
  }
}

const refusal = (error: string, sentence: string) => ({ ok: false, error, sentence });

function send(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
