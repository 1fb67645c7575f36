import { z } from 'zod';
import type { ChatFixtures, ChatHomes } from './fixtures.ts';
import { ChatRefused } from './port.ts';
import type { ChatRooms, Uninvited } from './rooms.ts';
import { type SlackCall, type SlackChatOptions, slackCalls } from './slack-calls.ts';

const Channel = z.object({ id: z.string(), name: z.string() });
const Made = z.object({ channel: Channel });
const Listed = z.object({
  channels: z.array(
    Channel.extend({
      created: z.number(),
      creator: z.string().optional(),
      is_archived: z.boolean().optional(),
      purpose: z.object({ value: z.string() }).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const Standing = z.object({ channel: z.object({ is_member: z.boolean().optional() }) });
const Us = z.object({ user_id: z.string() });
const Troubles = z.object({
  errors: z.array(z.object({ user: z.string().optional(), error: z.string() })).optional(),
});
const Bookmarks = z.object({ bookmarks: z.array(z.object({ link: z.string().optional() })) });

const PAGE = 1_000;
/** Twenty thousand channels; a workspace that has more gets another name. */
const PAGES_AT_MOST = 20;
/** https://docs.slack.dev/reference/methods/conversations.invite */
const INVITED_AT_ONCE = 100;

/** Who is in already is no trouble. */
const IS_IN = ['already_in_channel', 'cant_invite_self'];

/** War rooms in Slack. */
export function slackRooms(options: SlackChatOptions): ChatRooms {
  const call = slackCalls(options);
  let ourselves: Promise<string> | null = null;
  const whoWeAre = () => {
    ourselves ??= call('auth.test', {}, Us).then(({ user_id }) => user_id);
    ourselves.catch(() => {
      ourselves = null;
    });
    return ourselves;
  };

  return {
    async make(name, isPrivate) {
      const { channel } = await call('conversations.create', { name, is_private: isPrivate }, Made);
      return { channel: channel.id, name: channel.name };
    },

    async find(name) {
      const us = await whoWeAre();
      const about = { types: 'public_channel,private_channel', exclude_archived: false, limit: PAGE };
      let cursor: string | undefined;
      for (let page = 0; page < PAGES_AT_MOST; page += 1) {
        const listed = await call('conversations.list', { ...about, ...(cursor ? { cursor } : {}) }, Listed);
        const found = listed.channels.find(channel => channel.name === name);
        if (found) {
          return {
            channel: found.id,
            name,
            isOurs: found.creator === us,
            createdAt: found.created * 1000,
            purpose: found.purpose?.value ?? '',
            isArchived: found.is_archived ?? false,
          };
        }
        cursor = listed.response_metadata?.next_cursor;
        if (!cursor) return null;
      }
      return null;
    },

    async describe(channel, what, text) {
      const method = what === 'topic' ? 'conversations.setTopic' : 'conversations.setPurpose';
      await call(method, { channel, [what]: text }, z.unknown());
    },

    async invite(channel, people) {
      const uninvited: Uninvited[] = [];
      for (let at = 0; at < people.length; at += INVITED_AT_ONCE) {
        uninvited.push(...(await inviteSome(call, channel, people.slice(at, at + INVITED_AT_ONCE))));
      }
      return uninvited;
    },

    async join(channel) {
      await call('conversations.join', { channel }, z.unknown());
    },

    async isIn(channel) {
      return (await call('conversations.info', { channel }, Standing)).channel.is_member ?? false;
    },

    archive: channel => unless(['already_archived'], call('conversations.archive', { channel }, z.unknown())),
  };
}

/**
 * With `force` Slack invites everybody it can and lists the others; it refuses the call only where nobody of them could
 * be invited.
 */
async function inviteSome(call: SlackCall, channel: string, people: readonly string[]): Promise<Uninvited[]> {
  const troubles = await call(
    'conversations.invite',
    { channel, users: people.join(','), force: true },
    Troubles,
  ).catch(error => {
    if (!(error instanceof ChatRefused)) throw error;
    const { errors } = Troubles.safeParse(error.answer).data ?? {};
    if (errors) return { errors };
    // Of one person alone Slack names only the trouble.
    const [only] = people;
    if (only === undefined || people.length > 1 || !OF_A_PERSON.includes(error.code)) throw error;
    return { errors: [{ user: only, error: error.code }] };
  });
  return (troubles.errors ?? []).flatMap(({ user, error }) =>
    user === undefined || IS_IN.includes(error) ? [] : [{ person: user, why: error }],
  );
}

/** Refusals that are about the person and not about the channel or us. */
const OF_A_PERSON = [
  ...IS_IN,
  'cant_invite',
  'user_is_restricted',
  'user_is_ultra_restricted',
  'ura_max_channels',
  'user_not_found',
  'users_not_found',
  'user_team_not_in_channel',
  'invitee_cant_see_channel',
];

/** What stands at the head of a channel in Slack. */
export function slackFixtures(options: SlackChatOptions): ChatFixtures {
  const call = slackCalls(options);
  return {
    async bookmark(channel, wanted) {
      // Slack takes the same one twice, so it is asked what is there.
      const { bookmarks } = await call('bookmarks.list', { channel_id: channel }, Bookmarks);
      const there = new Set(bookmarks.map(({ link }) => link));
      for (const { title, link } of wanted.filter(one => !there.has(one.link))) {
        await call('bookmarks.add', { channel_id: channel, type: 'link', title, link }, z.unknown());
      }
    },
    pin: ({ channel, ts }) =>
      unless(['already_pinned'], call('pins.add', { channel, timestamp: ts }, z.unknown())),
    unpin: ({ channel, ts }) =>
      unless(['no_pin', 'message_not_found'], call('pins.remove', { channel, timestamp: ts }, z.unknown())),
  };
}

/** The App Home in Slack. */
export function slackHomes(options: SlackChatOptions): ChatHomes {
  const call = slackCalls(options);
  return {
    async publish(person, view) {
      await call('views.publish', { user_id: person, view }, z.unknown());
    },
  };
}

/** It is as it should be already. */
async function unless(codes: readonly string[], calling: Promise<unknown>): Promise<void> {
  try {
    await calling;
  } catch (error) {
    if (!(error instanceof ChatRefused && codes.includes(error.code))) throw error;
  }
}
