import type { Context } from '../context.ts';
import { type Message, messageKey, type View } from '../state.ts';
import type { Json, UiContainer } from '../ui-protocol.ts';
import { findView } from '../view-stacks.ts';
import { inMessage, inView } from './payloads.ts';

/** Where a block stands: in a message or in a view. */
export type Container = { message: Message } | { view: View };

/** What the person sees at that place; undefined when it is gone or never was for them. */
export function containerFor(ctx: Context, person: string, where: UiContainer): Container | undefined {
  if (where.type === 'view') {
    const view = findView(ctx, one => one.id === where.viewId && one.person === person);
    return view && { view };
  }
  const key = messageKey(where.channel, where.ts);
  const message = where.ephemeral ? ctx.state.ephemerals.get(key) : ctx.state.messages.get(key);
  const isSeen =
    message?.onlyFor === person ||
    (message?.onlyFor === undefined && ctx.state.channels.get(where.channel)?.members.includes(person));
  return message && isSeen ? { message } : undefined;
}

export const blocksOf = (container: Container): Json[] =>
  'message' in container ? container.message.blocks : container.view.blocks;

export const wireContainer = (ctx: Context, container: Container): Json =>
  'message' in container ? inMessage(ctx, container.message) : inView(ctx, container.view);
