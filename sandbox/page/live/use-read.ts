import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type Unread, unreadIn } from './unread.ts';
import type { WorkspaceState } from './workspace-state.ts';

type Read = Record<string, string>;

const nameOf = (person: string) => `read/${person}`;

function load(person: string): Read {
  try {
    return JSON.parse(localStorage.getItem(nameOf(person)) ?? '{}') as Read;
  } catch {
    return {};
  }
}

/** What each person has read, kept in this browser; the channel that is open counts as read. */
export function useUnread(state: WorkspaceState | null, openChannel: string | null): Record<string, Unread> {
  const me = state?.me.id ?? '';
  const [{ person, read }, setRead] = useState<{ person: string; read: Read }>({ person: '', read: {} });
  const mine = useMemo(() => (person === me ? read : load(me)), [person, me, read]);
  const isVisible = useVisible();
  const last = (openChannel && state?.messages[openChannel]?.at(-1)?.ts) || null;

  useEffect(() => {
    if (!openChannel || !last || !isVisible || (mine[openChannel] ?? '') >= last) return;
    const now = { ...mine, [openChannel]: last };
    localStorage.setItem(nameOf(me), JSON.stringify(now));
    setRead({ person: me, read: now });
  }, [openChannel, last, isVisible, mine, me]);

  return useMemo(() => {
    if (!state) return {};
    const groups = state.groups.filter(group => group.members.includes(me)).map(group => group.id);
    const entries = state.channels.map(({ id, kind }) => {
      const messages = state.messages[id] ?? [];
      return [id, unreadIn(messages, mine[id] ?? '', me, groups, kind === 'direct')] as const;
    });
    return Object.fromEntries(entries);
  }, [state, mine, me]);
}

/** Whether the tab is in front: what arrives behind it has not been read. */
function useVisible(): boolean {
  return useSyncExternalStore(
    changed => {
      document.addEventListener('visibilitychange', changed);
      return () => document.removeEventListener('visibilitychange', changed);
    },
    () => !document.hidden,
  );
}
