import { useEffect, useReducer, useState } from 'react';
import type { UiEvent } from '../../workspace/ui-protocol.ts';
import { apply, type WorkspaceState } from './workspace-state.ts';

export interface Live {
  state: WorkspaceState | null;
  isConnected: boolean;
}

const AGAIN_AFTER_MS = 1500;

/** Follows the workspace as this person sees it. After a lost connection a new `hello` replaces all. */
export function useWorkspace(person: string): Live {
  const [state, dispatch] = useReducer(apply, null);
  const [isConnected, setConnected] = useState(false);
  useEffect(() => {
    let source: EventSource;
    let timer: ReturnType<typeof setTimeout>;
    const connect = () => {
      source = new EventSource(`sandbox/stream?person=${encodeURIComponent(person)}`);
      source.onopen = () => setConnected(true);
      source.onmessage = ({ data }) => dispatch(JSON.parse(data) as UiEvent);
      source.onerror = () => {
        setConnected(false);
        // The browser reconnects by itself, but not after an answer that is an error.
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, AGAIN_AFTER_MS);
      };
    };
    connect();
    return () => {
      clearTimeout(timer);
      source.close();
    };
  }, [person]);
  return { state, isConnected };
}
