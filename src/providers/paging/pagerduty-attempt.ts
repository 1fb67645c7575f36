import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import { change, event } from '@pagerduty/pdjs';

export type PagerDutyEvent = Parameters<typeof event>[0]['data'];
/** https://developer.pagerduty.com/docs/send-change-event */
export interface PagerDutyChange {
  routing_key: string;
  payload: { summary: string; source: string; timestamp: string; custom_details: Record<string, string> };
  links: { href: string; text: string }[];
}

/** An event has an action; without one it tells of a change. */
const isEvent = (data: PagerDutyEvent | PagerDutyChange): data is PagerDutyEvent => 'event_action' in data;

export interface Attempt {
  server: string;
  /** Certificates to trust instead of the ones Node brings. */
  trusted: string[] | undefined;
  data: PagerDutyEvent | PagerDutyChange;
  /** How long this attempt may take, in ms. */
  withinMs: number;
}

/** `status` null: there was no answer, and `message` says why. */
export interface Outcome {
  status: number | null;
  message: string;
  /** What the server asks us to wait, in ms. */
  retryAfterMs: number | null;
}

/** https://nodejs.org/api/diagnostics_channel.html#event-httpclientresponsefinish */
const ANSWERED = 'http.client.response.finish';

/** Either seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
const parseRetryAfter = (value: string | undefined): number | null => {
  if (!value) return null;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(0, ms);
};

const messageOf = (body: unknown): string => {
  const { message, errors } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const all = [message, ...(Array.isArray(errors) ? errors : [])].filter(one => typeof one === 'string');
  return all.join(': ').slice(0, 300);
};

/**
 * One event, sent once. The client alone does not do that: its timeout never fires but keeps the process
 * alive, it sleeps 20 s on each 429 before it sends again, it takes a 500 for a success and fails to parse
 * an HTML page. So the deadline is a signal, and the status is taken from the wire.
 */
export const attempt = async (
  { server, trusted, data, withinMs }: Attempt,
  signal: AbortSignal,
): Promise<Outcome> => {
  const agent = new Agent({ keepAlive: false, ...(trusted ? { ca: trusted } : {}) });
  const over = new AbortController();
  const deadline = AbortSignal.timeout(withinMs);
  const seen: Pick<Outcome, 'status' | 'retryAfterMs'> = { status: null, retryAfterMs: null };
  const onAnswer = (event: unknown): void => {
    const { request, response } = event as {
      request: ClientRequest & { agent?: unknown };
      response: IncomingMessage;
    };
    if (request.agent !== agent) return;
    seen.status = response.statusCode ?? null;
    seen.retryAfterMs = parseRetryAfter(response.headers['retry-after']);
    // Before the client sees it and goes to sleep.
    if (seen.status === 429) over.abort();
  };
  subscribe(ANSWERED, onAnswer);
  try {
    const wire = {
      agent,
      size: 64 * 1024,
      redirect: 'error' as const,
      signal: AbortSignal.any([signal, deadline, over.signal]),
    };
    const how = { server, requestTimeout: 0, retryTimeout: 1, ...wire };
    // The client's type asks of a change what only an event has.
    const answer = await (isEvent(data)
      ? event({ ...how, data })
      : change({ ...how, data: data as unknown as PagerDutyEvent }));
    return { ...seen, status: answer.status, message: messageOf(answer.data) };
  } catch (error) {
    // A page of some proxy with status 200 is not PagerDuty's consent, so only a refusal counts from here.
    if (seen.status !== null && seen.status >= 300) return { ...seen, message: '' };
    const reason = error instanceof Error ? error.message : 'no answer';
    return { ...seen, status: null, message: deadline.aborted ? `no answer within ${withinMs} ms` : reason };
  } finally {
    unsubscribe(ANSWERED, onAnswer);
    agent.destroy();
  }
};
