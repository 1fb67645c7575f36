import { problemsWithBlocks } from './block-rules.ts';
import { type Context, slackbot } from './context.ts';
import { problemsWithFiles } from './files.ts';
import { refusalWithMessages, SlackRefusal } from './slack-refusal.ts';
import { type Message, messageKey, newId } from './state.ts';
import type { Json } from './ui-protocol.ts';

type Draft = Pick<Message, 'channel' | 'user' | 'text'> & Partial<Message>;

/** Stores a new message (or, with `onlyFor`, an ephemeral one) and answers it as stored. */
export function post(ctx: Context, draft: Draft): Message {
  const message: Message = {
    blocks: [],
    attachments: [],
    byApp: false,
    reactions: [],
    ...draft,
    ts: ctx.state.nextTs(ctx.clock()),
  };
  const key = messageKey(message.channel, message.ts);
  if (message.onlyFor !== undefined) {
    ctx.state.ephemerals.put(key, message);
    return message;
  }
  ctx.state.messages.put(key, message);
  if (message.threadTs !== undefined) markThread(ctx, message.channel, message.threadTs);
  return message;
}

/** A message that has replies carries its own timestamp as `thread_ts`. */
function markThread(ctx: Context, channel: string, ts: string): void {
  const key = messageKey(channel, ts);
  const parent = ctx.state.messages.get(key);
  if (parent !== undefined && parent.threadTs === undefined)
    ctx.state.messages.put(key, { ...parent, threadTs: ts });
}

/** What Slackbot says to one person, as Slack does when something did not work. */
export function tell(ctx: Context, person: string, channel: string, text: string): void {
  post(ctx, { channel, user: slackbot, text, onlyFor: person });
}

/** Blocks as Slack keeps them: each has a `block_id`, each element an `action_id`. Throws `invalid_blocks`. */
export function acceptBlocks(ctx: Context, blocks: unknown): Json[] {
  const problems = problemsWithBlocks(blocks, 'message');
  if (problems.length === 0) {
    problems.push(...unknownIn(ctx, blocks as Json[]), ...problemsWithFiles(ctx, blocks as Json[]));
  }
  if (problems.length > 0) throw refusalWithMessages('invalid_blocks', problems);
  return withIds(blocks as Json[]);
}

const unknownIn = ({ unknownBlocks }: Context, blocks: readonly Json[]): string[] =>
  blocks.flatMap(({ type }, index) =>
    unknownBlocks.includes(String(type))
      ? [`[ERROR] unsupported type: ${type} [json-pointer:/blocks/${index}/type]`]
      : [],
  );

const withoutActionId = new Set(['image', 'mrkdwn', 'plain_text', 'card']);

export function withIds(blocks: Json[]): Json[] {
  const element = (one: Json): Json =>
    withoutActionId.has(String(one.type)) || typeof one.type !== 'string'
      ? one
      : { action_id: newId('a'), ...one };
  return blocks.map(block => {
    const filled: Json = { block_id: newId('b'), ...block };
    if (block.accessory) filled.accessory = element(block.accessory as Json);
    if (block.element) filled.element = element(block.element as Json);
    if (block.type === 'actions' || block.type === 'context_actions')
      filled.elements = (block.elements as Json[]).map(element);
    if (Array.isArray(block.child_blocks)) filled.child_blocks = withIds(block.child_blocks as Json[]);
    if (block.type === 'card' && Array.isArray(block.actions))
      filled.actions = (block.actions as Json[]).map(element);
    if (block.type === 'carousel') filled.elements = withIds(block.elements as Json[]);
    return filled;
  });
}

/** An existing message; throws SlackRefusal `message_not_found`. */
export function messageOf(ctx: Context, channel: string, ts: string): Message {
  const message = ctx.state.messages.get(messageKey(channel, ts));
  if (message === undefined) throw new SlackRefusal('message_not_found');
  return message;
}
