import { setTimeout as sleep } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import { detailsWithin, keyWithin, summaryWithin } from './page-limits.ts';
import { attempt, type Outcome, type PagerDutyChange, type PagerDutyEvent } from './pagerduty-attempt.ts';
import { type Paging, PagingUnavailable } from './port.ts';

export interface PagerDutyOptions {
  /** Of an Events API v2 integration, 32 characters. */
  routingKey: string;
  /** `events.eu.pagerduty.com` for accounts in the EU. */
  server?: string;
  /** PEM of a private authority, where a proxy looks into TLS. */
  authority?: string;
  attempts?: number;
  /** How long one attempt may take. */
  attemptMs?: number;
  /** The first wait between two attempts; each later one is twice as long, up to 30 s. */
  firstWaitMs?: number;
}

const LONGEST_WAIT_MS = 30_000;

const isAccepted = ({ status }: Outcome): boolean => status !== null && status >= 200 && status < 300;
const isWorthRetrying = ({ status }: Outcome): boolean => status === null || status === 429 || status >= 500;

/** Pages through PagerDuty's Events API v2. */
export const pagerDuty = (options: PagerDutyOptions): Paging => {
  const { routingKey, server = 'events.pagerduty.com', authority } = options;
  const { attempts = 5, attemptMs = 5_000, firstWaitMs = 500 } = options;
  const trusted = authority === undefined ? undefined : [...rootCertificates, authority];

  const describe = ({ status, message }: Outcome): string => {
    const told = message.replaceAll(routingKey, '•••');
    if (status === null) return told || 'no answer';
    return told ? `${status}: ${told}` : `${status}`;
  };

  const send = async (data: PagerDutyEvent | PagerDutyChange, signal: AbortSignal): Promise<void> => {
    let last = 'it was not tried';
    for (let made = 0; made < attempts && !signal.aborted; made++) {
      const outcome = await attempt({ server, trusted, data, withinMs: attemptMs }, signal);
      if (isAccepted(outcome)) return;
      last = describe(outcome);
      if (!isWorthRetrying(outcome)) throw new PagingUnavailable(`PagerDuty refused the event (${last})`);
      if (made + 1 === attempts) break;
      const backoffMs = Math.min(firstWaitMs * 2 ** made, LONGEST_WAIT_MS);
      await sleep(Math.max(backoffMs, outcome.retryAfterMs ?? 0), undefined, { signal }).catch(() => {});
    }
    const how = signal.aborted ? 'the page was given up' : `${attempts} attempts were made`;
    throw new PagingUnavailable(`PagerDuty could not be reached, ${how}; last: ${last}`);
  };

  const follow = (action: 'acknowledge' | 'resolve', dedupKey: string, signal: AbortSignal): Promise<void> =>
    send(
      {
        routing_key: routingKey,
        event_action: action,
        dedup_key: keyWithin(dedupKey),
        // Not needed here, but the client's type asks for it.
        payload: { summary: action, severity: 'info', source: 'tminus' },
      },
      signal,
    );

  return {
    trigger: ({ dedupKey, summary, severity, source, details, links }, signal) =>
      send(
        {
          routing_key: routingKey,
          event_action: 'trigger',
          dedup_key: keyWithin(dedupKey),
          payload: {
            summary: summaryWithin(summary),
            severity,
            source,
            custom_details: detailsWithin(details),
          },
          links,
        },
        signal,
      ),
    acknowledge: (dedupKey, signal) => follow('acknowledge', dedupKey, signal),
    resolve: (dedupKey, signal) => follow('resolve', dedupKey, signal),
    change: ({ summary, source, at, details }, signal) =>
      send(
        {
          routing_key: routingKey,
          payload: {
            summary: summaryWithin(summary),
            source,
            timestamp: new Date(at).toISOString(),
            custom_details: detailsWithin(details),
          },
          links: [],
        },
        signal,
      ),
  };
};
