import { z } from 'zod';
import { type Context, slackbot } from './context.ts';
import { acceptBlocks, post } from './post.ts';
import { SlackRefusal } from './slack-refusal.ts';
import { messageKey, newId } from './state.ts';
import type { Json } from './ui-protocol.ts';

/** https://docs.slack.dev/interactivity/handling-user-interaction: five uses within 30 minutes. */
const maxUses = 5;
const lifeMs = 30 * 60_000;

/** What an answer belongs to; `message` is the one that was clicked. */
export type Reply = {
  person: string;
  channel: string;
  message?: { ts: string; ephemeral: boolean };
};

export type ResponseUrls = {
  /** A new path under the workspace's address. */
  issue(reply: Reply): string;
  /** Throws SlackRefusal `used_url`, `expired_url` or `not_found`. */
  use(path: string): Reply;
};

export function openResponseUrls(clock: () => number): ResponseUrls {
  const issued = new Map<string, { reply: Reply; atMs: number; uses: number }>();
  return {
    issue(reply) {
      for (const [path, { atMs }] of issued) {
        if (clock() - atMs <= lifeMs * 2) break;
        issued.delete(path);
      }
      const path = `/response/${newId('T')}/${newId('')}${newId('')}`;
      issued.set(path, { reply, atMs: clock(), uses: 0 });
      return path;
    },
    use(path) {
      const one = issued.get(path);
      if (one === undefined) throw new SlackRefusal('not_found');
      if (clock() - one.atMs > lifeMs) throw new SlackRefusal('expired_url');
      if (one.uses >= maxUses) throw new SlackRefusal('used_url');
      one.uses += 1;
      return one.reply;
    },
  };
}

const Answer = z.object({
  text: z.string().optional(),
  blocks: z.array(z.record(z.string(), z.unknown())).optional(),
  response_type: z.enum(['in_channel', 'ephemeral']).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
});

/**
 * Does what an answer says: the body of a slash command's acknowledgement, or of a POST to a response URL.
 * Throws SlackRefusal `invalid_payload`, `no_text` or `invalid_blocks`.
 */
export function answer(ctx: Context, reply: Reply, body: unknown): void {
  const parsed = Answer.safeParse(body);
  if (!parsed.success) throw new SlackRefusal('invalid_payload');
  const said = parsed.data;
  if (said.delete_original) {
    removeOriginal(ctx, reply);
    return;
  }
  const blocks = said.blocks === undefined ? [] : acceptBlocks(ctx, said.blocks);
  if (blocks.length === 0 && (said.text ?? '') === '') throw new SlackRefusal('no_text');
  const content = { text: said.text ?? '', blocks };
  if (said.replace_original && reply.message !== undefined) {
    replaceOriginal(ctx, reply, content);
    return;
  }
  // Also from within a thread: https://github.com/slackapi/node-slack-sdk/issues/674
  const threadTs = said.thread_ts;
  post(ctx, {
    channel: reply.channel,
    user: ctx.app.botUserId,
    byApp: true,
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
    ...(said.response_type === 'in_channel' ? {} : { onlyFor: reply.person }),
  });
}

function tableOf(ctx: Context, reply: Reply) {
  return reply.message?.ephemeral ? ctx.state.ephemerals : ctx.state.messages;
}

function removeOriginal(ctx: Context, reply: Reply): void {
  if (reply.message !== undefined) tableOf(ctx, reply).delete(messageKey(reply.channel, reply.message.ts));
}

function replaceOriginal(ctx: Context, reply: Reply, content: { text: string; blocks: Json[] }): void {
  if (reply.message === undefined) return;
  const key = messageKey(reply.channel, reply.message.ts);
  const original = tableOf(ctx, reply).get(key);
  if (original === undefined || original.user === slackbot) throw new SlackRefusal('message_not_found');
  tableOf(ctx, reply).put(key, { ...original, ...content, editedTs: ctx.state.nextTs(ctx.clock()) });
}
