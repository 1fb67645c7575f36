import type { KnownBlock } from '@slack/types';
import { marksOf } from '../release/marks.ts';
import type { Release } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import { context } from './blocks.ts';
import { EMERGENCY } from './icons.ts';
import { type Message, message } from './message.ts';

/** What has to be said of a release wherever it is spoken of, one line each: who set aside what, and why. */
export const markLines = (release: Release, { marks }: Words): string[] =>
  marksOf(release).map(mark => `${EMERGENCY} ${marks.says(mark)}`);

/** The same as blocks; none for a release that went the ordinary way. */
export function markBlocks(release: Release, words: Words): KnownBlock[] {
  const lines = markLines(release, words);
  return lines.length > 0 ? [context(...lines)] : [];
}

/** A message with the marks below. */
export const marked = (it: Message, release: Release, words: Words): Message =>
  marksOf(release).length === 0
    ? it
    : message([it.text, ...markLines(release, words)].join('\n'), [
        ...it.blocks,
        ...markBlocks(release, words),
      ]);
