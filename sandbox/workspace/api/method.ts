import { z } from 'zod';
import type { Context } from '../context.ts';
import { refusalWithMessages, SlackRefusal } from '../slack-refusal.ts';
import type { Tier } from '../tiers.ts';
import type { Json } from '../ui-protocol.ts';

/** One Web API method. `run` answers the fields beside `ok`, or throws a SlackRefusal. */
export type Method = {
  tier: Tier;
  /** Any one of these suffices; none means that no scope is needed. */
  scopes: string[];
  /** Called with the app-level token instead of the bot's. */
  byAppToken: boolean;
  run(args: Json, ctx: Context): Json;
};

export function method<S extends z.ZodType>(spec: {
  tier: Tier;
  scopes?: string[];
  byAppToken?: boolean;
  args: S;
  run(args: z.infer<S>, ctx: Context): Json;
}): Method {
  return {
    tier: spec.tier,
    scopes: spec.scopes ?? [],
    byAppToken: spec.byAppToken ?? false,
    run(args, ctx) {
      const parsed = spec.args.safeParse(args);
      if (!parsed.success) throw refusalWithMessages('invalid_arguments', parsed.error.issues.map(sentence));
      return spec.run(parsed.data, ctx);
    },
  };
}

function sentence(issue: z.core.$ZodIssue): string {
  const pointer = issue.path.map(step => `/${String(step)}`).join('');
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return isMissing
    ? `[ERROR] missing required field: ${issue.path.join('.')}`
    : `[ERROR] ${issue.message} [json-pointer:${pointer}]`;
}

/** Slack takes a form whose values are strings, and JSON: both spellings of a value are understood. */
export const flag = z.preprocess(value => value === true || value === 'true' || value === '1', z.boolean());

export const count = z.coerce.number().int();

/** A comma-separated list, or an array. */
export const ids = z.preprocess(
  value => (typeof value === 'string' ? value.split(',').map(one => one.trim()) : value),
  z.array(z.string()),
);

/** JSON within a form. Text that is no JSON is passed on as it is, to be refused by whoever reads it. */
export const json = z.preprocess(value => (typeof value === 'string' ? parsed(value) : value), z.unknown());

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export const Paging = { cursor: z.string().optional(), limit: count.optional() };

/** One page of a list, and Slack's cursor to the next. Throws SlackRefusal `invalid_cursor`. */
export function page<T>(
  items: T[],
  asked: { cursor?: string | undefined; limit?: number | undefined },
  usual = 100,
): { items: T[]; next: string } {
  const start = asked.cursor ? offsetOf(asked.cursor) : 0;
  const limit = Math.min(asked.limit && asked.limit > 0 ? asked.limit : usual, 1000);
  const end = start + limit;
  return {
    items: items.slice(start, end),
    next: end < items.length ? Buffer.from(`next:${end}`).toString('base64') : '',
  };
}

function offsetOf(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match === null) throw new SlackRefusal('invalid_cursor');
  return Number(match[1]);
}
