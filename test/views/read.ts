import type { KnownBlock } from '@slack/types';

type Json = { [field: string]: unknown };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every object within, the outermost first. */
export function objectsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (!isObject(value)) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** All texts in the order they are read, one per line. */
export const textOf = (blocks: readonly KnownBlock[]): string =>
  objectsIn(blocks)
    .map(it => it.text)
    .filter(text => typeof text === 'string')
    .join('\n');

/** The texts that Slack parses for mentions, links and dates. */
export const mrkdwnOf = (blocks: readonly KnownBlock[]): string[] =>
  objectsIn(blocks)
    .filter(it => it.type === 'mrkdwn')
    .map(it => String(it.text));

export const buttonsOf = (blocks: readonly KnownBlock[]): Json[] =>
  objectsIn(blocks).filter(it => it.type === 'button');

export const deedsOf = (blocks: readonly KnownBlock[]): string[] =>
  buttonsOf(blocks).map(button => String(button.action_id));

/** What Slack would act on: `<…>` that is neither a mention of a person nor a date. */
export const tokensOf = (mrkdwn: string): string[] =>
  [...mrkdwn.matchAll(/<[^<>]*>/g)]
    .map(([token]) => token)
    .filter(token => !/^<@[UW][A-Z0-9]+>$/.test(token) && !/^<!date\^\d+\^[^|<>]*\|[^|<>]*>$/.test(token));

export const inputsOf = (blocks: readonly KnownBlock[]): { [block: string]: Json } =>
  Object.fromEntries(
    blocks.filter(block => block.type === 'input').map(block => [block.block_id ?? '', { ...block }]),
  );
