import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Json } from '../ui-protocol.ts';
import type { Parcel, Receipt, Transport } from './deliver.ts';

type HttpOptions = { requestUrl: string; signingSecret: string; ackTimeoutMs: number };

/** Posts to the app's request URL, signed as https://docs.slack.dev/authentication/verifying-requests-from-slack says. */
export function httpTransport({ requestUrl, signingSecret, ackTimeoutMs }: HttpOptions): Transport {
  return parcel =>
    new Promise(resolve => {
      const { contentType, body } = encoded(parcel);
      // The app compares this with its own clock, so it is real time whatever clock the workspace keeps.
      const timestamp = String(Math.floor(Date.now() / 1000));
      const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
      const send = requestUrl.startsWith('https:') ? httpsRequest : httpRequest;
      const request = send(requestUrl, {
        method: 'POST',
        // A fresh connection each time: a kept one that the app closes meanwhile would look like a lost delivery.
        agent: false,
        headers: {
          'content-type': contentType,
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          'x-slack-request-timestamp': timestamp,
          'x-slack-signature': `v0=${signature}`,
          ...(parcel.retry === undefined
            ? {}
            : { 'x-slack-retry-num': parcel.retry.number, 'x-slack-retry-reason': parcel.retry.reason }),
        },
      });
      const fail = (reason: 'http_timeout' | 'http_error' | 'connection_failed', noRetry = false) => {
        clearTimeout(timer);
        request.destroy();
        resolve({ acknowledged: false, reason, noRetry });
      };
      const timer = setTimeout(() => fail('http_timeout'), ackTimeoutMs);
      request.on('error', () => fail('connection_failed'));
      request.on('response', response => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => fail('connection_failed'));
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status < 200 || status > 299)
            return fail('http_error', response.headers['x-slack-no-retry'] === '1');
          clearTimeout(timer);
          resolve(receiptFor(Buffer.concat(chunks).toString('utf8')));
        });
      });
      request.end(body);
    });
}

/** https://docs.slack.dev/interactivity: forms for commands and clicks, JSON for events. */
function encoded({ kind, payload }: Parcel): { contentType: string; body: string } {
  if (kind === 'event') return { contentType: 'application/json', body: JSON.stringify(payload) };
  const fields =
    kind === 'command' ? (payload as { [field: string]: string }) : { payload: JSON.stringify(payload) };
  return { contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams(fields).toString() };
}

/** A body that is no JSON is text to show. */
function receiptFor(text: string): Receipt {
  if (text.trim() === '') return { acknowledged: true, body: undefined };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { acknowledged: true, body: value as Json };
  } catch {
    // Falls through: plain text.
  }
  return { acknowledged: true, body: { text } };
}
