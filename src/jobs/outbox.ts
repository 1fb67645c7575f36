import type { Logger } from 'pino';
import { reasonOf } from './duty.ts';

/** Long enough for a call and its deadline; a dead process's notice is free again after it. */
export const OUTBOX_LEASE_MS = 15_000;

/** Work that is claimed from a table over and over. */
export interface Outbox {
  /** Takes nothing new and waits for what is under way. */
  close(): Promise<void>;
}

export interface OutboxOptions<Claim> {
  /** At most `limit`, those that matter most first. */
  claim(limit: number): Promise<Claim[]>;
  /** Must let go of the claim in every case; what it throws is only logged. */
  carryOut(claim: Claim): Promise<void>;
  everyMs: number;
  /** How many are carried out side by side. */
  atOnce: number;
  log: Logger;
}

/** Claims and carries out without end, at once again as long as there was something to do. */
export function openOutbox<Claim>(options: OutboxOptions<Claim>): Outbox {
  const { claim, carryOut, everyMs, atOnce, log } = options;
  const underWay = new Set<Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isClosed = false;

  function soon(afterMs: number): void {
    if (isClosed) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      looking = looking.then(look);
    }, afterMs);
  }

  async function look(): Promise<void> {
    const free = atOnce - underWay.size;
    if (isClosed || free <= 0) return;
    try {
      for (const one of await claim(free)) {
        const work = carryOut(one)
          .catch(error => log.warn({ reason: reasonOf(error) }, 'the outbox could not let go of something'))
          .finally(() => {
            underWay.delete(work);
            soon(0);
          });
        underWay.add(work);
      }
    } catch (error) {
      log.debug({ reason: reasonOf(error) }, 'the outbox could not be read');
    }
    soon(everyMs);
  }

  soon(0);
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await looking;
      await Promise.allSettled([...underWay]);
    },
  };
}
