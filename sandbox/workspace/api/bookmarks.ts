import { z } from 'zod';
import { joinedChannel, openChannel, putChannel } from '../channels.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type Bookmark, type Channel, newId } from '../state.ts';
import type { Json } from '../ui-protocol.ts';
import { method } from './method.ts';

/** Slack has a cap and does not document it. */
const maxBookmarks = 100;

const scopes = ['bookmarks:write'];

const Content = { title: z.string(), link: z.string(), emoji: z.string() };

export const bookmarkMethods = {
  'bookmarks.add': method({
    tier: 2,
    scopes,
    args: z
      .object({ channel_id: z.string(), type: z.literal('link'), ...Content })
      .partial({ link: true, emoji: true }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel_id);
      if (channel.bookmarks.length >= maxBookmarks) throw new SlackRefusal('too_many_bookmarks');
      const bookmark: Bookmark = {
        id: newId('Bk'),
        title: args.title,
        link: webAddress(args.link),
        createdMs: ctx.clock(),
        ...(args.emoji === undefined ? {} : { emoji: args.emoji }),
      };
      putChannel(ctx, { ...channel, bookmarks: [...channel.bookmarks, bookmark] });
      return { bookmark: wireBookmark(channel, bookmark) };
    },
  }),

  'bookmarks.edit': method({
    tier: 2,
    scopes,
    args: z
      .object({ channel_id: z.string(), bookmark_id: z.string(), ...Content })
      .partial({ title: true, link: true, emoji: true }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel_id);
      const old = bookmarkOf(channel, args.bookmark_id);
      const bookmark: Bookmark = {
        ...old,
        ...(args.title === undefined ? {} : { title: args.title }),
        ...(args.link === undefined ? {} : { link: webAddress(args.link) }),
        ...(args.emoji === undefined ? {} : { emoji: args.emoji }),
      };
      putChannel(ctx, {
        ...channel,
        bookmarks: channel.bookmarks.map(one => (one.id === old.id ? bookmark : one)),
      });
      return { bookmark: wireBookmark(channel, bookmark) };
    },
  }),

  'bookmarks.remove': method({
    tier: 2,
    scopes,
    args: z.object({ channel_id: z.string(), bookmark_id: z.string() }),
    run(args, ctx) {
      const channel = openChannel(ctx, args.channel_id);
      const old = bookmarkOf(channel, args.bookmark_id);
      putChannel(ctx, { ...channel, bookmarks: channel.bookmarks.filter(one => one.id !== old.id) });
      return {};
    },
  }),

  'bookmarks.list': method({
    tier: 3,
    scopes: ['bookmarks:read'],
    args: z.object({ channel_id: z.string() }),
    run(args, ctx) {
      const channel = joinedChannel(ctx, args.channel_id);
      return { bookmarks: channel.bookmarks.map(one => wireBookmark(channel, one)) };
    },
  }),
};

function webAddress(link: string | undefined): string {
  if (link === undefined || !/^https?:\/\/\S+$/.test(link)) throw new SlackRefusal('invalid_link');
  return link;
}

function bookmarkOf(channel: Channel, id: string): Bookmark {
  const bookmark = channel.bookmarks.find(one => one.id === id);
  if (bookmark === undefined) throw new SlackRefusal('not_found');
  return bookmark;
}

function wireBookmark(channel: Channel, bookmark: Bookmark): Json {
  const created = Math.floor(bookmark.createdMs / 1000);
  return {
    id: bookmark.id,
    channel_id: channel.id,
    title: bookmark.title,
    link: bookmark.link,
    type: 'link',
    emoji: bookmark.emoji ?? '',
    date_created: created,
    date_updated: created,
  };
}
