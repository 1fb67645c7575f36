import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Whether a request comes from whoever shares our secret; `rawBody` is what was sent, byte for byte. */
export type Authentic = (headers: IncomingHttpHeaders, rawBody: Buffer) => boolean;

/** Takes as long for a wrong text as for the right one. Hashed first, since equal lengths are asked for. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * HMAC-SHA-256 over the body in `X-Hub-Signature-256`.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const signedWith =
  (secret: string): Authentic =>
  (headers, rawBody) => {
    const given = headers['x-hub-signature-256'];
    const expected = `sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
    return typeof given === 'string' && isSame(given, expected);
  };

/**
 * HMAC-SHA-256 over the body, hex, as `<version>=<signature>` in a list: while a secret is exchanged there are several.
 * https://developer.pagerduty.com/docs/verifying-signatures
 */
export const hmacList =
  (header: string, version: string, secret: string): Authentic =>
  (headers, rawBody) => {
    const given = headers[header];
    const expected = `${version}=${createHmac('sha256', secret).update(rawBody).digest('hex')}`;
    return typeof given === 'string' && given.split(',').some(one => isSame(one.trim(), expected));
  };

/** `Authorization: Bearer <token>`, as Alertmanager and most others can send it. */
export const bearing =
  (token: string): Authentic =>
  ({ authorization }) =>
    authorization !== undefined && isSame(authorization, `Bearer ${token}`);
