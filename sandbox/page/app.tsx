import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ChannelView } from './channel/channel-view.tsx';
import { ThreadPane } from './channel/thread-pane.tsx';
import { AppView } from './home/app-view.tsx';
import { HomeTab } from './home/home-tab.tsx';
import { keepPerson } from './live/person.ts';
import { useDismissed } from './live/use-dismissed.ts';
import { usePlace } from './live/use-place.ts';
import { useUnread } from './live/use-read.ts';
import { useWorkspace } from './live/use-workspace.ts';
import { type Draft, type Page, PageProvider, type Place } from './live/workspace-context.ts';
import type { WorkspaceState } from './live/workspace-state.ts';
import { ModalStack } from './modal/modal-stack.tsx';
import { Toast } from './parts/toast.tsx';
import { isWithApp, Sidebar } from './sidebar/sidebar.tsx';

const TOLD_FOR_MS = 6000;

interface Props {
  firstPerson: string;
  demoUrl: string | null;
}

export function App({ firstPerson, demoUrl }: Props) {
  const [person, setPerson] = useState(firstPerson);
  const { state, isConnected } = useWorkspace(person);
  const [wanted, goTo] = usePlace();
  const [told, setTold] = useState<string | null>(null);
  const [isDrawerOpen, setDrawer] = useState(false);
  const { isDismissed, dismiss } = useDismissed();
  const [draft, setDraft] = useState<Draft | null>(null);
  const place = state && placeIn(state, wanted);
  const unread = useUnread(state, place?.is === 'channel' ? place.channel : null);

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const tell = useCallback((sentence: string) => {
    clearTimeout(timer.current);
    setTold(sentence);
    timer.current = setTimeout(() => setTold(null), TOLD_FOR_MS);
  }, []);
  const go = useCallback(
    (next: Place) => {
      setDrawer(false);
      goTo(next);
    },
    [goTo],
  );
  const write = useCallback((text: string) => {
    setDrawer(false);
    setDraft({ text });
  }, []);
  const page = useMemo<Page | null>(
    () => state && { state, demoUrl, draft, tell, go, write },
    [state, demoUrl, draft, tell, go, write],
  );
  const become = useCallback((next: string) => {
    keepPerson(next);
    setPerson(next);
    setDrawer(false);
  }, []);
  useEffect(() => {
    if (state) document.title = `${state.me.name} · ${state.workspace.name}`;
  }, [state]);

  if (!page || !state || !place) return <p className="empty">Opening the workspace…</p>;
  const channel = place.is === 'channel' ? state.channels.find(({ id }) => id === place.channel) : undefined;
  const messages = (channel ? (state.messages[channel.id] ?? []) : []).filter(
    message => !isDismissed(message),
  );
  const openDrawer = () => setDrawer(true);
  const isAppChannel = channel !== undefined && isWithApp(channel, state.app.userId);
  const channelView = channel && (
    <ChannelView channel={channel} messages={messages} openDrawer={openDrawer} dismiss={dismiss} />
  );
  return (
    <PageProvider value={page}>
      {/* Everything typed and opened belongs to one person. */}
      <div key={state.me.id} className={isDrawerOpen ? 'page is-drawer-open' : 'page'}>
        <Sidebar place={place} unread={unread} isConnected={isConnected} become={become} />
        <button
          type="button"
          className="drawer-shade"
          aria-label="Close the sidebar"
          tabIndex={isDrawerOpen ? 0 : -1}
          onClick={() => setDrawer(false)}
        />
        {channel && !isAppChannel ? (
          channelView
        ) : (
          <AppView tab={channel ? 'messages' : 'home'} openDrawer={openDrawer}>
            {channelView || <HomeTab />}
          </AppView>
        )}
        {channel && place.is === 'channel' && place.thread !== null && (
          <ThreadPane channel={channel} messages={messages} ts={place.thread} dismiss={dismiss} />
        )}
        <ModalStack modals={state.modals} />
      </div>
      <Toast sentence={told} />
    </PageProvider>
  );
}

/** Where to be: as asked when this person may see it, else in the channel a newcomer is told to type in. */
function placeIn({ channels }: WorkspaceState, wanted: Place | null): Place {
  if (wanted?.is === 'home') return wanted;
  const asked = wanted && channels.find(({ id, name }) => id === wanted.channel || name === wanted.channel);
  if (asked) return { ...wanted, channel: asked.id };
  const first = channels.find(({ name }) => name === 'releases-checkout') ?? channels[0];
  return first ? { is: 'channel', channel: first.id, thread: null } : { is: 'home' };
}
