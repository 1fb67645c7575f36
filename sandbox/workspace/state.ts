import { randomBytes } from 'node:crypto';
import type { Json } from './ui-protocol.ts';

export type Person = {
  id: string;
  handle: string;
  name: string;
  title: string;
  color: string;
  tz: string;
  locale?: string;
  isBot: boolean;
  standing?: 'guest' | 'deactivated';
};

/** `members` are person ids. */
export type Group = { id: string; handle: string; name: string; members: string[] };

export type Bookmark = { id: string; title: string; link: string; emoji?: string; createdMs: number };

export type Channel = {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  topic: string;
  purpose: string;
  archived: boolean;
  creator: string;
  createdMs: number;
  members: string[];
  pins: { ts: string; by: string; atMs: number }[];
  bookmarks: Bookmark[];
};

export type Message = {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  threadTs?: string;
  editedTs?: string;
  metadata?: { event_type: string; event_payload: Json };
  clientMsgId?: string;
  /** Posted by the app rather than by a person or by Slackbot. */
  byApp: boolean;
  /** Set on an ephemeral message: the only person who sees it. */
  onlyFor?: string;
  reactions: { name: string; users: string[] }[];
};

/** A picture the app uploads. */
export type File = {
  id: string;
  name: string;
  title: string;
  altText: string;
  /** As it was announced. */
  length: number;
  uploadPath: string;
  /** Base64; null until they have arrived. */
  bytes: string | null;
  completedMs: number | null;
};

export type View = {
  id: string;
  hash: string;
  type: 'modal' | 'home';
  /** Whose modal or Home this is. */
  person: string;
  callbackId: string;
  title: Json | null;
  submit: Json | null;
  close: Json | null;
  blocks: Json[];
  privateMetadata: string;
  externalId: string;
  notifyOnClose: boolean;
  clearOnClose: boolean;
  rootViewId: string;
  previousViewId: string | null;
  state: { values: { [blockId: string]: { [actionId: string]: Json } } };
};

/** Everything a workspace remembers, by table. */
type Contents = {
  people: Person;
  groups: Group;
  channels: Channel;
  /** Key: channel/ts. */
  messages: Message;
  /** Key: channel/ts. */
  ephemerals: Message;
  /** Open modals by person, the lowest first. */
  modals: View[];
  /** App Home by person. */
  homes: View;
  files: File;
};

export type TableName = keyof Contents;

export type Change = {
  [K in TableName]: {
    table: K;
    key: string;
    value: Contents[K] | undefined;
    before: Contents[K] | undefined;
  };
}[TableName];

export type Table<T> = {
  get(key: string): T | undefined;
  /** Values are replaced, never changed in place, so that every change is seen. */
  put(key: string, value: T): void;
  delete(key: string): void;
  all(): T[];
  entries(): [string, T][];
};

export type State = { readonly [K in TableName]: Table<Contents[K]> } & {
  /** The listener hears every change after it happened. Returns how to stop listening. */
  watch(listener: (change: Change) => void): () => void;
  /** A message timestamp that is newer than all before it, even while the clock stands still. */
  nextTs(nowMs: number): string;
};

export const tableNames: readonly TableName[] = [
  'people',
  'groups',
  'channels',
  'messages',
  'ephemerals',
  'modals',
  'homes',
  'files',
];

export function openState(): State {
  const listeners = new Set<(change: Change) => void>();
  let newestMicros = 0n;

  function table<K extends TableName>(name: K): Table<Contents[K]> {
    const rows = new Map<string, Contents[K]>();
    const tell = (key: string, value: Contents[K] | undefined, before: Contents[K] | undefined) => {
      for (const listener of listeners) listener({ table: name, key, value, before } as Change);
    };
    return {
      get: key => rows.get(key),
      put(key, value) {
        const before = rows.get(key);
        rows.set(key, value);
        if (name === 'messages' || name === 'ephemerals')
          newestMicros = newer(newestMicros, value as Message);
        tell(key, value, before);
      },
      delete(key) {
        const before = rows.get(key);
        if (rows.delete(key)) tell(key, undefined, before);
      },
      all: () => [...rows.values()],
      entries: () => [...rows.entries()],
    };
  }

  return {
    people: table('people'),
    groups: table('groups'),
    channels: table('channels'),
    messages: table('messages'),
    ephemerals: table('ephemerals'),
    modals: table('modals'),
    homes: table('homes'),
    files: table('files'),
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nextTs(nowMs) {
      const wanted = BigInt(Math.round(nowMs)) * 1000n;
      newestMicros = wanted > newestMicros ? wanted : newestMicros + 1n;
      const digits = newestMicros.toString().padStart(7, '0');
      return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
    },
  };
}

function newer(micros: bigint, message: Message): bigint {
  const own = BigInt(message.ts.replace('.', ''));
  return own > micros ? own : micros;
}

/** Slack-like: a letter that names the kind and ten characters, e.g. `C0A1B2C3D4E`. */
export function newId(prefix: string): string {
  return prefix + `0${randomBytes(8).toString('hex')}`.toUpperCase().slice(0, 10);
}

export const messageKey = (channel: string, ts: string) => `${channel}/${ts}`;

/** Messages of a channel, oldest first. */
export function messagesIn(state: State, channel: string): Message[] {
  return state.messages
    .all()
    .filter(message => message.channel === channel)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1));
}
