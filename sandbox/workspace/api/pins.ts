import { z } from 'zod';
import { joinedChannel, openChannel, putChannel } from '../channels.ts';
import { messageOf } from '../post.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { messageKey } from '../state.ts';
import { wireMessage } from '../wire-shapes.ts';
import { method } from './method.ts';

const OneMessage = z.object({ channel: z.string(), timestamp: z.string() });

export const pinMethods = {
  'pins.add': method({
    tier: 2,
    scopes: ['pins:write'],
    args: OneMessage,
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      const { ts } = messageOf(ctx, channel.id, args.timestamp);
      if (channel.pins.some(pin => pin.ts === ts)) throw new SlackRefusal('already_pinned');
      const pin = { ts, by: ctx.app.botUserId, atMs: ctx.clock() };
      putChannel(ctx, { ...channel, pins: [...channel.pins, pin] });
      return {};
    },
  }),

  'pins.remove': method({
    tier: 2,
    scopes: ['pins:write'],
    args: OneMessage,
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      if (!channel.pins.some(pin => pin.ts === args.timestamp)) throw new SlackRefusal('no_pin');
      putChannel(ctx, { ...channel, pins: channel.pins.filter(pin => pin.ts !== args.timestamp) });
      return {};
    },
  }),

  'pins.list': method({
    tier: 2,
    scopes: ['pins:read'],
    args: z.object({ channel: z.string() }),
    run(args, ctx) {
      const channel = joinedChannel(ctx, args.channel);
      const items = channel.pins.flatMap(pin => {
        const message = ctx.state.messages.get(messageKey(channel.id, pin.ts));
        if (message === undefined) return [];
        const created = Math.floor(pin.atMs / 1000);
        return [
          {
            type: 'message',
            channel: channel.id,
            created,
            created_by: pin.by,
            message: wireMessage(ctx, message),
          },
        ];
      });
      return { items };
    },
  }),

  'reactions.add': method({
    tier: 3,
    scopes: ['reactions:write'],
    args: OneMessage.extend({ name: z.string() }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      const message = messageOf(ctx, channel.id, args.timestamp);
      if (!/^[a-z0-9_'+-]+(::skin-tone-[2-6])?$/.test(args.name)) throw new SlackRefusal('invalid_name');
      const users = message.reactions.find(one => one.name === args.name)?.users ?? [];
      if (users.includes(ctx.app.botUserId)) throw new SlackRefusal('already_reacted');
      const others = message.reactions.filter(one => one.name !== args.name);
      const reactions = [...others, { name: args.name, users: [...users, ctx.app.botUserId] }];
      ctx.state.messages.put(messageKey(channel.id, message.ts), { ...message, reactions });
      return {};
    },
  }),
};
