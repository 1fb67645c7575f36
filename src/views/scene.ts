import type { Lane } from '../release/lane.ts';
import type { LiveFigures } from '../release/live-figures.ts';
import type { Organisation } from '../release/organisation.ts';
import type { GroupName, Instant, PersonId, RoleName } from '../release/terms.ts';
import type { RoomStanding } from '../store/rooms.ts';
import type { Words } from '../words/words.ts';

/** What a view of a release needs beside the release itself. */
export interface Scene {
  lane: Lane;
  /** Left out where nobody looked. */
  organisation?: Organisation;
  /** People of the groups that have a say; a group that could not be read is left out. */
  members: Readonly<Record<GroupName, readonly PersonId[]>>;
  /** People of the Go/No-Go roles; left out where nobody looked. */
  roles?: Readonly<Record<RoleName, readonly PersonId[]>>;
  /** The war room of its own; left out where it has none, or nobody looked. */
  room?: RoomStanding;
  /** What both versions do just now; left out where nothing is measured, or nobody looked. */
  figures?: LiveFigures;
  now: Instant;
  words: Words;
}

/** Who is looking, to offer only what they can do. */
export interface Reader {
  person: PersonId;
  groups: readonly GroupName[];
  roles: readonly RoleName[];
  /** Voices in their hands, with the groups they may be used for; left out where nobody looked. */
  lent?: readonly { of: PersonId; groups: readonly GroupName[] }[];
}
