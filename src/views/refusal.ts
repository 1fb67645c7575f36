import type { Refusal } from '../release/refusals.ts';
import type { About } from '../words/english/refusals.ts';
import { sayRefusal } from '../words/say-refusal.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { type Message, message } from './message.ts';

/** Why nothing was done and what to do next, for the asker only. `about` lets it spell out the right command. */
export const refusalMessage = (refusal: Refusal, words: Words, about: About = {}): Message =>
  sentence(sayRefusal(refusal, words, about));

/** One sentence, already in mrkdwn. */
export const sentence = (text: string): Message => message(text, [section(text)]);
