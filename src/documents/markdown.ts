import { plain } from '../words/mrkdwn.ts';

/** Text somebody wrote, on one line and without the characters Markdown would act on. */
export const escaped = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|~#]/g, character => `\\${character}`);

const MENTION = /(<@[UW][A-Z0-9]+>)/;

/** A sentence for Slack as one for Markdown: mentions stay, times are written in UTC, the rest is plain text. */
export const fromMrkdwn = (mrkdwn: string): string =>
  mrkdwn
    .split(MENTION)
    .map(piece => (MENTION.test(piece) ? piece : spaced(piece, escaped(plain(piece)))))
    .join('');

/** What stood between two mentions keeps its distance to them. */
const spaced = (before: string, after: string): string =>
  `${/^\s/.test(before) ? ' ' : ''}${after}${after && /\s$/.test(before) ? ' ' : ''}`;

export const heading = (level: 1 | 2, text: string): string => `${'#'.repeat(level)} ${escaped(text)}`;

export const item = (text: string): string => `- ${text}`;

/** Blocks of lines with an empty line between them; blocks without lines are left out. */
export const paragraphs = (blocks: readonly (readonly string[])[]): string =>
  `${blocks
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
