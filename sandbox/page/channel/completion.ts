import type { UiChannel, UiCommand, UiGroup, UiPerson } from '../../workspace/ui-protocol.ts';
import { emojiNamed, emojiStartingWith } from '../mrkdwn/emoji.ts';
import { hintsOf } from './command-hints.ts';

export interface Suggestion {
  /** What replaces the typed part. */
  insert: string;
  title: string;
  /** Arguments, in a lighter hand. */
  arguments: string;
  detail: string;
}

export interface Completion {
  /** Where the part that is replaced begins; it ends at the caret. */
  from: number;
  suggestions: Suggestion[];
}

export interface Vocabulary {
  commands: UiCommand[];
  people: UiPerson[];
  groups: UiGroup[];
  channels: UiChannel[];
}

const AT_MOST = 8;

/** What could be meant by the text before the caret; null when there is nothing to offer. */
export function complete(text: string, caret: number, vocabulary: Vocabulary): Completion | null {
  const before = text.slice(0, caret);
  return commandIn(before, vocabulary) ?? mentionIn(before, vocabulary);
}

function commandIn(before: string, { commands }: Vocabulary): Completion | null {
  const whole = /^\/\S*$/.exec(before);
  if (whole) {
    const suggestions = commands
      .filter(({ command }) => command.startsWith(before))
      .map(({ command, usageHint, description }) => ({
        insert: `${command} `,
        title: command,
        arguments: usageHint,
        detail: description,
      }));
    return offer(0, suggestions);
  }
  const [, command, gap, word] = /^(\/\S+)(\s+)(\S*)$/.exec(before) ?? [];
  if (command === undefined || gap === undefined || word === undefined) return null;
  if (!commands.some(known => known.command === command)) return null;
  const suggestions = hintsOf(command)
    .filter(hint => hint.word.startsWith(word) && hint.word !== word)
    .map(hint => ({
      insert: hint.arguments ? `${hint.word} ` : hint.word,
      title: hint.word,
      arguments: hint.arguments,
      detail: hint.says,
    }));
  return offer(command.length + gap.length, suggestions, 30);
}

function mentionIn(before: string, { people, groups, channels }: Vocabulary): Completion | null {
  const [typed, sign, part = ''] = /(?<=^|[\s(])([@#:])([\p{L}\p{N}_.+-]*)$/u.exec(before) ?? [];
  if (typed === undefined) return null;
  const from = before.length - typed.length;
  const sought = part.toLowerCase();
  const plain = (insert: string, title: string, detail: string) => ({ insert, title, arguments: '', detail });
  if (sign === ':') {
    if (sought.length < 2) return null;
    return offer(
      from,
      emojiStartingWith(sought).map(name => plain(`:${name}: `, `${emojiNamed(name)} :${name}:`, '')),
    );
  }
  if (sign === '#') {
    const found = channels.filter(({ kind, name }) => kind !== 'direct' && name.startsWith(sought));
    return offer(
      from,
      found.map(({ name, topic }) => plain(`#${name} `, `#${name}`, topic)),
    );
  }
  const matches = (handle: string, name: string) =>
    handle.startsWith(sought) ||
    name
      .toLowerCase()
      .split(' ')
      .some(word => word.startsWith(sought));
  return offer(from, [
    ...people
      .filter(({ handle, name }) => matches(handle, name))
      .map(({ handle, name, title }) =>
        plain(`@${handle} `, name, title ? `@${handle} · ${title}` : `@${handle}`),
      ),
    ...groups
      .filter(({ handle, name }) => matches(handle, name))
      .map(({ handle, name }) => plain(`@${handle} `, `@${handle}`, name)),
  ]);
}

function offer(from: number, suggestions: Suggestion[], atMost = AT_MOST): Completion | null {
  return suggestions.length === 0 ? null : { from, suggestions: suggestions.slice(0, atMost) };
}

/** The arguments of the command being typed, as a reminder under the composer. */
export function argumentHint(text: string): string | null {
  const [, command = '', word] = /^(\/\S+)\s+(\S+)\s/.exec(text) ?? [];
  const hint = hintsOf(command).find(known => known.word === word);
  return hint?.arguments ? `${command} ${hint.word} ${hint.arguments}` : null;
}
