import { z } from 'zod';
import {
  addMembers,
  createChannel,
  directChannel,
  joinedChannel,
  openChannel,
  putChannel,
  visibleChannel,
} from '../channels.ts';
import { type Context, personOf } from '../context.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { Channel } from '../state.ts';
import { wireChannel } from '../wire-shapes.ts';
import { flag, ids, method, Paging, page } from './method.ts';

/** https://docs.slack.dev/reference/methods/conversations.create */
const nameMax = 80;
const topicMax = 250;
/** https://docs.slack.dev/reference/methods/conversations.invite */
const invitedMax = 100;

const OneChannel = z.object({ channel: z.string() });
const reading = ['channels:read', 'groups:read', 'im:read'];
const managing = ['channels:manage', 'groups:write'];

export const conversationMethods = {
  'conversations.create': method({
    tier: 2,
    scopes: managing,
    args: z.object({ name: z.string(), is_private: flag.optional() }),
    run(args, ctx) {
      refuseBadName(ctx, args.name);
      const bot = ctx.app.botUserId;
      const channel = createChannel(ctx, {
        name: args.name,
        kind: args.is_private ? 'private' : 'public',
        creator: bot,
        members: [bot],
      });
      return { channel: wireChannel(ctx, channel) };
    },
  }),

  'conversations.list': method({
    tier: 2,
    scopes: reading,
    args: z.object({ types: ids.optional(), exclude_archived: flag.optional(), ...Paging }),
    run(args, ctx) {
      const types = args.types ?? ['public_channel'];
      const wanted = ctx.state.channels
        .all()
        .filter(one => one.kind === 'public' || one.members.includes(ctx.app.botUserId))
        .filter(one => types.includes(one.kind === 'direct' ? 'im' : `${one.kind}_channel`))
        .filter(one => !(args.exclude_archived && one.archived));
      const { items, next } = page(wanted, args);
      return {
        channels: items.map(one => wireChannel(ctx, one, true)),
        response_metadata: { next_cursor: next },
      };
    },
  }),

  'conversations.info': method({
    tier: 3,
    scopes: reading,
    args: OneChannel.extend({ include_num_members: flag.optional() }),
    run: (args, ctx) => ({
      channel: wireChannel(ctx, visibleChannel(ctx, args.channel), args.include_num_members),
    }),
  }),

  'conversations.members': method({
    tier: 4,
    scopes: reading,
    args: OneChannel.extend(Paging),
    run(args, ctx) {
      const { items, next } = page(visibleChannel(ctx, args.channel).members, args);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  }),

  'conversations.invite': method({
    tier: 3,
    scopes: [...managing, 'channels:write.invites', 'groups:write.invites'],
    args: OneChannel.extend({ users: ids, force: flag.optional() }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      if (args.users.length > invitedMax) throw new SlackRefusal('too_many_users');
      const errors = args.users.flatMap(user => inviteError(ctx, channel, user));
      const [first] = errors;
      const out = new Set(errors.map(({ user }) => user));
      const able = args.users.filter(user => !out.has(user));
      if (first !== undefined && (!args.force || able.length === 0))
        throw new SlackRefusal(String(first.error), { errors });
      const invited = addMembers(ctx, channel, able, ctx.app.botUserId);
      return { channel: wireChannel(ctx, invited), ...(errors.length > 0 ? { errors } : {}) };
    },
  }),

  'conversations.join': method({
    tier: 3,
    scopes: ['channels:join'],
    args: OneChannel,
    run(args, ctx) {
      const channel = visibleChannel(ctx, args.channel);
      if (channel.kind !== 'public') throw new SlackRefusal('method_not_supported_for_channel_type');
      if (channel.archived) throw new SlackRefusal('is_archived');
      const wasIn = channel.members.includes(ctx.app.botUserId);
      const joined = addMembers(ctx, channel, [ctx.app.botUserId]);
      return { channel: wireChannel(ctx, joined), ...(wasIn ? { warning: 'already_in_channel' } : {}) };
    },
  }),

  'conversations.open': method({
    tier: 3,
    scopes: ['im:write', 'mpim:write'],
    args: z.object({ channel: z.string().optional(), users: ids.optional(), return_im: flag.optional() }),
    run(args, ctx) {
      const channel = args.channel
        ? visibleChannel(ctx, args.channel)
        : directChannel(ctx, ctx.app.botUserId, onlyUser(ctx, args.users));
      return { channel: args.return_im ? wireChannel(ctx, channel) : { id: channel.id } };
    },
  }),

  'conversations.archive': method({
    tier: 2,
    scopes: managing,
    args: OneChannel,
    run(args, ctx) {
      const channel = joinedChannel(ctx, args.channel);
      if (channel.name === 'general') throw new SlackRefusal('cant_archive_general');
      if (channel.archived) throw new SlackRefusal('already_archived');
      putChannel(ctx, { ...channel, archived: true });
      return {};
    },
  }),

  'conversations.rename': method({
    tier: 2,
    scopes: managing,
    args: OneChannel.extend({ name: z.string() }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      if (channel.creator !== ctx.app.botUserId) throw new SlackRefusal('not_authorized');
      refuseBadName(ctx, args.name);
      return { channel: wireChannel(ctx, putChannel(ctx, { ...channel, name: args.name })) };
    },
  }),

  'conversations.setTopic': noteMethod('topic'),
  'conversations.setPurpose': noteMethod('purpose'),
};

function noteMethod(note: 'topic' | 'purpose') {
  return method({
    tier: 2,
    scopes: [...managing, 'channels:write.topic', 'groups:write.topic'],
    args: z.object({ channel: z.string(), topic: z.string().optional(), purpose: z.string().optional() }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      const value = args[note];
      if (value === undefined) throw new SlackRefusal('invalid_arguments');
      if (value.length > topicMax) throw new SlackRefusal('too_long');
      return { channel: wireChannel(ctx, putChannel(ctx, { ...channel, [note]: value })) };
    },
  });
}

/** The name of an archived channel stays taken. */
function refuseBadName(ctx: Context, name: string): void {
  if (name === '') throw new SlackRefusal('invalid_name_required');
  if (name.length > nameMax) throw new SlackRefusal('invalid_name_maxlength');
  if (/^[-_]+$/.test(name)) throw new SlackRefusal('invalid_name_punctuation');
  if (!/^[\p{Ll}\p{Lo}\p{N}_-]+$/u.test(name)) throw new SlackRefusal('invalid_name_specials');
  if (ctx.state.channels.all().some(one => one.name === name)) throw new SlackRefusal('name_taken');
}

function inviteError(ctx: Context, channel: Channel, user: string) {
  const refused = (error: string) => [{ ok: false, user, error }];
  if (user === ctx.app.botUserId) return refused('cant_invite_self');
  const person = ctx.state.people.get(user);
  if (person === undefined) return refused('user_not_found');
  if (person.standing === 'guest') return refused('user_is_restricted');
  if (person.standing === 'deactivated') return refused('cant_invite');
  return channel.members.includes(user) ? refused('already_in_channel') : [];
}

function onlyUser(ctx: Context, users: string[] | undefined): string {
  const [user, ...more] = users ?? [];
  if (user === undefined) throw new SlackRefusal('users_list_not_supplied');
  // Group direct messages are not part of this workspace.
  if (more.length > 0) throw new SlackRefusal('method_not_supported_for_channel_type');
  return personOf(ctx, user).id;
}
