import type {
  UiChannel,
  UiCommand,
  UiEvent,
  UiGroup,
  UiMessage,
  UiPerson,
  UiShortcut,
  UiView,
} from '../../workspace/ui-protocol.ts';

/** Everything the page knows, as one person sees it. */
export interface WorkspaceState {
  workspace: { id: string; name: string; url: string };
  me: UiPerson;
  app: { userId: string; name: string };
  people: UiPerson[];
  groups: UiGroup[];
  channels: UiChannel[];
  /** By channel, oldest first, ephemeral ones among them. */
  messages: Record<string, UiMessage[]>;
  modals: UiView[];
  home: UiView | null;
  commands: UiCommand[];
  shortcuts: UiShortcut[];
}

export function apply(state: WorkspaceState | null, event: UiEvent): WorkspaceState | null {
  if (event.type === 'hello') return fromHello(event);
  if (!state) return null;
  switch (event.type) {
    case 'channel':
      return { ...state, channels: replace(state.channels, event.channel, channel => channel.id) };
    case 'people':
      return {
        ...state,
        people: event.people,
        groups: event.groups,
        me: event.people.find(person => person.id === state.me.id) ?? state.me,
      };
    case 'message': {
      const { message } = event;
      const list = replace(state.messages[message.channel] ?? [], message, identity).sort(byTime);
      return { ...state, messages: { ...state.messages, [message.channel]: list } };
    }
    case 'messageDeleted': {
      const list = (state.messages[event.channel] ?? []).filter(
        message => message.ts !== event.ts || message.ephemeral !== event.ephemeral,
      );
      return { ...state, messages: { ...state.messages, [event.channel]: list } };
    }
    case 'modals':
      return { ...state, modals: event.modals };
    case 'home':
      return { ...state, home: event.home };
  }
}

function fromHello(event: Extract<UiEvent, { type: 'hello' }>): WorkspaceState | null {
  const { type: _, me: myId, messages, ephemerals, ...rest } = event;
  const me = event.people.find(person => person.id === myId);
  if (!me) return null;
  const byChannel: Record<string, UiMessage[]> = {};
  for (const message of [...messages, ...ephemerals].sort(byTime)) {
    const list = byChannel[message.channel] ?? [];
    list.push(message);
    byChannel[message.channel] = list;
  }
  return { ...rest, me, messages: byChannel };
}

/** A message is known by its time, but an ephemeral one and a real one may share it. */
const identity = (message: UiMessage) => `${message.ts}/${message.ephemeral}`;

const byTime = (a: UiMessage, b: UiMessage) => (a.ts < b.ts ? -1 : a.ts > b.ts ? 1 : 0);

function replace<T>(list: T[], item: T, key: (item: T) => string): T[] {
  const at = list.findIndex(known => key(known) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

/** What stands in the channel itself: messages without a thread, and those that begin one. */
export const inChannel = (messages: UiMessage[]): UiMessage[] =>
  messages.filter(message => message.threadTs === undefined || message.threadTs === message.ts);

export const repliesTo = (messages: UiMessage[], ts: string): UiMessage[] =>
  messages.filter(message => message.threadTs === ts && message.ts !== ts);

export const secondsOfTs = (ts: string): number => Number(ts.split('.')[0]);
