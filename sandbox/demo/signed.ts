import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** How far the clocks of caller and endpoint may be apart; an older request may have been recorded and sent again. */
const CLOCK_SKEW_S = 300;

/** Whether the request was signed with the key, as docs/http-target.md describes. */
export function isSigned(
  { method = '', url = '', headers }: IncomingMessage,
  body: string,
  key: string,
): boolean {
  const { 'tminus-timestamp': timestamp, 'tminus-signature': given, 'tminus-fence': fence = '' } = headers;
  if (typeof timestamp !== 'string' || typeof given !== 'string') return false;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= CLOCK_SKEW_S)) return false;
  const text = [timestamp, method, url, fence, body].join('\n');
  const wanted = Buffer.from(`v1=${createHmac('sha256', key).update(text).digest('hex')}`);
  const found = Buffer.from(given);
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}
