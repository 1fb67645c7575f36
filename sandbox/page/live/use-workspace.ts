import { useEffect, useReducer, useState } from 'react';
import type { UiEvent } from '../../workspace/ui-protocol.ts';
import { apply, type WorkspaceState } from './workspace-state.ts';

export interface Live {
  state: WorkspaceState | null;
  isConnected: boolean;
}

/** Follows the workspace as this person sees it. The browser reconnects by itself; a `hello` then replaces all. */
export function useWorkspace(person: string | null): Live {
  const [state, dispatch] = useReducer(apply, null);
  const [isConnected, setConnected] = useState(false);
  useEffect(() => {
    const query = person ? `?person=${encodeURIComponent(person)}` : '';
    const source = new EventSource(`sandbox/stream${query}`);
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.onmessage = ({ data }) => dispatch(JSON.parse(data) as UiEvent);
    return () => source.close();
  }, [person]);
  return { state, isConnected };
}
