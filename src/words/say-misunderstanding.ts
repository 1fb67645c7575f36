import type { Misunderstanding } from './misunderstandings.ts';
import type { Words } from './words.ts';

/** What is wrong with what was typed and what to type instead, in mrkdwn. */
export function sayMisunderstanding(why: Misunderstanding, words: Words): string {
  const say = words.misunderstandings[why.unclear] as (details: Misunderstanding) => string;
  return say(why);
}
