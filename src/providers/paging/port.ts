import type { Instant } from '../../release/terms.ts';

export interface Page {
  /** At most 255 characters; the same key updates the same incident. */
  dedupKey: string;
  /** At most 1,024 characters; longer is cut. */
  summary: string;
  severity: 'critical' | 'error' | 'warning' | 'info';
  /** What is affected: service and environment. */
  source: string;
  details: Record<string, string>;
  links: { href: string; text: string }[];
}

/** Something that was changed on purpose, for whoever looks for the cause of trouble. */
export interface Change {
  at: Instant;
  /** At most 1,024 characters; longer is cut. */
  summary: string;
  /** What was changed: service and environment. */
  source: string;
  details: Record<string, string>;
}

/** Who gets people out of bed. Throws `PagingUnavailable` after its own retries are spent. */
export interface Paging {
  trigger(page: Page, signal: AbortSignal): Promise<void>;
  /** Somebody has it. Without an open incident of that key it is no news. */
  acknowledge(dedupKey: string, signal: AbortSignal): Promise<void>;
  resolve(dedupKey: string, signal: AbortSignal): Promise<void>;
  change(change: Change, signal: AbortSignal): Promise<void>;
}

export class PagingUnavailable extends Error {
  override name = 'PagingUnavailable';
}
