import type { Environment, Instant, PersonId, ReleaseId, Version } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';

/** A row of the list; the store's release rows fit. */
export interface ListedRelease {
  id: ReleaseId;
  service: string;
  environment: Environment;
  version: Version;
  status: string;
  live: boolean;
  owner: PersonId;
  updatedAt: Instant;
}

export declare function releaseList(rows: readonly ListedRelease[], words: Words): Message;

/** Which one was meant, when a command fits several: one button each, `deed` is their action id. */
export declare function whichRelease(rows: readonly ListedRelease[], deed: string, words: Words): Message;
