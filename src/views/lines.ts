import type { SectionBlock } from '@slack/types';
import { section } from './blocks.ts';
import { cutMrkdwn, LIMITS } from './limits.ts';

/** Lines in as few sections as hold them; no line is broken. */
export function lineSections(lines: readonly string[]): SectionBlock[] {
  const texts: string[] = [];
  for (const whole of lines) {
    const line = cutMrkdwn(whole, LIMITS.section);
    const last = texts.at(-1);
    const joined = last === undefined ? line : `${last}\n${line}`;
    if (last !== undefined && joined.length <= LIMITS.section) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts.map(text => section(text));
}
