import type { NoticeKind } from '../release/notices.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Words } from '../words/words.ts';
import type { Message } from './message.ts';
import type { Scene } from './scene.ts';

export interface NoticeContext {
  /** The channel itself, the thread of the card, or a direct message. */
  place: 'channel' | 'thread' | 'person';
  words: Words;
  now: number;
  /** Who is missing is named from here where it is known. */
  scene?: Scene;
  /** Link to the card. */
  card?: string;
}

/** What people are told of an event; `release` is the state after it. */
export declare function noticeMessage(
  kind: NoticeKind,
  event: ReleaseEvent,
  release: Release,
  more: NoticeContext,
): Message;

/** What whoever is on call reads; plain text. */
export interface PageText {
  summary: string;
  severity: 'critical' | 'error' | 'warning' | 'info';
  details: Record<string, string>;
}

export declare function pageOf(event: ReleaseEvent, release: Release, words: Words): PageText;
