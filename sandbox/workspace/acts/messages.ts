import { addMembers, directChannel, findChannel } from '../channels.ts';
import type { Context } from '../context.ts';
import { entered } from '../mentions.ts';
import { post } from '../post.ts';
import type { Outcome, UiRequests } from '../ui-protocol.ts';
import { wireMessage, wireView } from '../wire-shapes.ts';
import { done, failed } from './outcomes.ts';

/** A person writes a message; the app hears of it when it is in the channel and mentioned or subscribed. */
export function say(ctx: Context, said: UiRequests['messages']): Outcome {
  const channel = findChannel(ctx, said.channel);
  if (channel === undefined || !channel.members.includes(said.person))
    return failed('channel_not_found', 'You are not in that channel.');
  if (channel.archived) return failed('is_archived', 'This channel is archived.');
  const text = entered(ctx, said.text.trim());
  if (text === '') return failed('no_text', 'Write something first.');
  const message = post(ctx, {
    channel: channel.id,
    user: said.person,
    text,
    ...(said.threadTs === undefined ? {} : { threadTs: said.threadTs }),
  });
  const bot = ctx.app.botUserId;
  if (channel.members.includes(bot)) {
    const event = { ...wireMessage(ctx, message), channel: channel.id };
    const kinds = { public: 'channel', private: 'group', direct: 'im' };
    ctx.emit({ ...event, type: 'message', channel_type: kinds[channel.kind], event_ts: message.ts });
    if (channel.kind !== 'direct' && text.includes(`<@${bot}>`))
      ctx.emit({ ...event, type: 'app_mention', event_ts: message.ts });
  }
  return { ok: true, channel: channel.id, ts: message.ts };
}

export function openDirect(ctx: Context, { person, with: other }: UiRequests['direct']): Outcome {
  if (ctx.state.people.get(other) === undefined) return failed('user_not_found', 'There is no such person.');
  return { ok: true, channel: directChannel(ctx, person, other).id };
}

export function joinChannel(ctx: Context, { person, channel: ref }: UiRequests['join']): Outcome {
  const channel = findChannel(ctx, ref);
  if (channel?.kind !== 'public') return failed('channel_not_found', 'There is no such public channel.');
  if (channel.archived) return failed('is_archived', 'This channel is archived.');
  addMembers(ctx, channel, [person]);
  return done;
}

/** The person opens the app's Home tab. */
export function openHome(ctx: Context, { person }: UiRequests['home']): Outcome {
  const home = ctx.state.homes.get(person);
  ctx.emit({
    type: 'app_home_opened',
    user: person,
    channel: directChannel(ctx, ctx.app.botUserId, person).id,
    tab: 'home',
    ...(home === undefined ? {} : { view: wireView(ctx, home) }),
  });
  return done;
}
