import type { Logger } from 'pino';
import type { Bell } from '../engine/bell.ts';
import { TICK } from '../release/due.ts';
import type { Database } from '../store/database.ts';
import { nextDueAt, ring } from '../store/tasks.ts';
import { reasonOf } from './duty.ts';

/** A task that was rung and not claimed for this long is rung again. */
const RING_AGAIN_MS = 5_000;
const LONGEST_REST_MS = 1_000;
const SHORTEST_REST_MS = 50;
const AT_ONCE = 200;

export interface Sweep {
  /** Sweeps in `afterMs` at the latest. */
  soon(afterMs: number): void;
  /** When the database last answered a sweep, by this process's clock; null before the first. */
  readonly sweptAt: number | null;
  close(): Promise<void>;
}

export interface Taking {
  /** Claims the ticks that are due. */
  ticks(): Promise<void>;
  /** Claims what else is due, because some of it was rung and nobody came. */
  unheard(): Promise<void>;
}

/**
 * Rings what is due and was not claimed, at least every second and whenever the next task becomes due. Ticks of the
 * watch are not rung: there are too many of them, and all that could be rung for them is done here.
 */
export function openSweep(db: Database, bell: Bell, log: Logger, take: Taking): Sweep {
  let timer: NodeJS.Timeout | undefined;
  let firesAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  let sweptAt: number | null = null;
  let isFailing = false;
  let isClosed = false;

  function soon(afterMs: number): void {
    const at = performance.now() + afterMs;
    if (isClosed || at >= firesAt) return;
    clearTimeout(timer);
    firesAt = at;
    timer = setTimeout(() => {
      running = running.then(sweep);
    }, afterMs);
  }

  async function sweep(): Promise<void> {
    firesAt = Number.POSITIVE_INFINITY;
    if (isClosed) return;
    try {
      const rung = await ring(db, { olderThanMs: RING_AGAIN_MS, limit: AT_ONCE, but: TICK });
      bell.ring(rung);
      // A queue may swallow every job and not know it; ringing again would then be all that ever happened.
      if (rung.some(task => task.isUnheard)) await take.unheard();
      await take.ticks();
      const [next, now] = await Promise.all([nextDueAt(db), db.now()]);
      sweptAt = Date.now();
      if (isFailing) log.info('the database answers again');
      isFailing = false;
      const restMs = next === null ? LONGEST_REST_MS : next - now;
      soon(rung.length === AT_ONCE ? 0 : Math.min(LONGEST_REST_MS, Math.max(SHORTEST_REST_MS, restMs)));
    } catch (error) {
      if (!isFailing) log.error({ reason: reasonOf(error) }, 'the database does not answer');
      isFailing = true;
      soon(LONGEST_REST_MS);
    }
  }

  soon(0);
  return {
    soon,
    get sweptAt() {
      return sweptAt;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
