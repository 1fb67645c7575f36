import type { Context } from '../context.ts';
import { messageKey } from '../state.ts';
import type { Outcome, UiRequests } from '../ui-protocol.ts';
import { done, failed, unanswered } from './outcomes.ts';
import { actionTs, inMessage, interaction } from './payloads.ts';

/** A person uses a global shortcut, or a message shortcut on a message. */
export async function useShortcut(ctx: Context, asked: UiRequests['shortcuts']): Promise<Outcome> {
  const shortcut = ctx.app.shortcuts.find(one => one.callbackId === asked.callbackId);
  if (shortcut === undefined || (shortcut.kind === 'message') !== (asked.message !== undefined))
    return failed('unknown_shortcut', 'There is no such shortcut.');
  const common = {
    callback_id: asked.callbackId,
    trigger_id: ctx.triggers.issue({ person: asked.person }),
    action_ts: actionTs(ctx),
  };
  const payload =
    asked.message === undefined
      ? { ...interaction(ctx, 'shortcut', asked.person), ...common }
      : onMessage(ctx, asked.person, asked.message, common);
  if (payload === undefined) return failed('message_not_found', 'That message is gone.');
  const receipt = await ctx.deliver({ kind: 'interactive', payload });
  return receipt.acknowledged ? done : unanswered(ctx, receipt);
}

function onMessage(
  ctx: Context,
  person: string,
  where: { channel: string; ts: string },
  common: { [field: string]: string },
) {
  const message = ctx.state.messages.get(messageKey(where.channel, where.ts));
  if (message === undefined) return undefined;
  const { channel, message: content } = inMessage(ctx, message);
  const reply = { person, channel: where.channel, message: { ts: message.ts, ephemeral: false } };
  return {
    ...interaction(ctx, 'message_action', person),
    ...common,
    channel,
    message: content,
    message_ts: message.ts,
    response_url: ctx.url + ctx.responseUrls.issue(reply),
  };
}
