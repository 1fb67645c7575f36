import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';

/** All commands by group, or one of them with its examples. An unknown topic gives all of them. */
export declare function help(words: Words, topic?: string): Message;
