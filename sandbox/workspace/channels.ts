import type { Context } from './context.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { type Channel, newId } from './state.ts';

/** By id or name, with or without `#`. */
export function findChannel(ctx: Context, ref: string): Channel | undefined {
  const name = ref.replace(/^#/, '');
  return (
    ctx.state.channels.get(ref) ??
    ctx.state.channels.all().find(channel => channel.kind !== 'direct' && channel.name === name)
  );
}

/** A channel the app may see; throws SlackRefusal `channel_not_found`. */
export function visibleChannel(ctx: Context, ref: string): Channel {
  const channel = findChannel(ctx, ref);
  const seen = channel && (channel.kind === 'public' || channel.members.includes(ctx.app.botUserId));
  if (!seen) throw new SlackRefusal('channel_not_found');
  return channel;
}

/** A channel the app is in. Throws SlackRefusal `channel_not_found` or `not_in_channel`. */
export function joinedChannel(ctx: Context, ref: string): Channel {
  const channel = visibleChannel(ctx, ref);
  if (!channel.members.includes(ctx.app.botUserId)) throw new SlackRefusal('not_in_channel');
  return channel;
}

/** A channel the app is in and may change; throws SlackRefusal `is_archived` besides. */
export function openChannel(ctx: Context, ref: string): Channel {
  const channel = joinedChannel(ctx, ref);
  if (channel.archived) throw new SlackRefusal('is_archived');
  return channel;
}

export function putChannel(ctx: Context, channel: Channel): Channel {
  ctx.state.channels.put(channel.id, channel);
  return channel;
}

export function addMembers(ctx: Context, channel: Channel, ids: string[], inviter?: string): Channel {
  const joining = ids.filter(id => !channel.members.includes(id));
  const changed = putChannel(ctx, { ...channel, members: [...channel.members, ...joining] });
  // An app hears only of the channels it is in.
  const heard = changed.members.includes(ctx.app.botUserId) ? joining : [];
  for (const user of heard) {
    ctx.emit({
      type: 'member_joined_channel',
      user,
      channel: channel.id,
      channel_type: channel.kind === 'private' ? 'G' : 'C',
      team: ctx.team.id,
      ...(inviter === undefined ? {} : { inviter }),
    });
  }
  return changed;
}

/** The direct message between two, opened when there is none yet. */
export function directChannel(ctx: Context, one: string, other: string): Channel {
  const found = ctx.state.channels
    .all()
    .find(
      channel =>
        channel.kind === 'direct' && channel.members.includes(one) && channel.members.includes(other),
    );
  return (
    found ??
    createChannel(ctx, { id: newId('D'), name: '', kind: 'direct', creator: one, members: [one, other] })
  );
}

export function createChannel(
  ctx: Context,
  given: Pick<Channel, 'name' | 'kind' | 'creator' | 'members'> & Partial<Channel>,
): Channel {
  return putChannel(ctx, {
    id: newId('C'),
    topic: '',
    purpose: '',
    archived: false,
    createdMs: ctx.clock(),
    pins: [],
    bookmarks: [],
    ...given,
  });
}
