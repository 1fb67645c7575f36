import type { Refusal } from '../release/refusals.ts';
import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';

/** Why nothing was done and what to do next, for the asker only. */
export declare function refusalMessage(refusal: Refusal, words: Words): Message;

/** One sentence, already in mrkdwn. */
export declare function sentence(text: string): Message;
