import { sayMisunderstanding } from '../words/say-misunderstanding.ts';
import type { Words } from '../words/words.ts';
import { actions, plainText, section } from './blocks.ts';
import { objectIn } from './button-value.ts';
import { type Message, message } from './message.ts';

/** Action id of the button that does once more what was typed. */
export const OPEN_FORM = 'open-form';

/** Slack takes no more: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const VALUE_CHARACTERS = 2_000;

/** What was typed, as the button carries it. */
export interface TypedLine {
  command: string;
  text: string;
}

/** A form came too late for what was typed; a click gives it three seconds of its own. */
export function tooSlow({ command, text }: TypedLine, words: Words): Message {
  const says = sayMisunderstanding({ unclear: 'too-slow' }, words);
  const value = JSON.stringify({ command, text } satisfies TypedLine);
  if (value.length > VALUE_CHARACTERS) return message(says, [section(says)]);
  const button = {
    type: 'button',
    action_id: OPEN_FORM,
    text: plainText(words.problems.openForm),
    value,
    style: 'primary',
  } as const;
  return message(says, [section(says), actions([button])]);
}

/** Null when it is none of ours. */
export function readTypedLine(value: string): TypedLine | null {
  const read = objectIn(value);
  if (read === null || !('command' in read) || !('text' in read)) return null;
  const { command, text } = read;
  return typeof command === 'string' && typeof text === 'string' ? { command, text } : null;
}
