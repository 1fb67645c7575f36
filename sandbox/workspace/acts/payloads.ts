import type { Context } from '../context.ts';
import type { Message, View } from '../state.ts';
import type { Json } from '../ui-protocol.ts';
import { wireMessage, wireView } from '../wire-shapes.ts';

/** Slack's deprecated verification token, which apps must ignore in favour of the signature. */
export const verificationToken = 'verification-token';

/** What every interactive payload carries. https://docs.slack.dev/reference/interaction-payloads */
export function interaction(ctx: Context, type: string, person: string): Json {
  const handle = ctx.state.people.get(person)?.handle ?? person;
  return {
    type,
    token: verificationToken,
    team: { id: ctx.team.id, domain: ctx.team.domain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: ctx.app.id,
    user: { id: person, username: handle, name: handle, team_id: ctx.team.id },
  };
}

export function inMessage(ctx: Context, message: Message): Json {
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  return {
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: message.onlyFor !== undefined,
      ...thread,
    },
    channel: { id: message.channel, name: channelName(ctx, message.channel) },
    // Slack does not send the content of an ephemeral message back.
    ...(message.onlyFor === undefined ? { message: wireMessage(ctx, message) } : {}),
  };
}

export function inView(ctx: Context, view: View): Json {
  return { container: { type: 'view', view_id: view.id }, view: wireView(ctx, view) };
}

export function channelName(ctx: Context, id: string): string {
  const channel = ctx.state.channels.get(id);
  if (channel?.kind === 'direct') return 'directmessage';
  return channel?.kind === 'private' ? 'privategroup' : (channel?.name ?? id);
}

/** Seconds with microseconds, as text. */
export const actionTs = (ctx: Context) => (ctx.clock() / 1000).toFixed(6);
