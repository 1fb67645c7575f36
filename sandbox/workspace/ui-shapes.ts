import type { Context } from './context.ts';
import type { Channel, Message, Person, View } from './state.ts';
import type { Json, UiChannel, UiEvent, UiMessage, UiPerson, UiView } from './ui-protocol.ts';
import { modalsOf } from './view-stacks.ts';

const messagesPerChannel = 200;

export const isSeenBy = (channel: Channel, person: string) =>
  channel.kind === 'public' || channel.members.includes(person);

/** Everything a person may see, as the page gets it when it connects. */
export function hello(ctx: Context, me: string): UiEvent & { type: 'hello' } {
  const channels = ctx.state.channels.all().filter(channel => isSeenBy(channel, me));
  return {
    type: 'hello',
    workspace: { id: ctx.team.id, name: ctx.team.name, url: ctx.url },
    me,
    app: { userId: ctx.app.botUserId, name: ctx.app.name },
    ...everybody(ctx),
    channels: channels.map(channel => uiChannel(ctx, channel, me)),
    messages: latestMessages(ctx, channels),
    ephemerals: ctx.state.ephemerals
      .all()
      .filter(message => message.onlyFor === me)
      .map(uiMessage),
    modals: modalsOf(ctx, me).map(uiView),
    home: homeOf(ctx, me),
    commands: ctx.app.commands.map(({ command, description, usageHint }) => ({
      command,
      description,
      usageHint,
    })),
    shortcuts: ctx.app.shortcuts,
  };
}

export function everybody(ctx: Context): {
  people: UiPerson[];
  groups: (UiEvent & { type: 'people' })['groups'];
} {
  return {
    people: ctx.state.people.all().map(person => uiPerson(ctx, person)),
    groups: ctx.state.groups.all(),
  };
}

export function latestMessages(ctx: Context, channels: Channel[]): UiMessage[] {
  const perChannel = new Map<string, Message[]>(channels.map(channel => [channel.id, []]));
  for (const message of ctx.state.messages.all()) perChannel.get(message.channel)?.push(message);
  return [...perChannel.values()]
    .flatMap(messages => messages.sort((a, b) => (a.ts < b.ts ? -1 : 1)).slice(-messagesPerChannel))
    .map(uiMessage);
}

function uiPerson(ctx: Context, person: Person): UiPerson {
  const groups = ctx.state.groups.all().filter(group => group.members.includes(person.id));
  const words = person.name.split(' ');
  return {
    ...person,
    initials: words
      .map(word => word[0] ?? '')
      .join('')
      .slice(0, 2)
      .toUpperCase(),
    groups: groups.map(group => group.handle),
  };
}

export function uiChannel(ctx: Context, channel: Channel, viewer: string): UiChannel {
  const other = channel.members.find(member => member !== viewer) ?? viewer;
  return {
    id: channel.id,
    name: channel.kind === 'direct' ? (ctx.state.people.get(other)?.name ?? other) : channel.name,
    kind: channel.kind,
    topic: channel.topic,
    purpose: channel.purpose,
    archived: channel.archived,
    members: channel.members,
    pins: channel.pins.map(pin => pin.ts),
    bookmarks: channel.bookmarks.map(({ id, title, link, emoji }) => ({
      id,
      title,
      link,
      ...(emoji === undefined ? {} : { emoji }),
    })),
  };
}

export function uiMessage(message: Message): UiMessage {
  const { channel, ts, user, text, blocks, reactions, threadTs, editedTs } = message;
  return {
    channel,
    ts,
    user,
    text,
    blocks,
    reactions,
    ephemeral: message.onlyFor !== undefined,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(editedTs === undefined ? {} : { editedTs }),
  };
}

const wordsOf = (text: Json | null) => String(text?.text ?? '');

export function uiView(view: View): UiView {
  return {
    id: view.id,
    hash: view.hash,
    type: view.type,
    callbackId: view.callbackId,
    title: wordsOf(view.title),
    close: wordsOf(view.close),
    blocks: view.blocks,
    ...(view.submit === null ? {} : { submit: wordsOf(view.submit) }),
  };
}

function homeOf(ctx: Context, person: string): UiView | null {
  const home = ctx.state.homes.get(person);
  return home === undefined ? null : uiView(home);
}
