import type { Database } from '../store/database.ts';
import { gathering } from '../store/gathering.ts';
import { type Claimed, renew, stillHeld } from '../store/tasks.ts';
import { ClaimLost } from './duty.ts';

/** The lease decides takeover: a dead process's task is free again after this long. */
export const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
const LOOK_EVERY_MS = 250;
/** The longest a call of a target may take unless it is told otherwise; the lease outlasts it. */
export const CALL_DEADLINE_MS = 5_000;

export interface KeptClaim {
  readonly signal: AbortSignal;
  /** Looks at the row now. @throws ClaimLost */
  confirm(): Promise<void>;
  /** The same, but only when the lease was not renewed lately: the process may have been stopped for a while. */
  confirmIfStale(deadlineMs: number): Promise<void>;
  end(): void;
}

export interface ClaimKeeper {
  keep(claimed: Claimed): KeptClaim;
  /** Fires the signals of everything still kept. */
  close(reason: Error): void;
}

interface Watched {
  claimed: Claimed;
  abort: AbortController;
  /** When the lease was last known to be fresh; see `clock`. */
  renewedAt: number;
}

/** The later of the two clocks: one stands still while a machine sleeps, the other can be set back. */
const clock = () => ({ monotonic: performance.now(), wall: Date.now() });
const elapsedSince = (origin: ReturnType<typeof clock>) =>
  Math.max(performance.now() - origin.monotonic, Date.now() - origin.wall);

/**
 * Keeps the leases of this process alive and notices when a row vanished or went to somebody else, so
 * that a superseded worker stops before it acts.
 */
export function openClaimKeeper(db: Database, holder: string): ClaimKeeper {
  const kept = new Set<Watched>();
  const origin = clock();
  const now = () => elapsedSince(origin);
  let renewTimer: NodeJS.Timeout | undefined;
  let lookTimer: NodeJS.Timeout | undefined;
  let isLooking = false;

  async function renewAll(): Promise<void> {
    const at = now();
    const before = [...kept];
    await renew(db, holder, LEASE_MS);
    for (const watched of before) watched.renewedAt = Math.max(watched.renewedAt, at);
  }

  async function lookAtAll(): Promise<void> {
    // Claims made while the answer is under way are not in it and must not be judged by it.
    const before = [...kept];
    const rows = await stillHeld(db, holder);
    const tokens = new Set(rows.map(row => row.claimToken));
    for (const { claimed, abort } of before) {
      if (!tokens.has(claimed.claimToken)) abort.abort(new ClaimLost(claimed));
    }
  }

  /** For all who ask meanwhile; whoever asks during a look gets the next one. */
  const lookAgain = gathering(async (asks: readonly Watched[]) => {
    await lookAtAll();
    return asks;
  });

  /** While the database does not answer, only the lease says how long a claim may be believed in. */
  async function tick(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      await lookAtAll();
    } catch {
      for (const { claimed, abort, renewedAt } of kept) {
        if (now() - renewedAt > LEASE_MS) abort.abort(new ClaimLost(claimed));
      }
    } finally {
      isLooking = false;
    }
  }

  function begin(): void {
    lookTimer ??= setInterval(tick, LOOK_EVERY_MS);
    renewTimer ??= setInterval(() => renewAll().catch(() => {}), RENEW_EVERY_MS);
  }

  function rest(): void {
    if (kept.size > 0) return;
    clearInterval(lookTimer);
    clearInterval(renewTimer);
    lookTimer = undefined;
    renewTimer = undefined;
  }

  return {
    keep(claimed) {
      const watched: Watched = { claimed, abort: new AbortController(), renewedAt: now() };
      kept.add(watched);
      begin();
      const { signal } = watched.abort;
      return {
        signal,
        async confirm() {
          await lookAgain(watched);
          signal.throwIfAborted();
        },
        async confirmIfStale(deadlineMs) {
          if (now() - watched.renewedAt > LEASE_MS - deadlineMs) {
            await renewAll();
            await lookAtAll();
          }
          signal.throwIfAborted();
        },
        end() {
          kept.delete(watched);
          rest();
        },
      };
    },
    close(reason) {
      for (const { abort } of kept) abort.abort(reason);
    },
  };
}
