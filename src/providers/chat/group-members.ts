import type { PersonId } from '../../release/terms.ts';
import type { Chat } from './port.ts';

const REMEMBERED_FOR_MS = 5 * 60_000;
/** A failure is believed for a short while, or every card would ask again. */
const FAILURE_REMEMBERED_FOR_MS = 15_000;

interface Remembered {
  members: Promise<PersonId[]>;
  /** By `performance.now()`. */
  until: number;
}

/**
 * Members of user groups from memory, or `fresh` from the chat: Slack allows some twenty of these reads a
 * minute, and a card names several groups.
 */
export function groupMembers(
  chat: Pick<Chat, 'membersOf'>,
): (group: string, fresh: boolean) => Promise<PersonId[]> {
  const remembered = new Map<string, Remembered>();
  return (group, fresh) => {
    const known = remembered.get(group);
    if (!fresh && known && performance.now() < known.until) return known.members;
    const members = chat.membersOf(group);
    const entry = { members, until: performance.now() + REMEMBERED_FOR_MS };
    remembered.set(group, entry);
    members.catch(() => {
      entry.until = performance.now() + FAILURE_REMEMBERED_FOR_MS;
    });
    return members;
  };
}
