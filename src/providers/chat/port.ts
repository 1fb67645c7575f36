import type { KnownBlock } from '@slack/types';
import type { PersonId } from '../../release/terms.ts';

export interface ChatMessage {
  /** Alone it says everything: screen readers and push notifications read nothing else. */
  text: string;
  blocks: KnownBlock[];
}

/** What a message is found again by, at most a few hundred bytes; every app in the workspace can read it. */
export interface MessageMark {
  kind: 'tminus_notice' | 'tminus_board' | 'tminus_seal' | 'tminus_warning';
  /** A UUID; also sent as `client_msg_id`. */
  id: string;
}

export interface Post extends ChatMessage {
  channel: string;
  /** Answers in this message's thread. */
  threadTs?: string;
  mark: MessageMark;
}

export interface PostedMessage {
  channel: string;
  ts: string;
}

export interface UserGroup {
  id: string;
  /** Without `@`. */
  handle: string;
  members: PersonId[];
}

/**
 * The chat people read, as background work uses it: nothing here repeats a call by itself. Every method
 * throws ChatRateLimited, ChatRefused, ChatUnavailable or ChatAmbiguous.
 */
export interface Chat {
  post(post: Post): Promise<PostedMessage>;
  /** Replaces text and blocks. */
  update(message: PostedMessage, content: ChatMessage): Promise<void>;
  /** A post that was marked so and sent at `since` (epoch ms) or later; null when there is none. */
  find(
    where: { channel: string; threadTs?: string },
    mark: MessageMark,
    since: number,
  ): Promise<PostedMessage | null>;
  /** The channel of the direct messages with a person. */
  directChannel(person: PersonId): Promise<string>;
  /** All user groups with their members. */
  userGroups(): Promise<UserGroup[]>;
  permalink(message: PostedMessage): Promise<string>;
  /** Resolves when the chat answers and the token is good. */
  check(): Promise<void>;
}

/** It did not happen; asking again before the time is over will not help. */
export class ChatRateLimited extends Error {
  override readonly name = 'ChatRateLimited';
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super(`too many calls; the next one in ${Math.ceil(retryAfterMs / 1000)} s`);
    this.retryAfterMs = retryAfterMs;
  }
}

/** It did not happen and the chat says why. */
export class ChatRefused extends Error {
  override readonly name = 'ChatRefused';
  /** https://docs.slack.dev/reference/methods/chat.postMessage#errors */
  readonly code: string;
  /** Asking again the same way will never help. */
  readonly isFinal: boolean;
  /** All of the answer, for those who read more of it. */
  readonly answer: unknown;

  constructor(code: string, isFinal: boolean, details: readonly string[] = [], answer: unknown = null) {
    super([`the chat refused: ${code}`, ...details].join('; '));
    this.code = code;
    this.isFinal = isFinal;
    this.answer = answer;
  }
}

/** It surely did not happen: the chat could not be reached. */
export class ChatUnavailable extends Error {
  override readonly name = 'ChatUnavailable';
}

/** It was sent and nobody knows whether it happened. */
export class ChatAmbiguous extends Error {
  override readonly name = 'ChatAmbiguous';
}

/** We are not in the channel (any more), or it is archived or gone: others may still see it. */
export const isOutOfReach = (error: unknown): boolean =>
  error instanceof ChatRefused && ['channel_not_found', 'not_in_channel', 'is_archived'].includes(error.code);
