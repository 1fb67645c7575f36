import type { Refusal } from '../release/refusals.ts';
import type { Words } from './words.ts';

/** One clear sentence and what to do next, in mrkdwn. */
export declare function sayRefusal(refusal: Refusal, words: Words): string;
