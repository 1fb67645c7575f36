import type { LaneEvent } from '../../release/lane.ts';
import type { OrganisationEvent } from '../../release/organisation.ts';
import type { ReleaseEvent } from '../../release/state.ts';
import { clause, code, inline, person } from '../mrkdwn.ts';
import { formats } from './terms.ts';

type PlaceEvent =
  | Extract<LaneEvent, { type: 'LaneLocked' | 'LaneUnlocked' }>
  | Extract<OrganisationEvent, { type: 'FreezeSet' | 'FreezeLifted' }>
  | (Extract<ReleaseEvent, { type: 'ExceptionMade' }> & { release: string });

const until = (at: number | null) => (at === null ? '' : ` until ${formats.utc(at)}`);

/** Locks, freezes and exceptions of a place, told afterwards. */
export const placeStory = {
  title: (service: string, environment: string) =>
    `Locks, freezes and exceptions of ${service} in ${environment}`,
  nothing: 'It was never locked, frozen by hand or let pass.',
  earlier: (count: number) =>
    `${formats.count(count, { one: 'earlier entry is', other: 'earlier entries are' })} left out.`,
  event: (event: PlaceEvent): string => {
    switch (event.type) {
      case 'LaneLocked': {
        const after = event.release === null ? '' : ` (${code(event.release)})`;
        return `${person(event.by)} locked it${until(event.until)}: ${clause(event.reason)}${after}.`;
      }
      case 'LaneUnlocked':
        return `${person(event.by)} unlocked it.`;
      case 'FreezeSet':
        return `${person(event.by)} froze it from ${formats.utc(event.from)}${until(event.until)}, ${code(event.id)}: ${clause(event.reason)}.`;
      case 'FreezeLifted':
        return `${person(event.by)} lifted the freeze ${code(event.id)}.`;
      case 'ExceptionMade':
        return `${person(event.by)} let ${code(event.release)} pass “${inline(event.what, 120)}”: ${clause(event.reason)}.`;
    }
  },
  /** A release that is no longer in the database. */
  archivedIn: (id: string, file: string, problem: 'not there' | 'another file') => {
    const why =
      problem === 'not there'
        ? 'which is not in the archive folder of this process'
        : 'and the file of that name there is another one';
    return `${code(id)} was archived in ${code(file)}, ${why}. Whoever keeps the archive has it; ${code('npm run audit:verify')} checks it.`;
  },
  fromArchive: (file: string) =>
    `It was archived: this is read from ${code(file)}, which is what was archived.`,
};
