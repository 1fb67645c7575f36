import type { Context, Team } from './context.ts';
import type { Channel, Group, Message, Person, View } from './state.ts';
import type { Json } from './ui-protocol.ts';

/** State in Slack's JSON. https://docs.slack.dev/reference/objects */

const seconds = (ms: number) => Math.floor(ms / 1000);

export function wireMessage(ctx: Context, message: Message, withMetadata = false): Json {
  const isThread = message.threadTs === message.ts;
  const replies = isThread ? repliesTo(ctx, message) : [];
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: ctx.team.id,
    ...(message.byApp ? { bot_id: ctx.app.botId, app_id: ctx.app.id } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
    ...(isThread
      ? {
          reply_count: replies.length,
          reply_users: [...new Set(replies.map(reply => reply.user))],
          latest_reply: replies.at(-1)?.ts,
        }
      : {}),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.user, ts: message.editedTs } }),
    ...(message.clientMsgId === undefined ? {} : { client_msg_id: message.clientMsgId }),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map(one => ({ ...one, count: one.users.length })) }
      : {}),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
  };
}

function repliesTo(ctx: Context, parent: Message): Message[] {
  return ctx.state.messages
    .all()
    .filter(one => one.channel === parent.channel && one.threadTs === parent.ts && one.ts !== parent.ts)
    .sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function wireChannel(ctx: Context, channel: Channel, withCount = false): Json {
  const note = (value: string) => ({ value, creator: channel.creator, last_set: seconds(channel.createdMs) });
  const bot = ctx.app.botUserId;
  const isDirect = channel.kind === 'direct';
  return {
    id: channel.id,
    ...(isDirect
      ? { user: channel.members.find(member => member !== bot) ?? bot }
      : { name: channel.name, name_normalized: channel.name }),
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: isDirect,
    is_mpim: false,
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_general: channel.name === 'general',
    is_member: channel.members.includes(bot),
    created: seconds(channel.createdMs),
    creator: channel.creator,
    context_team_id: ctx.team.id,
    topic: note(channel.topic),
    purpose: note(channel.purpose),
    ...(withCount ? { num_members: channel.members.length } : {}),
  };
}

export function wirePerson(team: Team, person: Person, withEmail: boolean, withLocale = false): Json {
  const [first = '', ...rest] = person.name.split(' ');
  return {
    id: person.id,
    team_id: team.id,
    name: person.handle,
    real_name: person.name,
    deleted: person.standing === 'deactivated',
    is_restricted: person.standing === 'guest',
    color: person.color.slice(1),
    tz: person.tz,
    ...(withLocale ? { locale: person.locale ?? 'en-US' } : {}),
    tz_label: person.tz,
    tz_offset: offsetSeconds(person.tz),
    is_admin: false,
    is_owner: false,
    is_bot: person.isBot,
    is_app_user: false,
    updated: 0,
    profile: {
      title: person.title,
      real_name: person.name,
      display_name: person.handle,
      first_name: first,
      last_name: rest.join(' '),
      ...(withEmail && !person.isBot ? { email: emailOf(person) } : {}),
      team: team.id,
    },
  };
}

export const emailOf = (person: Person) => `${person.handle}@example.com`;

function offsetSeconds(zone: string): number {
  const now = new Date();
  const local = new Date(now.toLocaleString('en-US', { timeZone: zone }));
  const utc = new Date(now.toLocaleString('en-US', { timeZone: 'UTC' }));
  return (local.getTime() - utc.getTime()) / 1000;
}

export function wireGroup(team: Team, group: Group, extras: { users: boolean; count: boolean }): Json {
  return {
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    is_subteam: true,
    is_external: false,
    name: group.name,
    handle: group.handle,
    description: '',
    date_create: 0,
    date_update: 0,
    date_delete: 0,
    auto_type: null,
    ...(extras.users ? { users: group.members } : {}),
    ...(extras.count ? { user_count: group.members.length } : {}),
  };
}

export function wireView(ctx: Context, view: View): Json {
  return {
    id: view.id,
    team_id: ctx.team.id,
    app_id: ctx.app.id,
    app_installed_team_id: ctx.team.id,
    bot_id: ctx.app.botId,
    type: view.type,
    hash: view.hash,
    callback_id: view.callbackId,
    external_id: view.externalId,
    private_metadata: view.privateMetadata,
    title: view.title,
    submit: view.submit,
    close: view.close,
    blocks: view.blocks,
    state: view.state,
    notify_on_close: view.notifyOnClose,
    clear_on_close: view.clearOnClose,
    root_view_id: view.rootViewId,
    previous_view_id: view.previousViewId,
  };
}
