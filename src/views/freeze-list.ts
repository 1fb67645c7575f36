import type { Freeze } from '../release/organisation.ts';
import type { Words } from '../words/words.ts';
import { header, section } from './blocks.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';

/** Freezes somebody set by hand, the next to begin first. */
export function freezeList(freezes: readonly Freeze[], { freeze }: Words): Message {
  if (freezes.length === 0) return message(freeze.none, [section(freeze.none)]);
  const lines = [...freezes].sort((a, b) => a.from - b.from).map(freeze.line);
  return message([freeze.title, ...lines].join('\n'), [header(freeze.title), ...lineSections(lines)]);
}
