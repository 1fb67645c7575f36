import type { UiMessage } from '../../workspace/ui-protocol.ts';

export interface Unread {
  /** Somebody else wrote something. */
  any: boolean;
  /** How many of them are meant for me: mentions, everything in a direct message. */
  forMe: number;
}

/** What came after `readTs` in a channel, seen by a person. Ephemeral messages count as meant for them. */
export function unreadIn(
  messages: UiMessage[],
  readTs: string,
  me: string,
  groups: string[],
  isDirect: boolean,
): Unread {
  const fresh = messages.filter(message => message.ts > readTs && message.user !== me);
  const named = [`<@${me}>`, `<@${me}|`, '<!here', '<!channel', ...groups.map(id => `<!subteam^${id}`)];
  const forMe = fresh.filter(
    message =>
      isDirect ||
      message.ephemeral ||
      named.some(name => message.text.includes(name) || inBlocks(message, name)),
  );
  return { any: fresh.length > 0, forMe: forMe.length };
}

function inBlocks(message: UiMessage, name: string): boolean {
  return message.blocks.length > 0 && JSON.stringify(message.blocks).includes(name);
}
