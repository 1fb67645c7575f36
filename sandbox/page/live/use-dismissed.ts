import { useCallback, useState } from 'react';
import type { UiMessage } from '../../workspace/ui-protocol.ts';

const keyOf = ({ channel, ts }: UiMessage) => `dismissed/${channel}/${ts}`;

/** Ephemeral messages that were put away, remembered as long as the browser's tab. */
export function useDismissed() {
  const [, setCount] = useState(0);
  const dismiss = useCallback((message: UiMessage) => {
    sessionStorage.setItem(keyOf(message), 'yes');
    setCount(before => before + 1);
  }, []);
  const isDismissed = (message: UiMessage) =>
    message.ephemeral && sessionStorage.getItem(keyOf(message)) !== null;
  return { isDismissed, dismiss };
}
