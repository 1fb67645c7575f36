import type { Release } from '../release/state.ts';
import type { Version } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';

export interface RollbackCandidate {
  release: Release;
  from: Version;
  to: Version;
}

/** Several could be meant: each "from → to" with one button, production first. */
export declare function rollbackChoice(candidates: readonly RollbackCandidate[], words: Words): Message;

/** Nothing was changed yet: there is nothing to roll back, but it can be aborted. */
export declare function offerAbort(release: Release, words: Words): Message;
