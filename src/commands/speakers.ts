import type {
  BlockAction,
  GlobalShortcut,
  MessageShortcut,
  RespondFn,
  SlashCommand,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { z } from 'zod';
import type { Desk } from './desk.ts';
import type { Asked, Submission, Submitted } from './intent.ts';
import type { Speaker } from './reception.ts';
import { byMessage, byResponseUrl } from './replies.ts';

/*
 * Who speaks, by each way of reaching the bot. The command id is what Slack keeps the same when it
 * delivers the same gesture twice, and gives to no other gesture.
 */

export const slashSpeaker = (body: SlashCommand, respond: RespondFn): Speaker => ({
  person: body.user_id,
  channel: body.channel_id,
  channelName: body.channel_name ?? null,
  threadTs: null,
  commandId: `slash/${body.trigger_id}`,
  triggerId: body.trigger_id,
  reply: byResponseUrl(respond, { threadTs: null, ephemeral: false }),
});

const Container = z.object({
  channel_id: z.string().optional(),
  message_ts: z.string().optional(),
  thread_ts: z.string().optional(),
  is_ephemeral: z.boolean().optional(),
});

/** A message with replies is the head of its own thread: who presses a button on it is not in there. */
const threadOf = ({ message_ts, thread_ts }: z.output<typeof Container>): string | null =>
  thread_ts === undefined || thread_ts === message_ts ? null : thread_ts;

/** In App Home there is no message to answer under: the answer is a direct message. */
export function clickSpeaker(body: BlockAction, respond: RespondFn, desk: Desk): Speaker {
  const container = Container.parse(body.container);
  const channel = body.channel?.id ?? container.channel_id ?? null;
  const threadTs = threadOf(container);
  const person = body.user.id;
  const [action] = body.actions;
  return {
    person,
    channel,
    channelName: body.channel?.name ?? null,
    threadTs,
    commandId: `click/${person}/${action?.action_ts ?? body.trigger_id}`,
    triggerId: body.trigger_id,
    reply:
      channel === null
        ? byMessage(desk.slack.interactive, { person, channel, threadTs })
        : byResponseUrl(respond, { threadTs, ephemeral: container.is_ephemeral === true }),
  };
}

export const formOf = (body: ViewSubmitAction): Submitted => ({
  person: body.user.id,
  values: body.view.state.values,
  metadata: body.view.private_metadata,
  commandId: `view/${body.view.id}`,
  triggerId: body.trigger_id,
});

export function formSpeaker(
  form: Submitted,
  place: Pick<Asked, 'channel' | 'threadTs'>,
  desk: Desk,
): Speaker {
  const { person, commandId, triggerId } = form;
  const reply = byMessage(desk.slack.interactive, { person, ...place });
  return { person, commandId, triggerId, channelName: null, ...place, reply };
}

export function acknowledgementOf(submission: Submission | null): ViewResponseAction | undefined {
  if (!submission || 'work' in submission) return undefined;
  if ('errors' in submission) return { response_action: 'errors', errors: submission.errors };
  return { response_action: 'update', view: submission.instead };
}

export function mentionSpeaker(
  event: { user?: string; channel: string; thread_ts?: string; ts: string },
  eventId: string,
  desk: Desk,
): Speaker {
  const place = { channel: event.channel, channelName: null, threadTs: event.thread_ts ?? null };
  const person = event.user ?? '';
  const reply = byMessage(desk.slack.interactive, { person, ...place });
  return { person, ...place, commandId: `mention/${eventId}`, triggerId: null, reply };
}

/** What follows the first mention of the bot; a mention without a word is a bare `/release`. */
export function afterMention(text: string, botUserId: string | undefined): string {
  const mention = new RegExp(`<@${botUserId ?? '[^>|]+'}(?:\\|[^>]*)?>`).exec(text);
  return mention ? text.slice(mention.index + mention[0].length).replace(/^[\s:,]+/, '') : text;
}

export function shortcutSpeaker(shortcut: GlobalShortcut, desk: Desk): Speaker {
  const place = { channel: null, channelName: null, threadTs: null };
  const person = shortcut.user.id;
  return {
    person,
    ...place,
    commandId: `shortcut/${person}/${shortcut.action_ts}`,
    triggerId: shortcut.trigger_id,
    reply: byMessage(desk.slack.interactive, { person, ...place }),
  };
}

/** Where the message is, so that its thread or channel says which release is meant. */
export function messageSpeaker(shortcut: MessageShortcut, desk: Desk): Speaker {
  const { channel, message, user, action_ts, trigger_id } = shortcut;
  const threadTs: string | null = message.thread_ts ?? message.ts ?? null;
  const place = { channel: channel.id, channelName: channel.name, threadTs };
  const person = user.id;
  return {
    person,
    ...place,
    commandId: `message/${person}/${action_ts}`,
    triggerId: trigger_id,
    reply: byMessage(desk.slack.interactive, {
      person,
      channel: channel.id,
      threadTs: message.thread_ts ?? null,
    }),
  };
}

/** The message becomes the draft of a report; quotes in it must not end it. */
export const reportOf = ({ message }: MessageShortcut): string =>
  `incident --draft "${(message.text ?? '').replace(/["“”]/g, '”').slice(0, DRAFT_CHARACTERS)} "`;

const DRAFT_CHARACTERS = 1_000;
