import type { KnownBlock } from '@slack/types';
import { type Account, lockOf, nextOf, outcomeOf, timesTaken } from '../documents/rollback-account.ts';
import type { Release } from '../release/state.ts';
import { code, escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, preformatted, section } from './blocks.ts';
import { deedButton } from './deed-buttons.ts';
import { cut, LIMITS } from './limits.ts';
import { type Message, message } from './message.ts';
import { outputPages } from './show.ts';

/** The report in a few lines, for the thread; a button leads to the whole of it. */
export function shortReport(account: Account): KnownBlock[] {
  const { release, words } = account;
  const { report, formats } = words;
  const lines = timesTaken(account).map(([name, took]) => `• ${formats.labelled(`*${name}*`, took)}`);
  return [
    section(`*${report.short}*\n${outcomeOf(account)}`),
    section(lines.join('\n')),
    section(`${lockOf(account)}\n${nextOf(account)}`),
    // The notice around it carries the marks.
    actions([deedButton('report', release, words)]),
  ];
}

/** The whole report as Slack shows Markdown; `plainer` is for where it does not. */
export function wholeReport(
  release: Release,
  markdown: string,
  words: Words,
): Message & { plainer: Message } {
  const title = words.formats.labelled(words.report.short, escapeText(words.card.title(release.plan)));
  const footer = context(code(release.id));
  const text = `${title}. ${code(`/release report ${release.id}`)}`;
  const fitting = cut(markdown, LIMITS.markdown);
  return {
    text,
    // In a list of its own: cutting it again as mrkdwn would break it.
    blocks: [{ type: 'markdown', text: fitting }, footer],
    plainer: message(text, [
      section(`*${title}*`),
      ...outputPages(fitting).map(page => preformatted(page)),
      footer,
    ]),
  };
}
