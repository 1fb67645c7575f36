import { type Instant, type PersonId, TMINUS } from '../release/terms.ts';
import type { Formats } from './formats.ts';

/** Control characters, and those that turn the reading direction: text could pretend to be something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to take out
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text somebody wrote, so that Slack reads it as text: no mention, link or channel can be made with it.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export const escapeText = (text: string): string =>
  text.replace(INVISIBLE, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The same on one line and of bounded length, to stand inside a sentence. */
export const inline = (text: string, max = 300): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return escapeText(characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : line);
};

/** Text of somebody else's within a sentence that goes on with its own full stop. */
export const clause = (text: string): string => inline(text).replace(/[.。\s]+$/, '');

/** A backtick would end the code early; Slack knows no escape for it. */
export const code = (text: string): string => `\`${inline(text).replace(/`/g, 'ˋ') || ' '}\``;

const isSlackId = (text: string) => /^[UW][A-Z0-9]{2,}$/.test(text);

/** A mention; a name that is no Slack id is shown as it was written. */
export const person = (who: PersonId): string =>
  who === TMINUS ? 'tminus' : isSlackId(who) ? `<@${who}>` : inline(who, 80);

/** People whose ids stand in the middle of a text that was escaped; one that was cut off stays as it is. */
export const withPeople = (escaped: string): string =>
  escaped.replace(/\b[UW][A-Z0-9]{8,}(?![A-Z0-9…])/g, id => `<@${id}>`);

export const people = (who: readonly PersonId[]): string[] => who.map(person);

const token = (at: Instant, format: string, fallback: string) =>
  `<!date^${Math.floor(at / 1000)}^${format}|${fallback.replace(/[|<>^]/g, ' ')}>`;

/** A time in the reader's own zone. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export const when = (at: Instant, formats: Formats): string =>
  token(at, '{date_short_pretty} {time}', formats.utc(at));

/** A deadline: the time and, kept current by Slack itself, how far away it is. */
export const deadline = (at: Instant, now: Instant, formats: Formats): string =>
  token(
    at,
    '{date_short_pretty} {time} ({ago})',
    `${formats.utc(at)} (${formats.duration(Math.max(0, at - now))})`,
  );

/** Wide characters, East Asian punctuation among them, and the quotes, dash and ellipsis that Chinese shares with others. */
const WIDE =
  /[\u1100-\u115f\u2014\u2018-\u201d\u2026\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

const MARKED = /<[^>\n]*>|`[^`\n]+`|\*(?=[^\s*])[^*\n]*\*/g;

/**
 * Slack takes a star or a backtick for markup only where a word ends, and Chinese has no spaces between words: bold and
 * code that touch a wide character would be shown with their stars. A space of no width keeps them apart.
 */
export const setApart = (mrkdwn: string): string =>
  mrkdwn.replace(MARKED, (marked, at: number) => {
    if (marked.startsWith('<')) return marked;
    const before = WIDE.test(mrkdwn.charAt(at - 1)) ? '\u200b' : '';
    const after = WIDE.test(mrkdwn.charAt(at + marked.length)) ? '\u200b' : '';
    return `${before}${marked}${after}`;
  });

/** For places that show no markup: modal errors, pages, logs. */
export const plain = (mrkdwn: string): string =>
  mrkdwn
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<@([^>|]+)>/g, '@$1')
    .replace(/<[^>|]+\|([^>]*)>/g, '$1')
    .replace(/[*`]/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
