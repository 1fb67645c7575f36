import type { Lane } from '../release/lane.ts';
import type { Agreement } from '../release/plan.ts';
import type { Refusal } from '../release/refusals.ts';
import type { Instant } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';

export interface DryRun {
  agreement: Agreement;
  /** Why it would be refused now, or null. */
  refusal: Refusal | null;
  /** What could not be learned, one sentence each. */
  problems: readonly string[];
  lane: Lane;
  now: Instant;
  words: Words;
}

/** Every step walked and what would be called; nothing was touched. */
export declare function dryRun(walk: DryRun): Message;
