import type { KnownBlock } from '@slack/types';
import type { HelpEntry } from '../words/english/help.ts';
import { code } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, header, section } from './blocks.ts';
import { type Message, message } from './message.ts';

/** All commands by group, or one of them with its examples. An unknown topic gives all of them. */
export function help(words: Words, topic?: string): Message {
  const entries = words.help.groups.flatMap(group => group.entries);
  const asked = topic?.trim().toLowerCase() ?? '';
  const found = entries.find(entry => entry.topic === asked);
  const below = entries.filter(entry => entry.topic.startsWith(`${asked} `));
  return found ? page(found, below, words) : overview(asked, words);
}

function overview(unknown: string, { help }: Words): Message {
  const blocks: KnownBlock[] = [
    header(help.title),
    section(unknown ? help.unknown(code(unknown)) : help.intro),
    ...help.groups.map(group => section(`*${group.title}*\n${group.entries.map(line).join('\n')}`)),
    context(help.one),
  ];
  const text = help.groups.flatMap(group => group.entries.map(line)).join('\n');
  return message(`${help.title}\n${text}`, blocks);
}

const line = (entry: HelpEntry) => `${code(entry.usage)} · ${entry.says}`;

/** With the commands that begin like it. */
function page(entry: HelpEntry, below: readonly HelpEntry[], { help }: Words): Message {
  const examples = entry.examples.map(code).join('\n');
  const more = [
    ...(entry.more ? [entry.more] : []),
    ...(below.length > 0 ? [below.map(line).join('\n')] : []),
  ];
  const lines = [line(entry), ...more, `*${help.examples}*\n${examples}`];
  return message(
    lines.join('\n'),
    lines.map(text => section(text)),
  );
}
