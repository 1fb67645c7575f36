import { z } from 'zod';
import { joinedChannel } from '../channels.ts';
import type { Context } from '../context.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type Message, messageKey, messagesIn } from '../state.ts';
import type { Json } from '../ui-protocol.ts';
import { wireMessage } from '../wire-shapes.ts';
import { flag, method, Paging, page } from './method.ts';

const Span = z.object({
  channel: z.string(),
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
  ...Paging,
});

type Span = z.infer<typeof Span>;

const scopes = ['channels:history', 'groups:history', 'im:history'];

export const historyMethods = {
  'conversations.history': method({
    tier: 3,
    scopes,
    args: Span,
    run(args, ctx) {
      const channel = joinedChannel(ctx, args.channel);
      const topLevel = messagesIn(ctx.state, channel.id).filter(
        one => one.threadTs === undefined || one.threadTs === one.ts,
      );
      return answer(ctx, within(topLevel, args).reverse(), args);
    },
  }),

  'conversations.replies': method({
    tier: 3,
    scopes,
    args: Span.extend({ ts: z.string() }),
    run(args, ctx) {
      const channel = joinedChannel(ctx, args.channel);
      const asked = ctx.state.messages.get(messageKey(channel.id, args.ts));
      if (asked === undefined) throw new SlackRefusal('thread_not_found');
      const root = asked.threadTs ?? asked.ts;
      const thread = messagesIn(ctx.state, channel.id).filter(
        one => one.ts === root || one.threadTs === root,
      );
      return answer(ctx, within(thread, args), args);
    },
  }),
};

/** Timestamps are compared as strings: their digits are always the same in number. */
function within(messages: Message[], { oldest, latest, inclusive }: Span): Message[] {
  return messages.filter(({ ts }) => {
    if (inclusive && (ts === oldest || ts === latest)) return true;
    return (oldest === undefined || ts > padded(oldest)) && (latest === undefined || ts < padded(latest));
  });
}

/** `oldest` may come with fewer decimals, or none. */
function padded(ts: string): string {
  const [seconds = '', micros = ''] = ts.split('.');
  return `${seconds}.${micros.padEnd(6, '0')}`;
}

function answer(ctx: Context, messages: Message[], args: Span): Json {
  const { items, next } = page(messages, args);
  return {
    messages: items.map(one => wireMessage(ctx, one, args.include_all_metadata)),
    has_more: next !== '',
    ...(next === '' ? {} : { response_metadata: { next_cursor: next } }),
  };
}
