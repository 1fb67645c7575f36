import type { PostedMessage } from './port.ts';

export interface Bookmark {
  title: string;
  link: string;
}

/** What stands at the head of a channel for everybody. Throws the errors of the port of the chat. */
export interface ChatFixtures {
  /** Adds those that are not there yet, as far as their addresses tell. */
  bookmark(channel: string, wanted: readonly Bookmark[]): Promise<void>;
  /** Doing it twice is no error. */
  pin(message: PostedMessage): Promise<void>;
  /** One that is not pinned, or not there, is none either. */
  unpin(message: PostedMessage): Promise<void>;
}

/** The tab of the app that somebody looks at. */
export interface ChatHomes {
  /** Replaces all of it. */
  publish(person: string, view: object): Promise<void>;
}
