import type { KnownBlock } from '@slack/types';
import type { PersonId } from '../release/terms.ts';
import type { Message } from './message.ts';

/** How what only Slack can show is written in a mail. */
export interface MailReader {
  /** Of people who are mentioned; null: as Slack names them. */
  nameOf(person: PersonId): string | null;
  /** Of an instant, in milliseconds, by the reader's clock. */
  time(at: number): string;
}

const MENTION = /<@([UW][A-Z0-9]+)/g;

/** Everybody who is mentioned in a message. */
export const peopleIn = (message: Message): PersonId[] => [
  ...new Set([...JSON.stringify(message).matchAll(MENTION)].map(([, person]) => person as string)),
];

export interface MailBody {
  text: string;
  html: string;
}

/** A message of ours as a mail: the same in plain text and in HTML. Buttons do nothing there and are left out. */
export function mailBody(
  { text, blocks }: Message,
  reader: MailReader,
  more: {
    pictures: readonly { name: string; altText: string }[];
    footer: readonly string[];
    language: string;
  },
): MailBody {
  const parts = blocks.flatMap(block => partsOf(block, reader));
  const said = parts.length > 0 ? parts : [paragraph(text, reader)];
  const footer = more.footer.map(line => small(line, reader));
  const pictures = more.pictures.map(({ name, altText }) => ({
    text: altText,
    html: `<p><img src="cid:${attribute(name)}" alt="${attribute(altText)}" style="max-width:100%"></p>`,
  }));
  const all = [...said, ...pictures, ...footer];
  return {
    text: `${all.map(part => part.text).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="${attribute(more.language)}"><head><meta charset="utf-8"></head><body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#1d1c1d;max-width:40em">\n${all.map(part => part.html).join('\n')}\n</body></html>\n`,
  };
}

const paragraph = (mrkdwn: string, reader: MailReader): MailBody => ({
  text: plainOf(mrkdwn, reader),
  html: `<p>${htmlOf(mrkdwn, reader)}</p>`,
});

const small = (mrkdwn: string, reader: MailReader): MailBody => ({
  text: plainOf(mrkdwn, reader),
  html: `<p style="font-size:13px;color:#616061">${htmlOf(mrkdwn, reader)}</p>`,
});

function partsOf(block: KnownBlock, reader: MailReader): MailBody[] {
  switch (block.type) {
    case 'header':
      return [
        { text: block.text.text, html: `<h2 style="font-size:18px">${escapeHtml(block.text.text)}</h2>` },
      ];
    case 'section': {
      const fields = (block.fields ?? []).map(({ text }) => text);
      return [...(block.text ? [block.text.text] : []), ...fields].map(text => paragraph(text, reader));
    }
    case 'context':
      return block.elements.flatMap(element => ('text' in element ? [small(element.text, reader)] : []));
    default:
      return [];
  }
}

/** What Slack reads as more than text: mentions, links, dates, bold and code. Everything else is text. */
const TOKEN = /<([^<>]*)>|\*(?=[^\s*])([^*\n]*)\*|`([^`\n]+)`/g;

const WIDTHLESS = /\u200b/g;

function htmlOf(mrkdwn: string, reader: MailReader): string {
  return convert(mrkdwn.replace(WIDTHLESS, ''), {
    text: text => escapeHtml(unescaped(text)).replace(/\n/g, '<br>'),
    bold: inner => `<strong>${htmlOf(inner, reader)}</strong>`,
    code: inner => `<code>${escapeHtml(unescaped(inner))}</code>`,
    link: (url, label) => `<a href="${attribute(unescaped(url))}">${escapeHtml(unescaped(label))}</a>`,
    reader,
  });
}

export function plainOf(mrkdwn: string, reader: MailReader): string {
  return convert(mrkdwn.replace(WIDTHLESS, ''), {
    text: unescaped,
    bold: inner => plainOf(inner, reader),
    code: unescaped,
    link: (url, label) => (label === url ? unescaped(url) : `${unescaped(label)} (${unescaped(url)})`),
    reader,
  });
}

interface Conversion {
  text(escaped: string): string;
  bold(inner: string): string;
  code(inner: string): string;
  link(url: string, label: string): string;
  reader: MailReader;
}

function convert(mrkdwn: string, to: Conversion): string {
  let done = '';
  let from = 0;
  for (const match of mrkdwn.matchAll(TOKEN)) {
    const [whole, token, bold, code] = match;
    done += to.text(mrkdwn.slice(from, match.index));
    if (bold !== undefined) done += to.bold(bold);
    else if (code !== undefined) done += to.code(code);
    else if (token !== undefined && LINK.test(token)) done += linkOf(token, to);
    else done += to.text(wordOf(token ?? '', to));
    from = match.index + whole.length;
  }
  return done + to.text(mrkdwn.slice(from));
}

const LINK = /^(?:https?|mailto):/;

function linkOf(token: string, to: Conversion): string {
  const [url = '', label = url] = token.split('|', 2);
  return to.link(url, label);
}

function wordOf(token: string, { reader }: Conversion): string {
  const person = /^@([UW][A-Z0-9]+)/.exec(token)?.[1];
  if (person) return escapeMrkdwn(reader.nameOf(person) ?? `@${person}`);
  const date = /^!date\^(\d+)\^[^|]*\|(.*)$/.exec(token);
  if (date) return escapeMrkdwn(reader.time(Number(date[1]) * 1000));
  // @here and @channel call nobody in a mail.
  if (token.startsWith('!')) return '';
  const [, label] = token.split('|', 2);
  return label ?? token;
}

const escapeMrkdwn = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

const unescaped = (text: string): string =>
  text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');

const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const attribute = (text: string): string => escapeHtml(text).replace(/'/g, '&#39;');
