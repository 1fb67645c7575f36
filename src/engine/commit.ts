import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionLost, type Database, DatabaseUnreachable, type Queryable } from '../store/database.ts';
import {
  AlreadyCarriedOut,
  type Append,
  append,
  findCommand,
  type RecordedEvent,
  StreamMovedOn,
} from '../store/event-log.ts';
import type { RungTask } from '../store/tasks.ts';
import type { Bell } from './bell.ts';
import type { Streams } from './streams.ts';

export interface Workbench {
  db: Database;
  bell: Bell;
  streams: Streams;
}

interface Entailed<T> {
  result: T;
  /** What to ring once it is committed. */
  dueNow: RungTask[];
}

/** One transaction: the events and all they entail. The bell rings only after it is committed. */
export async function commit<T>(
  { db, bell }: Workbench,
  order: Append,
  entail: (tx: Queryable, records: RecordedEvent[]) => Promise<Entailed<T>>,
): Promise<T> {
  const { result, dueNow } = await db.transaction(async tx => entail(tx, await append(tx, order)));
  if (dueNow.length > 0) bell.ring(dueNow);
  return result;
}

const isAway = (error: unknown): boolean =>
  error instanceof ConnectionLost || error instanceof DatabaseUnreachable;

/** How often a lost race is tried anew before the caller is told, and how often a database that is away. */
const ATTEMPTS = 12;
const ATTEMPTS_WHILE_AWAY = 7;

export interface Attempted<T> {
  result: T;
  /** False for a refusal, and when there was no news. */
  isRecorded: boolean;
}

/**
 * A command id is looked up before anything is repeated and before it is refused for what it did itself, so
 * a commit whose answer was lost, a double click and a race all end the same way: it is carried out once.
 */
export async function repeating<T>(
  { db }: Workbench,
  commandId: string,
  attempt: () => Promise<Attempted<T>>,
  known: (records: RecordedEvent[]) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { result, isRecorded } = await attempt();
      const before = isRecorded ? null : await findCommand(db, commandId);
      return before ? await known(before) : result;
    } catch (error) {
      const away = isAway(error);
      const again = away || error instanceof StreamMovedOn || error instanceof AlreadyCarriedOut;
      if (!again || tries >= (away ? ATTEMPTS_WHILE_AWAY : ATTEMPTS)) throw error;
      if (away) await pause(Math.min(2_000, 50 * 2 ** tries));
      else if (tries > 2) await pause(Math.random() * 5 * tries);
      const records = await findCommand(db, commandId).catch(() => null);
      if (records) return known(records);
    }
  }
}
