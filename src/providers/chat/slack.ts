import { z } from 'zod';
import type { Chat, ChatMessage, MessageMark, Post, PostedMessage } from './port.ts';
import { type SlackChatOptions, slackCalls } from './slack-calls.ts';

const Posted = z.object({ channel: z.string(), ts: z.string() });

const History = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
        .optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

const Opened = z.object({ channel: z.object({ id: z.string() }) });
const Groups = z.object({
  usergroups: z.array(
    z.object({ id: z.string(), handle: z.string(), users: z.array(z.string()).prefault([]) }),
  ),
});
const Link = z.object({ permalink: z.string() });

/** The clock of Slack and ours may differ by a little. */
const CLOCK_SLACK_S = 5;
/** History is only read to find a message of the last minute or two. */
const PAGES_AT_MOST = 5;

/** Slack for background work. */
export function slackChat(options: SlackChatOptions): Chat {
  const call = slackCalls(options);
  const directChannels = new Map<string, string>();

  return {
    async post({ channel, threadTs, mark, text, blocks }: Post) {
      const { kind, id } = mark;
      return call(
        'chat.postMessage',
        {
          channel,
          ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
          ...content({ text, blocks }),
          client_msg_id: id,
          metadata: { event_type: kind, event_payload: { id } },
          unfurl_links: false,
          unfurl_media: false,
        },
        Posted,
      );
    },

    async update({ channel, ts }: PostedMessage, message: ChatMessage) {
      await call('chat.update', { channel, ts, ...content(message) }, z.unknown());
    },

    async find({ channel, threadTs }, mark: MessageMark, since) {
      const method = threadTs === undefined ? 'conversations.history' : 'conversations.replies';
      const oldest = String(Math.floor(since / 1000) - CLOCK_SLACK_S);
      const about = { channel, oldest, include_all_metadata: true, limit: 100 };
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_AT_MOST; page += 1) {
        const history = await call(
          method,
          { ...about, ...(threadTs === undefined ? {} : { ts: threadTs }), ...(cursor ? { cursor } : {}) },
          History,
        );
        const found = history.messages.find(
          ({ metadata }) => metadata?.event_type === mark.kind && metadata.event_payload.id === mark.id,
        );
        if (found) return { channel, ts: found.ts };
        cursor = history.response_metadata?.next_cursor;
        if (!cursor) return null;
      }
      return null;
    },

    async directChannel(person) {
      const known = directChannels.get(person);
      if (known) return known;
      const { channel } = await call('conversations.open', { users: person }, Opened);
      directChannels.set(person, channel.id);
      return channel.id;
    },

    async userGroups() {
      const { usergroups } = await call('usergroups.list', { include_users: true }, Groups);
      return usergroups.map(({ id, handle, users: members }) => ({ id, handle, members }));
    },

    async permalink({ channel, ts }) {
      return (await call('chat.getPermalink', { channel, message_ts: ts }, Link)).permalink;
    },

    async check() {
      await call('auth.test', {}, z.unknown());
    },
  };
}

/** Without blocks an update would keep the old ones, so they are always said. */
const content = ({ text, blocks }: ChatMessage) => ({ text, blocks });
