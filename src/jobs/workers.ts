import { TICK } from '../release/due.ts';
import { type Claimed, claimDue, claimOne, type TaskKey } from '../store/tasks.ts';
import { type Attending, attend, ProcessStopping } from './attend.ts';
import type { QueueBell } from './bell.ts';
import { LEASE_MS, openClaimKeeper } from './claim-keeper.ts';
import type { Means } from './duty.ts';
import { reasonOf } from './duty.ts';
import type { QueueName, Queues } from './queues.ts';
import { openSweep } from './sweep.ts';

/** A tick mostly waits for the metrics, and all that wait share their calls; see `gathering` and `askingTogether`. */
const TICKS_PER_TASK = 50;
/** More at a time would keep what is urgent waiting. */
const TICKS_AT_ONCE = 100;

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
  /** How many tasks are carried out side by side; rollback has as many of its own, and ticks have theirs. */
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
  const sweep = openSweep(db, bell, log, { ticks: takeTicks, unheard: () => takeDue('tasks') });
  const attending: Attending = {
    means,
    keeper,
    duties,
    letGo: afterMs => sweep.soon(afterMs),
    ...(ended ? { ended } : {}),
  };
  const inHand = { tasks: new Set(), rollback: new Set(), ticks: new Set() } satisfies Record<
    QueueName | 'ticks',
    Set<Promise<void>>
  >;
  let isClosing = false;

  function take(claimed: Claimed): Promise<void> {
    const set: Set<Promise<void>> =
      inHand[claimed.urgent ? 'rollback' : claimed.task === TICK ? 'ticks' : 'tasks'];
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
    const urgent = name === 'rollback';
    const due = await claimDue(db, { holder, urgent, notNamed: TICK, limit, leaseMs: LEASE_MS });
    for (const claimed of due) void take(claimed);
  }

  async function takeTicks(): Promise<void> {
    const limit = Math.min(TICKS_AT_ONCE, TICKS_PER_TASK * concurrency - inHand.ticks.size);
    if (limit <= 0 || isClosing) return;
    const due = await claimDue(db, { holder, urgent: false, named: TICK, limit, leaseMs: LEASE_MS });
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
    const all = () => Object.values(inHand).flatMap(set => [...set]);
    while (all().length > 0) await Promise.allSettled(all());
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
