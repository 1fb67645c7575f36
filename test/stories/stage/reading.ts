import { setTimeout as pause } from 'node:timers/promises';
import { people } from '../../../sandbox/workspace/cast.ts';
import type { Message, View } from '../../../sandbox/workspace/state.ts';

const HANDLES = new Map(people.map(({ id, handle }) => [id, handle]));

/** What a person reads in a message or dialog: its texts in order, mentions by handle, dates as written. */
export function readable(shown: Pick<Message, 'text' | 'blocks'> | Pick<View, 'title' | 'blocks'>): string {
  const texts = shown.blocks.flatMap(block => textsIn(block));
  const all = 'text' in shown && texts.length === 0 ? [shown.text] : texts;
  return ('title' in shown ? [...textsIn(shown.title), ...all] : all)
    .join('\n')
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `@${HANDLES.get(id) ?? id}`)
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]) =>
    // A confirmation is not seen before the button is pressed.
    field === 'confirm' ? [] : field === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}

/** The `action_id`s of the buttons on a message. */
export function buttonsOn({ blocks }: Pick<Message, 'blocks'>): string[] {
  const found = (value: unknown): string[] => {
    if (Array.isArray(value)) return value.flatMap(found);
    if (typeof value !== 'object' || value === null) return [];
    const { type, action_id } = value as { type?: unknown; action_id?: unknown };
    return type === 'button' ? [String(action_id)] : Object.values(value).flatMap(found);
  };
  return found(blocks);
}

export interface Waiting<T> {
  /** What is waited for, in words. */
  for: string;
  look(): T | undefined | Promise<T | undefined>;
  /** What is there instead. */
  instead(): string | Promise<string>;
  withinMs?: number;
}

const LONGEST_MS = 25_000;

/** Looks again and again; whoever waits too long is told what was there instead. */
export async function until<T>({ for: what, look, instead, withinMs = LONGEST_MS }: Waiting<T>): Promise<T> {
  const endsAt = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > endsAt) break;
    await pause(25);
  }
  throw new Error(`Waited ${withinMs / 1000} s for ${what}, but saw:\n${await instead()}`);
}
