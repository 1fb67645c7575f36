import type { ReactNode } from 'react';
import { ask } from '../live/ask.ts';
import { personNamed, usePage } from '../live/workspace-context.ts';
import { Avatar } from '../parts/avatar.tsx';

interface Props {
  tab: 'home' | 'messages';
  openDrawer(): void;
  children: ReactNode;
}

/** The app's own place: its Home, and the direct messages with it. */
export function AppView({ tab, openDrawer, children }: Props) {
  const { state, go, tell } = usePage();
  const openMessages = async () => {
    const outcome = await ask('direct', { person: state.me.id, with: state.app.userId });
    if (!outcome.ok) return tell(outcome.sentence);
    if (outcome.channel) go({ is: 'channel', channel: outcome.channel, thread: null });
  };
  return (
    <div className="app-view">
      <header className="channel-header app-header">
        <div className="channel-title">
          <button
            type="button"
            className="button-plain drawer-button"
            aria-label="Open the sidebar"
            onClick={openDrawer}
          >
            ☰
          </button>
          <Avatar person={personNamed(state, state.app.userId)} size={24} />
          <h1>{state.app.name}</h1>
          <nav className="tabs" aria-label={state.app.name}>
            <button
              type="button"
              aria-current={tab === 'home' ? 'page' : undefined}
              onClick={() => go({ is: 'home' })}
            >
              Home
            </button>
            <button
              type="button"
              aria-current={tab === 'messages' ? 'page' : undefined}
              onClick={() => void openMessages()}
            >
              Messages
            </button>
          </nav>
        </div>
      </header>
      {children}
    </div>
  );
}
