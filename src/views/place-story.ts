import type { LaneEvent } from '../release/lane.ts';
import type { OrganisationEvent } from '../release/organisation.ts';
import type { ReleaseEvent } from '../release/state.ts';
import type { Environment, Instant, ReleaseId } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { context, header } from './blocks.ts';
import { cutMrkdwn } from './limits.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';

/** What was decided about a place and not about one release alone. */
export type PlaceEvent =
  | Extract<LaneEvent, { type: 'LaneLocked' | 'LaneUnlocked' }>
  | Extract<OrganisationEvent, { type: 'FreezeSet' | 'FreezeLifted' }>
  | (Extract<ReleaseEvent, { type: 'ExceptionMade' }> & { release: ReleaseId });

export interface PlaceEntry {
  at: Instant;
  event: PlaceEvent;
}

const SHOWN = 40;
const ENTRY_CHARACTERS = 500;

/** Locks, freezes and exceptions of a service in an environment, the latest last. */
export function placeStory(
  place: { service: string; environment: Environment },
  entries: readonly PlaceEntry[],
  { placeStory: words, formats, story, terms }: Words,
): Message {
  const title = words.title(place.service, terms.environment[place.environment]);
  const ordered = [...entries].sort((a, b) => a.at - b.at);
  const lines = ordered
    .slice(-SHOWN)
    .map(({ at, event }) => cutMrkdwn(`${formats.utc(at)} · ${words.event(event)}`, ENTRY_CHARACTERS));
  const left = ordered.length - lines.length;
  const shown = lines.length > 0 ? lines : [words.nothing];
  return message([title, ...shown].join('\n'), [
    header(title),
    ...(left > 0 ? [context(words.earlier(left))] : []),
    ...lineSections(shown),
    context(story.times),
  ]);
}
