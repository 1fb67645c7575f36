import { setTimeout as pause } from 'node:timers/promises';
import { ConnectionLost, type Database, DatabaseUnreachable } from '../store/database.ts';
import {
  AlreadyCarriedOut,
  appendWith,
  DecidedTooLongAgo,
  findCommand,
  type RecordedEvent,
  StreamMovedOn,
  type StreamRead,
  type Unrecorded,
} from '../store/event-log.ts';
import type { Bell } from './bell.ts';
import type { Entailed } from './consequences.ts';
import type { Streams } from './streams.ts';

export interface Workbench {
  db: Database;
  bell: Bell;
  streams: Streams;
}

/**
 * One statement, which is a transaction: the events and all they entail, if none of what it `rests` on has moved. The
 * bell rings only after it is committed.
 */
export async function commit(
  { db, bell }: Workbench,
  recorded: Unrecorded,
  { parts, dueNow }: Entailed,
  rests: readonly StreamRead[] = [],
): Promise<void> {
  const reads = rests.map(({ stream, version }) => ({ stream, version }));
  await appendWith(db, { ...recorded, append: { ...recorded.append, reads } }, parts);
  if (dueNow.length > 0) bell.ring(dueNow);
}

const isAway = (error: unknown): boolean =>
  error instanceof ConnectionLost || error instanceof DatabaseUnreachable;

/** Looking again helps: somebody was faster, or we were too slow. */
const RACES = [StreamMovedOn, AlreadyCarriedOut, DecidedTooLongAgo];

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
  attempt: (isFirst: boolean) => Promise<Attempted<T>>,
  known: (records: RecordedEvent[]) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { result, isRecorded } = await attempt(tries === 1);
      const before = isRecorded ? null : await findCommand(db, commandId);
      return before ? await known(before) : result;
    } catch (error) {
      const away = isAway(error);
      const again = away || RACES.some(race => error instanceof race);
      if (!again || tries >= (away ? ATTEMPTS_WHILE_AWAY : ATTEMPTS)) throw error;
      if (away) await pause(Math.min(2_000, 50 * 2 ** tries));
      else if (tries > 2) await pause(Math.random() * 5 * tries);
      const records = await findCommand(db, commandId).catch(() => null);
      if (records) return known(records);
    }
  }
}
