import type { AuditItem } from './item.ts';

/** How the trail is written in a file. What is written in any other way is not read: not a byte may change unseen. */
export interface Codec {
  /** What precedes the first item, with its line end. */
  readonly heading: string;
  /** A whole line with its end. */
  encode(item: AuditItem): string;
  /** Null when the line, given without its final `\n`, is not exactly as `encode` writes it. */
  decode(line: string): AuditItem | null;
}
