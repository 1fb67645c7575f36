import { type Duty as DutyName, dutyOf } from '../release/due.ts';
import { TMINUS } from '../release/terms.ts';
import type { Database } from '../store/database.ts';
import { type Claimed, fail, finish, putBack } from '../store/tasks.ts';
import { CALL_DEADLINE_MS, type ClaimKeeper, type KeptClaim } from './claim-keeper.ts';
import { ClaimLost, type Duty, type DutyOfWorkers, type Hand, type Means, reasonOf } from './duty.ts';

/**
 * From here on the failures in a row of one task are something people have to know. A rollback that is stuck is known at
 * once, save for what a second try mends.
 */
const TROUBLE_AFTER = { urgent: 2, others: 5 };

/** The process stops; what it had in hand is put back for the next one. */
export class ProcessStopping extends Error {
  override readonly name = 'ProcessStopping';
  constructor() {
    super('the process is stopping');
  }
}

export interface Attending {
  means: Means;
  keeper: ClaimKeeper;
  duties: Readonly<Partial<Record<DutyName, DutyOfWorkers>>>;
  /** Called when a task was let go, with the time until it is due again. */
  letGo(afterMs: number): void;
  /** For counting. */
  ended?(duty: string, outcome: TaskOutcome): void;
}

export type TaskOutcome = 'done' | 'again' | 'failed' | 'lost';

/** Carries one claimed task out and lets go of it. Never throws: whatever happens, the row or its lease remains. */
export async function attend(claimed: Claimed, attending: Attending): Promise<void> {
  const { means, keeper, duties, letGo } = attending;
  const { db, log } = means;
  const { releaseId, task } = claimed;
  const ended = (outcome: TaskOutcome) => attending.ended?.(dutyOf(task), outcome);
  const duty = duties[dutyOf(task) as DutyName];
  if (!duty) {
    log.error({ releaseId, task }, 'a task nobody here knows; a newer version may');
    await putBack(db, claimed, { afterMs: 60_000 }).catch(() => {});
    return;
  }
  const claim = keeper.keep(claimed);
  const hand = handFor(claimed, claim, means);
  try {
    const next = await duty.carryOut(claimed, hand);
    letGo(await putAway(db, claimed, next));
    ended(next && 'againInMs' in next ? 'again' : 'done');
  } catch (error) {
    const cause = claim.signal.aborted ? claim.signal.reason : error;
    const isOver = cause instanceof ClaimLost || cause instanceof ProcessStopping;
    ended(isOver ? 'lost' : 'failed');
    if (cause instanceof ClaimLost) log.debug({ releaseId, task }, 'the task is not ours any more');
    else if (isOver) await putBack(db, claimed, { afterMs: 0 }).catch(() => {});
    else letGo(await failed(claimed, hand, duty, error));
  } finally {
    claim.end();
  }
}

/** Leaves the row as the duty wants it; the time until it may be due again. */
async function putAway(db: Database, claimed: Claimed, next: Awaited<ReturnType<Duty>>): Promise<number> {
  if (next && 'keptForMs' in next) return next.keptForMs;
  if (next) await putBack(db, claimed, { afterMs: Math.ceil(next.againInMs) });
  else await finish(db, claimed);
  return next?.againInMs ?? 0;
}

/** Rollback is tried again sooner than the rest: a target that comes back must not be waited for. */
export const backoffMs = (failures: number, urgent: boolean): number =>
  Math.min(urgent ? 5_000 : 60_000, (urgent ? 250 : 1_000) * 2 ** Math.min(failures, 10));

async function failed(claimed: Claimed, hand: Hand, duty: DutyOfWorkers, error: unknown): Promise<number> {
  const { releaseId, task, urgent } = claimed;
  const failures = claimed.failures + 1;
  const isTrouble = failures >= (urgent ? TROUBLE_AFTER.urgent : TROUBLE_AFTER.others);
  const level = isTrouble ? 'error' : 'warn';
  hand.log[level]({ releaseId, task, failures, reason: reasonOf(error) }, 'a task failed');
  const afterMs = backoffMs(failures, urgent);
  try {
    if (isTrouble) await duty.onTrouble?.(claimed, hand, error);
  } catch (worse) {
    hand.log.error({ releaseId, task, reason: reasonOf(worse) }, 'the trouble could not be reported');
  }
  try {
    await fail(hand.db, claimed, { afterMs });
  } catch (worse) {
    hand.log.warn(
      { releaseId, task, reason: reasonOf(worse) },
      'a task could not be put back; its lease runs out',
    );
  }
  return afterMs;
}

/** What a foreign system says of its failure ends in the log, in events and in messages; a command may print its token. */
function withoutSecrets(error: unknown, { mask }: Means): unknown {
  if (!(error instanceof Error)) return error;
  const { text } = mask(error.message, true);
  return text === error.message ? error : Object.defineProperty(error, 'message', { value: text });
}

function handFor(claimed: Claimed, claim: KeptClaim, means: Means): Hand {
  let told = 0;
  const { releaseId, claimToken } = claimed;
  return {
    ...means,
    signal: claim.signal,
    async call(ask, deadlineMs = CALL_DEADLINE_MS) {
      await claim.confirmIfStale(deadlineMs);
      const answer = await ask(AbortSignal.any([claim.signal, AbortSignal.timeout(deadlineMs)])).catch(
        (error: unknown) => {
          throw withoutSecrets(error, means);
        },
      );
      await claim.confirm();
      return answer;
    },
    tell(command) {
      claim.signal.throwIfAborted();
      told += 1;
      // A repeated claim decides anew from the state it finds, so the id only has to be stable within this one.
      const commandId = `task/${claimToken}/${told}`;
      return means.engine.handle(releaseId, command, { commandId, actor: TMINUS });
    },
  };
}
