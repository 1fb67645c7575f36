import type { RespondFn } from '@slack/bolt';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Message } from '../views/message.ts';
import type { Reply } from './answer.ts';

/** Answers through the response URL of a command or a click; it works where the app is no member, too. */
export function byResponseUrl(
  respond: RespondFn,
  from: { threadTs: string | null; ephemeral: boolean },
): Reply {
  return async ({ text, blocks }, forAll) => {
    await respond({
      text,
      blocks,
      response_type: forAll ? 'in_channel' : 'ephemeral',
      // A list to choose from has served once something was chosen; a card stays.
      replace_original: from.ephemeral && !forAll,
      ...(from.threadTs && { thread_ts: from.threadTs }),
    });
  };
}

/** Where the app may not speak, the answer goes to the person directly. */
const NOT_THERE = new Set(['not_in_channel', 'channel_not_found', 'is_archived', 'user_not_in_channel']);

/** Answers by the Web API: to a mention, or after a modal. */
export function byMessage(
  client: WebClient,
  to: { person: string; channel: string | null; threadTs: string | null },
): Reply {
  const direct = ({ text, blocks }: Message) => client.chat.postMessage({ channel: to.person, text, blocks });
  return async (message, forAll) => {
    const { channel, threadTs, person } = to;
    if (!channel) return void (await direct(message));
    const { text, blocks } = message;
    const said = { channel, text, blocks, ...(threadTs && { thread_ts: threadTs }) };
    try {
      if (forAll) await client.chat.postMessage(said);
      else await client.chat.postEphemeral({ ...said, user: person });
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError) || !NOT_THERE.has(error.data.error)) throw error;
      await direct(message);
    }
  };
}
