import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Words } from './words.ts';

/** A sentence for each event, without its subject; `release` is the state after it. */
export type EventWords<Of extends ReleaseEvent['type'] = ReleaseEvent['type']> = {
  [K in Of]: (event: Extract<ReleaseEvent, { type: K }>, release: Release) => string;
};

/** What happened, in mrkdwn. */
export function sayEvent(event: ReleaseEvent, release: Release, words: Words): string {
  const say = words.events[event.type] as (event: ReleaseEvent, release: Release) => string;
  return say(event, release);
}
