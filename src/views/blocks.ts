import type {
  ActionsBlock,
  Button,
  ContextBlock,
  DividerBlock,
  HeaderBlock,
  MrkdwnElement,
  PlainTextElement,
  RichTextBlock,
  SectionBlock,
} from '@slack/types';
import { setApart } from '../words/mrkdwn.ts';

/** `verbatim`: Slack must not make links or mentions out of what people wrote. */
export const mrkdwn = (text: string): MrkdwnElement => ({
  type: 'mrkdwn',
  text: setApart(text),
  verbatim: true,
});

export const plainText = (text: string): PlainTextElement => ({ type: 'plain_text', text, emoji: true });

export const header = (text: string): HeaderBlock => ({ type: 'header', text: plainText(text) });

export const section = (text: string, accessory?: Button): SectionBlock =>
  accessory ? { type: 'section', text: mrkdwn(text), accessory } : { type: 'section', text: mrkdwn(text) };

/** Label and value pairs, two columns on a wide screen. */
export const fields = (pairs: readonly (readonly [label: string, value: string])[]): SectionBlock => ({
  type: 'section',
  fields: pairs.map(([label, value]) => mrkdwn(`*${label}*\n${value}`)),
});

export const context = (...texts: string[]): ContextBlock => ({
  type: 'context',
  elements: texts.map(mrkdwn),
});

export const actions = (elements: readonly Button[]): ActionsBlock => ({
  type: 'actions',
  elements: [...elements],
});

export const divider: DividerBlock = { type: 'divider' };

/** Text exactly as it is: rich text is never parsed for markup. */
export const preformatted = (text: string): RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
});
