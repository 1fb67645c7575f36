import { type Logger, WebClient as SlackClient } from '@slack/web-api';
import type { z } from 'zod';
import { chatError } from './slack-errors.ts';

export interface SlackChatOptions {
  token: string;
  /** Where the Web API is, with a slash at its end; Slack itself by default. */
  apiUrl?: string;
  timeoutMs?: number;
  /** For the client's own remarks; to the console by default. */
  logger?: Logger;
}

/** Calls a method of the Web API once and reads of its answer what is used. */
export type SlackCall = <T>(method: string, args: Record<string, unknown>, shape: z.ZodType<T>) => Promise<T>;

/**
 * Slack for background work. The client neither retries nor waits: its retries post a message several
 * times, and one 429 would hold up every other call.
 */
export function slackCalls(options: SlackChatOptions): SlackCall {
  const client = new SlackClient(options.token, {
    ...(options.apiUrl === undefined ? {} : { slackApiUrl: options.apiUrl }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    timeout: options.timeoutMs ?? 8_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return async (method, args, shape) => {
    try {
      // `apiCall`, because the typed methods do not know `client_msg_id`.
      return shape.parse(await client.apiCall(method, args));
    } catch (error) {
      throw chatError(error);
    }
  };
}
