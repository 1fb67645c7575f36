import type { PersonId } from '../../release/terms.ts';

export interface MadeRoom {
  channel: string;
  /** As the chat spelled it. */
  name: string;
}

export interface FoundRoom extends MadeRoom {
  /** Whether we made it. */
  isOurs: boolean;
  /** Epoch milliseconds. */
  createdAt: number;
  purpose: string;
  isArchived: boolean;
}

/** Somebody who is not in the channel now, and why. */
export interface Uninvited {
  person: PersonId;
  /** The chat's code: https://docs.slack.dev/reference/methods/conversations.invite#errors */
  why: string;
}

/** Channels made for one release. Throws the errors of the port of the chat; nothing is repeated by itself. */
export interface ChatRooms {
  /** Refuses `name_taken` also where the channel of that name is archived. */
  make(name: string, isPrivate: boolean): Promise<MadeRoom>;
  /** The channel of that name, also an archived one; null where there is none that we can see. */
  find(name: string): Promise<FoundRoom | null>;
  /** Says what it is for, once, or how it stands, in the head of the channel. */
  describe(channel: string, what: 'purpose' | 'topic', text: string): Promise<void>;
  /** Whoever is in it already stays; those who cannot be invited keep nobody else out. */
  invite(channel: string, people: readonly PersonId[]): Promise<Uninvited[]>;
  /** Comes back into a public channel after somebody put us out. */
  join(channel: string): Promise<void>;
  /** Whether we are in it. @throws ChatRefused `channel_not_found` where it is private and we are not */
  isIn(channel: string): Promise<boolean>;
  /** Doing it twice is no error. */
  archive(channel: string): Promise<void>;
}
