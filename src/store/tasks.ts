import type { Instant, ReleaseId } from '../release/terms.ts';
import type { Queryable } from './database.ts';

export interface TaskKey {
  releaseId: ReleaseId;
  task: string;
}

export interface WantedTask {
  task: string;
  dueAt: Instant;
  urgent: boolean;
  /** When the task is there already it keeps its own due time: for tasks that move it along themselves. */
  keepDue?: boolean;
}

export interface RungTask extends TaskKey {
  urgent: boolean;
}

/** A task in the hands of `holder` until its lease runs out. Whoever claims it next makes this claim void. */
export interface Claimed extends RungTask {
  dueAt: Instant;
  /** In a row, so far. */
  failures: number;
  holder: string;
  claimToken: string;
  /** Counts how often the task was asked for; if it grew when the work ends, the task stays. */
  asked: number;
}

/** By the database's clock; `afterMs` counts from its now. */
export type When = { dueAt: Instant } | { afterMs: number };

/** Makes `tasks` all there is for the release. What survives keeps its lease and failures, the rest vanishes. */
export declare function replaceTasks(
  tx: Queryable,
  releaseId: ReleaseId,
  tasks: readonly WantedTask[],
): Promise<void>;

/** Adds one task, or makes it due at `dueAt` if it is due later than that; the others stay as they are. */
export declare function addTask(tx: Queryable, releaseId: ReleaseId, task: WantedTask): Promise<void>;

export interface Claiming {
  holder: string;
  /** Only urgent ones, only others, or (left out) both. */
  urgent?: boolean;
  limit: number;
  leaseMs: number;
}

/** Claims what is due and free, longest due first. */
export declare function claimDue(db: Queryable, claiming: Claiming): Promise<Claimed[]>;

/** Claims one task; null when it is not due, held by somebody, or gone. */
export declare function claimOne(
  db: Queryable,
  claiming: TaskKey & { holder: string; leaseMs: number },
): Promise<Claimed | null>;

/** Makes every lease of `holder` that has not run out yet last `leaseMs` from now. */
export declare function renew(db: Queryable, holder: string, leaseMs: number): Promise<void>;

/** What `holder` may still act on. A claim whose token is missing here is void: stop. */
export declare function stillHeld(
  db: Queryable,
  holder: string,
): Promise<(TaskKey & { claimToken: string })[]>;

/** The work is done: the task goes, or stays for another turn if it was asked for again meanwhile. False when the claim is void. */
export declare function finish(db: Queryable, claimed: Claimed): Promise<boolean>;

/** To be looked at again later, nothing failed. False when the claim is void. */
export declare function putBack(db: Queryable, claimed: Claimed, when: When): Promise<boolean>;

/** To be tried again later. The failures in a row including this one, or null when the claim is void. */
export declare function fail(db: Queryable, claimed: Claimed, when: When): Promise<number | null>;

/** Marks what is due, free and was not rung in the last `olderThanMs` as rung now, and gives it. */
export declare function ring(
  db: Queryable,
  ringing: { olderThanMs: number; limit: number },
): Promise<RungTask[]>;

/** When the next task that has not been rung yet is due, or null. */
export declare function nextDueAt(db: Queryable, urgent?: boolean): Promise<Instant | null>;
