import { createHash } from 'node:crypto';

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
const MAX_SUMMARY = 1_024;
const MAX_KEY = 255;
/** Our own; a whole event may have 512 KB. */
const MAX_DETAIL = 4_000;

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;

export const summaryWithin = (summary: string): string => cut(summary, MAX_SUMMARY);

/** Cutting alone could make two incidents one, so a digest of the whole key takes the end's place. */
export const keyWithin = (key: string): string =>
  key.length <= MAX_KEY
    ? key
    : `${key.slice(0, MAX_KEY - 65)}-${createHash('sha256').update(key).digest('hex')}`;

export const detailsWithin = (details: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(details).map(([name, text]) => [name, cut(text, MAX_DETAIL)]));
