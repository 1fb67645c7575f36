import type { Refusal } from '../release/refusals.ts';
import type { About } from './english/refusals.ts';
import type { Words } from './words.ts';

/** One clear sentence and what to do next, in mrkdwn. `about` lets it spell out the right command. */
export function sayRefusal(refusal: Refusal, words: Words, about: About = {}): string {
  const say = words.refusals[refusal.refusal] as (details: Refusal, about: About) => string;
  return say(refusal, about);
}
