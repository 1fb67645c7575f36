import type { PersonId } from '../../release/terms.ts';
import type { Chat } from './port.ts';

const REMEMBERED_FOR_MS = 5 * 60_000;

/**
 * Members of user groups from memory, or `fresh` from the chat: Slack allows some twenty of these reads a
 * minute, and a card names several groups.
 */
export function groupMembers(
  chat: Pick<Chat, 'membersOf'>,
): (group: string, fresh: boolean) => Promise<PersonId[]> {
  const remembered = new Map<string, { members: Promise<PersonId[]>; at: number }>();
  return (group, fresh) => {
    const known = remembered.get(group);
    if (!fresh && known && performance.now() - known.at < REMEMBERED_FOR_MS) return known.members;
    const entry = { members: chat.membersOf(group), at: performance.now() };
    remembered.set(group, entry);
    // A failure is not remembered, but what was known before is not worth more than the truth either.
    entry.members.catch(() => {
      if (remembered.get(group) === entry) remembered.delete(group);
    });
    return entry.members;
  };
}
