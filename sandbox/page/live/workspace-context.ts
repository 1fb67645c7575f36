import { createContext, useContext } from 'react';
import type { UiPerson } from '../../workspace/ui-protocol.ts';
import type { WorkspaceState } from './workspace-state.ts';

/** Something to send, put before the person. A new object each time, also for the same text. */
export interface Draft {
  text: string;
}

export interface Page {
  state: WorkspaceState;
  /** Where the demo service answers, when there is one. */
  demoUrl: string | null;
  draft: Draft | null;
  /** Puts a text into the composer of the channel. */
  write(text: string): void;
  /** Shows a sentence for a few seconds. */
  tell(sentence: string): void;
  /** Where a channel, a thread or the Home tab is opened. */
  go(place: Place): void;
}

export type Place = { is: 'channel'; channel: string; thread: string | null } | { is: 'home' };

const PageContext = createContext<Page | null>(null);

export const PageProvider = PageContext.Provider;

export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('Nothing is drawn before the workspace said hello.');
  return page;
}

/** Somebody the page may not have heard of yet, such as a person who has left. */
export function personNamed(state: WorkspaceState, id: string): UiPerson {
  const known = state.people.find(person => person.id === id);
  if (known) return known;
  const nobody = { title: '', color: '#6b7280', tz: 'UTC', isBot: false, groups: [] };
  return { id, handle: id, name: id, initials: '?', ...nobody };
}
