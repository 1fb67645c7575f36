import { useCallback, useEffect, useState } from 'react';
import type { Place } from './workspace-context.ts';

/** Where the page is, kept in the address so that back, reload and links work. A channel is known by id or name. */
export function usePlace(): [Place | null, (place: Place) => void] {
  const [place, setPlace] = useState<Place | null>(() => read(location.hash));
  useEffect(() => {
    const changed = () => setPlace(read(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  const go = useCallback((next: Place) => {
    location.hash = write(next);
  }, []);
  return [place, go];
}

function read(hash: string): Place | null {
  const [, first, second] = hash.split('/').map(decodeURIComponent);
  if (first === 'home') return { is: 'home' };
  return first ? { is: 'channel', channel: first, thread: second ?? null } : null;
}

function write(place: Place): string {
  if (place.is === 'home') return '#/home';
  return `#/${[place.channel, place.thread]
    .filter(part => part !== null)
    .map(encodeURIComponent)
    .join('/')}`;
}
