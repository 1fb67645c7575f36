import { createHmac } from 'node:crypto';

export interface Signed {
  method: string;
  /** With the query, as it is sent. */
  path: string;
  /** Of the header `Tminus-Fence`; empty where there is none. */
  fence: string;
  /** As it is sent; empty where there is none. */
  body: string;
}

/**
 * The headers that sign a request as `docs/http-target.md` describes: HMAC-SHA256 over the time and everything that
 * decides what is done. The time lets the endpoint refuse a request that somebody recorded.
 */
export const signature = (request: Signed, key: string, atMs = Date.now()): Record<string, string> => {
  const timestamp = String(Math.floor(atMs / 1000));
  const { method, path, fence, body } = request;
  const text = [timestamp, method, path, fence, body].join('\n');
  const digest = createHmac('sha256', key).update(text).digest('hex');
  return { 'tminus-timestamp': timestamp, 'tminus-signature': `v1=${digest}` };
};
