import { setTimeout as pause } from 'node:timers/promises';
import type { PersonId } from '../../release/terms.ts';
import { type Chat, ChatRefused, type UserGroup } from './port.ts';

const REMEMBERED_FOR_MS = 5 * 60_000;
/** What is `lately`. */
const LATELY_MS = 30_000;
/** A failure is believed for a short while, or every card would ask again. */
const FAILURE_REMEMBERED_FOR_MS = 15_000;
/** Slack allows twenty of these reads a minute (https://docs.slack.dev/reference/methods/usergroups.list). */
const READ_EVERY_MS = 6_000;
/** Twenty a minute together with the above. The approvals and votes of one release pass without a wait. */
const READS_AT_ONCE = 10;

/**
 * Members of user groups, all groups with one read: from memory, or `fresh` by a read that began after the
 * question, or `lately` by one that began half a minute before it at most. Whoever asks while a read has not begun shares
 * it, so a burst of clicks stays within the limit.
 */
export function groupMembers(
  chat: Pick<Chat, 'userGroups'>,
  readEveryMs = READ_EVERY_MS,
  now: () => number = () => performance.now(),
): (group: string, fresh: boolean | 'lately') => Promise<PersonId[]> {
  let latest: { groups: Promise<UserGroup[]>; askedAt: number; until: number } | null = null;
  let next: Promise<UserGroup[]> | null = null;
  /** When all the reads allowed so far will have been earned back. */
  let earnedAt = 0;

  async function read(): Promise<UserGroup[]> {
    const waitMs = earnedAt - (READS_AT_ONCE - 1) * readEveryMs - now();
    // Even without a wait the rest of the same question gets the chance to share.
    await pause(Math.max(0, waitMs));
    next = null;
    const askedAt = now();
    earnedAt = Math.max(earnedAt, askedAt) + readEveryMs;
    const groups = chat.userGroups();
    const entry = { groups, askedAt, until: askedAt + REMEMBERED_FOR_MS };
    latest = entry;
    groups.catch(() => {
      entry.until = askedAt + FAILURE_REMEMBERED_FOR_MS;
      entry.askedAt = Number.NEGATIVE_INFINITY;
    });
    return groups;
  }

  function ask(fresh: boolean | 'lately'): Promise<UserGroup[]> {
    if (!fresh && latest && now() < latest.until) return latest.groups;
    if (fresh === 'lately' && latest && now() < latest.askedAt + LATELY_MS) return latest.groups;
    next ??= read();
    return next;
  }

  return async (name, fresh) => {
    const groups = await ask(fresh);
    const group = groups.find(({ id, handle }) => id === name || handle === name);
    if (!group) throw new ChatRefused('no_such_subteam', true, [`there is no user group ${name}`]);
    return group.members;
  };
}
