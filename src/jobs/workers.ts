import { type Claimed, claimDue, claimOne, type TaskKey } from '../store/tasks.ts';
import { type Attending, attend, ProcessStopping } from './attend.ts';
import type { QueueBell } from './bell.ts';
import { LEASE_MS, openClaimKeeper } from './claim-keeper.ts';
import type { Means } from './duty.ts';
import { reasonOf } from './duty.ts';
import type { QueueName, Queues } from './queues.ts';
import { openSweep } from './sweep.ts';

/** Rollback looks at the table itself this often, so that it needs no queue at all. */
const LOOK_EVERY_MS = 250;

export interface WorkerOptions {
  means: Means;
  duties: Attending['duties'];
  queues: Queues;
  bell: QueueBell;
  /** Names this process in its claims; unique for ever. */
  holder: string;
  ended?: NonNullable<Attending['ended']>;
  /** How many tasks are carried out side by side; rollback has as many of its own. */
  concurrency: number;
}

export interface Workers {
  /** When the last sweep was answered, by this process's clock; null before the first. */
  readonly sweptAt: number | null;
  /** Takes nothing new, waits up to `graceMs` for what is in hand, then puts the rest back. Does not close the queues. */
  close(graceMs: number): Promise<void>;
}

/** Claims what is due and carries it out, told by the queues, and by looking where they cannot be relied on. */
export function openWorkers(options: WorkerOptions): Workers {
  const { means, duties, queues, bell, holder, concurrency, ended } = options;
  const { db, log } = means;
  const keeper = openClaimKeeper(db, holder);
  const sweep = openSweep(db, bell, log);
  const attending: Attending = {
    means,
    keeper,
    duties,
    letGo: afterMs => sweep.soon(afterMs),
    ...(ended ? { ended } : {}),
  };
  const inHand: Record<QueueName, Set<Promise<void>>> = { tasks: new Set(), rollback: new Set() };
  let isClosing = false;

  function take(claimed: Claimed): Promise<void> {
    const set = inHand[claimed.urgent ? 'rollback' : 'tasks'];
    const work = attend(claimed, attending).finally(() => set.delete(work));
    set.add(work);
    return work;
  }

  async function takeOne(key: TaskKey): Promise<void> {
    if (isClosing) return;
    try {
      const claimed = await claimOne(db, { ...key, holder, leaseMs: LEASE_MS });
      if (claimed) await take(claimed);
    } catch (error) {
      log.warn({ ...key, reason: reasonOf(error) }, 'a task could not be claimed; it is rung again');
    }
  }

  /** Straight from the table. */
  async function takeDue(name: QueueName): Promise<void> {
    const limit = concurrency - inHand[name].size;
    if (limit <= 0 || isClosing) return;
    const due = await claimDue(db, { holder, urgent: name === 'rollback', limit, leaseMs: LEASE_MS });
    for (const claimed of due) void take(claimed);
  }

  let looking: Promise<void> | null = null;
  async function lookAround(): Promise<void> {
    try {
      await takeDue('rollback');
      if (queues.isAway()) await takeDue('tasks');
    } catch {
      // The sweep says that the database does not answer.
    } finally {
      looking = null;
    }
  }
  const look = setInterval(() => {
    looking ??= lookAround();
  }, LOOK_EVERY_MS);

  bell.nearby(task => void takeOne(task));
  queues.work('rollback', concurrency, takeOne);
  queues.work('tasks', concurrency, takeOne);

  const idle = async () => {
    while (inHand.tasks.size + inHand.rollback.size > 0) {
      await Promise.allSettled([...inHand.tasks, ...inHand.rollback]);
    }
  };
  return {
    get sweptAt() {
      return sweep.sweptAt;
    },
    async close(graceMs) {
      isClosing = true;
      clearInterval(look);
      await Promise.all([sweep.close(), looking]);
      const grace = setTimeout(() => keeper.close(new ProcessStopping()), graceMs);
      await idle();
      clearTimeout(grace);
    },
  };
}
