import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { authMethods } from './api/auth.ts';
import { bookmarkMethods } from './api/bookmarks.ts';
import { chatMethods } from './api/chat.ts';
import { conversationMethods } from './api/conversations.ts';
import { fileMethods } from './api/files.ts';
import { historyMethods } from './api/history.ts';
import type { Method } from './api/method.ts';
import { peopleMethods } from './api/people.ts';
import { pinMethods } from './api/pins.ts';
import { viewMethods } from './api/views.ts';
import type { Context } from './context.ts';
import { readBody } from './read-body.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { Json } from './ui-protocol.ts';

const methods: { [name: string]: Method } = {
  ...authMethods,
  ...bookmarkMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...historyMethods,
  ...peopleMethods,
  ...pinMethods,
  ...viewMethods,
};

/** One call of the app, for tests and demos to look at. */
export type ApiCall = { method: string; args: Json; atMs: number; answer: Json };

/** Answers `POST /api/<method>` as Slack does: HTTP 200 with `ok`, 429 with Retry-After, or a fault. */
export async function answerApiCall(
  ctx: Context,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
  record: (call: ApiCall) => void,
): Promise<void> {
  const { token, args } = await readArguments(request);
  const fault = ctx.faults.strike({ method: name });
  const isAfter = fault?.when === 'after';
  if (fault?.kind === 'reorder') await ctx.faults.held('method', fault.delayMs ?? 1000);
  if (fault?.kind === 'slow' && !isAfter) await wait(fault.delayMs ?? 1000);
  if (fault?.kind === 'reset' && !isAfter) return void request.socket.destroy();
  if (fault?.kind === '503' && !isAfter)
    return send(response, 503, { ok: false, error: 'service_unavailable' });

  const retryAfter =
    fault?.kind === '429' ? (fault.retryAfterSeconds ?? 1) : rateLimit(ctx, name, token, args);
  const answer =
    retryAfter === undefined ? call(ctx, name, token, args) : refused(new SlackRefusal('ratelimited'));
  record({ method: name, args, atMs: ctx.clock(), answer });
  ctx.faults.passed('method');

  if (fault?.kind === 'slow' && isAfter) await wait(fault.delayMs ?? 1000);
  if (fault?.kind === 'reset' && isAfter) return void request.socket.destroy();
  if (fault?.kind === '503' && isAfter)
    return send(response, 503, { ok: false, error: 'service_unavailable' });
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  return send(response, retryAfter === undefined ? 200 : 429, answer);
}

async function readArguments(request: IncomingMessage): Promise<{ token: string | undefined; args: Json }> {
  const url = new URL(request.url ?? '/', 'http://workspace');
  const body = await readBody(request);
  const { token: inArgs, ...args } = { ...Object.fromEntries(url.searchParams), ...body };
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return { token: bearer ?? (typeof inArgs === 'string' ? inArgs : undefined), args };
}

/** Calls that would not be let in anyway do not count. */
function rateLimit(ctx: Context, name: string, token: string | undefined, args: Json): number | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined || refusalAtTheDoor(ctx, method, token) !== undefined) return undefined;
  return ctx.tiers.take(name, method.tier, typeof args.channel === 'string' ? args.channel : undefined);
}

function call(ctx: Context, name: string, token: string | undefined, args: Json): Json {
  try {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) throw new SlackRefusal('unknown_method', { req_method: name });
    const refusal = refusalAtTheDoor(ctx, method, token);
    if (refusal !== undefined) throw refusal;
    return { ok: true, ...method.run(args, ctx) };
  } catch (error) {
    if (error instanceof SlackRefusal) return refused(error);
    throw error;
  }
}

function refusalAtTheDoor(ctx: Context, method: Method, token: string | undefined): SlackRefusal | undefined {
  if (token === undefined || token === '') return new SlackRefusal('not_authed');
  const isAppToken = token === ctx.app.appToken;
  if (!isAppToken && token !== ctx.app.botToken) return new SlackRefusal('invalid_auth');
  if (isAppToken !== method.byAppToken) return new SlackRefusal('not_allowed_token_type');
  const { scopes } = ctx.app;
  if (method.scopes.length === 0 || method.scopes.some(scope => scopes.includes(scope))) return undefined;
  return new SlackRefusal('missing_scope', { needed: method.scopes.join(','), provided: scopes.join(',') });
}

const refused = (refusal: SlackRefusal): Json => ({ ok: false, error: refusal.code, ...refusal.extra });

function send(response: ServerResponse, status: number, body: Json): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
