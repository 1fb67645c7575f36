import { z } from 'zod';
import { directChannel, joinedChannel, openChannel, visibleChannel } from '../channels.ts';
import { type Context, personOf } from '../context.ts';
import { acceptBlocks, messageOf, post } from '../post.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type Channel, type Message, messageKey } from '../state.ts';
import type { Json } from '../ui-protocol.ts';
import { wireMessage } from '../wire-shapes.ts';
import { json, method } from './method.ts';

/** https://docs.slack.dev/reference/methods/chat.postMessage and chat.update */
const postedTextMax = 40_000;
const updatedTextMax = 4000;
const attachmentsMax = 100;
/** Slack refuses metadata that is too large and does not say how large: well under what any app needs. */
const metadataMaxBytes = 8000;

const Content = {
  text: z.string().optional(),
  markdown_text: z.string().optional(),
  blocks: json.optional(),
  attachments: json.optional(),
  metadata: json.optional(),
};

type Given = z.infer<z.ZodObject<typeof Content>>;

const writing = ['chat:write'];

export const chatMethods = {
  'chat.postMessage': method({
    tier: 'posting',
    scopes: writing,
    args: z.object({
      channel: z.string(),
      thread_ts: z.string().optional(),
      client_msg_id: z.string().optional(),
      ...Content,
    }),
    run(args, ctx) {
      const channel = postable(ctx, args.channel);
      const twin = ctx.dedupesClientMsgId ? twinOf(ctx, channel, args.client_msg_id) : undefined;
      const message =
        twin ??
        post(ctx, {
          channel: channel.id,
          user: ctx.app.botUserId,
          byApp: true,
          ...contentOf(ctx, args),
          ...(args.client_msg_id === undefined ? {} : { clientMsgId: args.client_msg_id }),
          ...(args.thread_ts ? { threadTs: rootOf(ctx, channel, args.thread_ts) } : {}),
        });
      return { channel: channel.id, ts: message.ts, message: wireMessage(ctx, message, true) };
    },
  }),

  'chat.update': method({
    tier: 3,
    scopes: writing,
    args: z.object({ channel: z.string(), ts: z.string(), ...Content }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      const old = messageOf(ctx, channel.id, args.ts);
      if (!old.byApp) throw new SlackRefusal('cant_update_message');
      if ((args.text ?? '').length > updatedTextMax) throw new SlackRefusal('msg_too_long');
      // What is left out stays: the blocks too, which Slack's page on chat.update warns of.
      const { text, blocks, attachments, metadata } = contentOf(
        ctx,
        { ...args, text: args.text ?? old.text },
        old.blocks.length > 0,
      );
      const message: Message = {
        ...old,
        text,
        ...(args.blocks === undefined && args.markdown_text === undefined ? {} : { blocks }),
        ...(args.attachments === undefined ? {} : { attachments }),
        ...(metadata === undefined ? {} : { metadata }),
        editedTs: ctx.state.nextTs(ctx.clock()),
      };
      ctx.state.messages.put(messageKey(channel.id, args.ts), message);
      return {
        channel: channel.id,
        ts: message.ts,
        text: message.text,
        message: wireMessage(ctx, message, true),
      };
    },
  }),

  'chat.delete': method({
    tier: 3,
    scopes: writing,
    args: z.object({ channel: z.string(), ts: z.string() }),
    run(args, ctx) {
      const channel = visibleChannel(ctx, args.channel);
      const message = messageOf(ctx, channel.id, args.ts);
      if (!message.byApp) throw new SlackRefusal('cant_delete_message');
      ctx.state.messages.delete(messageKey(channel.id, message.ts));
      return { channel: channel.id, ts: message.ts };
    },
  }),

  'chat.postEphemeral': method({
    tier: 4,
    scopes: writing,
    args: z.object({ channel: z.string(), user: z.string(), thread_ts: z.string().optional(), ...Content }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel);
      const person = personOf(ctx, args.user);
      if (!channel.members.includes(person.id)) throw new SlackRefusal('user_not_in_channel');
      const message = post(ctx, {
        channel: channel.id,
        user: ctx.app.botUserId,
        byApp: true,
        onlyFor: person.id,
        ...contentOf(ctx, args),
        ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
      });
      return { message_ts: message.ts };
    },
  }),

  'chat.getPermalink': method({
    tier: 'special',
    args: z.object({ channel: z.string(), message_ts: z.string() }),
    run(args, ctx) {
      const channel = visibleChannel(ctx, args.channel);
      const { ts } = messageOf(ctx, channel.id, args.message_ts);
      return { channel: channel.id, permalink: `${ctx.url}/archives/${channel.id}/p${ts.replace('.', '')}` };
    },
  }),
};

/** A channel to post to: by id, by name, or a person's id for the direct message with them. */
function postable(ctx: Context, ref: string): Channel {
  const person = ctx.state.people.get(ref);
  if (person !== undefined) return directChannel(ctx, ctx.app.botUserId, person.id);
  const channel = ctx.app.scopes.includes('chat:write.public')
    ? visibleChannel(ctx, ref)
    : joinedChannel(ctx, ref);
  if (channel.archived) throw new SlackRefusal('is_archived');
  return channel;
}

type Accepted = Pick<Message, 'text' | 'blocks' | 'attachments'> & Partial<Pick<Message, 'metadata'>>;

function contentOf(ctx: Context, given: Given, hasContent = false): Accepted {
  if (given.markdown_text !== undefined && (given.text !== undefined || given.blocks !== undefined))
    throw new SlackRefusal('markdown_text_conflict');
  if (typeof given.blocks === 'string') throw new SlackRefusal('invalid_blocks_format');
  const blocks =
    given.markdown_text === undefined
      ? acceptBlocks(ctx, given.blocks ?? [])
      : acceptBlocks(ctx, [{ type: 'markdown', text: given.markdown_text }]);
  const attachments = given.attachments ?? [];
  if (!Array.isArray(attachments)) throw new SlackRefusal('invalid_attachments');
  if (attachments.length > attachmentsMax) throw new SlackRefusal('too_many_attachments');
  const text = (given.text ?? '').slice(0, postedTextMax);
  if (text === '' && blocks.length === 0 && attachments.length === 0 && !hasContent)
    throw new SlackRefusal('no_text');
  const metadata = acceptMetadata(given.metadata);
  return { text, blocks, attachments, ...(metadata === undefined ? {} : { metadata }) };
}

const Metadata = z.object({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
});

function acceptMetadata(given: unknown): { event_type: string; event_payload: Json } | undefined {
  if (given === undefined || given === '') return undefined;
  const parsed = Metadata.safeParse(given);
  if (!parsed.success) throw new SlackRefusal('invalid_metadata_format');
  if (Buffer.byteLength(JSON.stringify(parsed.data)) > metadataMaxBytes)
    throw new SlackRefusal('metadata_too_large');
  return parsed.data;
}

/** Threads are one level deep: an answer to a reply joins the thread of that reply. */
function rootOf(ctx: Context, channel: Channel, ts: string): string {
  const parent = ctx.state.messages.get(messageKey(channel.id, ts));
  if (parent === undefined) throw new SlackRefusal('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

function twinOf(ctx: Context, channel: Channel, clientMsgId: string | undefined): Message | undefined {
  if (clientMsgId === undefined) return undefined;
  return ctx.state.messages.all().find(one => one.channel === channel.id && one.clientMsgId === clientMsgId);
}
