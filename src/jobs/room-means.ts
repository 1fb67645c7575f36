import type { Logger } from 'pino';
import type { Engine } from '../engine/engine.ts';
import type { ChatFixtures } from '../providers/chat/fixtures.ts';
import { ChatRateLimited } from '../providers/chat/port.ts';
import type { ChatRooms } from '../providers/chat/rooms.ts';
import type { Release } from '../release/state.ts';
import type { GroupName, PersonId } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import type { Speech } from '../words/speech.ts';
import type { Pace, PaceName } from './pace.ts';

export interface RoomMeans {
  engine: Engine;
  db: Database;
  rooms: ChatRooms;
  fixtures: ChatFixtures;
  pace: Pace;
  speech: Speech;
  /** @throws when they cannot be read; then the others are invited meanwhile */
  membersOf(group: GroupName): Promise<PersonId[]>;
  /** Where the source host shows what changes; null where there is nothing to compare. @throws when it cannot be learned */
  comparisonPage(release: Release): Promise<string | null>;
  log: Logger;
}

/** The pace of the chat makes a step wait. */
export class RoomWaits extends Error {
  override readonly name = 'RoomWaits';
  readonly afterMs: number;
  constructor(method: string, afterMs: number) {
    super(`${method} waits for its turn`);
    this.afterMs = afterMs;
  }
}

/** One call under the pace of its method. @throws RoomWaits, and what the call throws */
export async function paced<T>(method: string, pace: Pace, call: () => Promise<T>): Promise<T> {
  const name: PaceName = `method/${method}`;
  const waitMs = pace.take([name]);
  if (waitMs > 0) throw new RoomWaits(method, waitMs);
  try {
    return await call();
  } catch (error) {
    if (error instanceof ChatRateLimited) pace.hold(name, error.retryAfterMs);
    throw error;
  }
}
