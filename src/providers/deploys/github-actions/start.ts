import { randomUUID } from 'node:crypto';
import { type Operation, OperationRefused } from '../port.ts';
import { GitHubFailure } from './failure.ts';
import type { Entry, Ledger, Mark } from './ledger.ts';
import type { Memory, Remembered } from './memory.ts';
import type { Workflows } from './workflows.ts';

export interface StartOptions {
  ledger: Ledger;
  workflows: Workflows;
  memory: Memory;
}

/** The entry that counts: the first of an operation. Entries come newest first. */
export const entryOf = (entries: readonly Entry[], operation: string): Entry | null =>
  entries.findLast(entry => entry.operation === operation) ?? null;

function refuseSuperseded(entries: readonly Entry[], { id, fence }: Operation): void {
  const newer = entries.find(entry => entry.fence > fence);
  if (!newer) return;
  throw new OperationRefused('superseded', `${id} comes too late: ${newer.operation} was decided after it`);
}

/**
 * Begins an operation at most once, whatever happens in between: it is written down first, and a run is asked for
 * only by whoever wrote the first entry, and only once. Whether an entry without a run was left by a process that died
 * just before asking or just after cannot be told, so nobody asks again; `check` looks for the run.
 *
 * @throws OperationRefused, and GitHubFailure when it is left open whether it began
 */
export const gitHubStart = ({ ledger, workflows, memory }: StartOptions) => {
  /** Null when somebody else has it. */
  async function claim(operation: Operation, ref: string, signal: AbortSignal): Promise<Remembered | null> {
    const mine = memory.open(operation.id);
    mine.claim = randomUUID();
    mine.sent = 'no';
    try {
      mine.entry = await ledger.enter(operation, ref, mine.claim, signal);
    } catch (error) {
      // It may be there all the same; then it is taken up from `known` when it is tried again.
      if (error instanceof GitHubFailure && error.status === 422)
        throw new OperationRefused('rejected', error.message);
      throw error;
    }
    // Read after writing: of two that wrote, at least the later one sees both.
    const { entries } = await ledger.entries(signal);
    const first = entryOf(entries, operation.id);
    if (first && first.claim !== mine.claim) {
      await ledger.mark(mine.entry, { state: 'inactive', description: `begun as ${first.id}` }, signal);
      mine.entry = first.id;
      mine.sent = 'maybe';
      return null;
    }
    try {
      refuseSuperseded(entries, operation);
    } catch (error) {
      mine.end = { is: 'failed', why: 'superseded, not begun' };
      await noted(mine, { state: 'error', description: mine.end.why }, signal);
      throw error;
    }
    return mine;
  }

  async function askForRun(file: string, operation: Operation, mine: Remembered, signal: AbortSignal) {
    mine.sent = 'maybe';
    try {
      const run = await workflows.dispatch(file, operation, signal);
      if (run) mine.run = run;
    } catch (error) {
      if (!(error instanceof GitHubFailure) || !error.isSure) throw error;
      mine.sent = 'no';
      // A used-up limit or a token that is replaced: the same entry is used when it is tried again.
      if (error.mayPass) throw error;
      mine.end = { is: 'failed', why: error.message };
      await noted(mine, { state: 'error', description: error.message }, signal);
      throw new OperationRefused('rejected', error.message);
    }
    await noted(mine, { state: 'in_progress', description: 'asked for', logUrl: mine.run?.url }, signal);
  }

  /** Worth having, but the run is found without it. */
  async function noted({ entry }: Remembered, mark: Mark, signal: AbortSignal): Promise<void> {
    if (entry !== undefined) await ledger.mark(entry, mark, signal).catch(() => {});
  }

  return async (operation: Operation, signal: AbortSignal): Promise<void> => {
    const file = workflows.fileFor(operation);
    workflows.inputsOf(operation);
    const inspected = workflows.inspect(file, signal);
    const looks = Promise.all([workflows.refOf(operation, signal), ledger.entries(signal)]);
    // Of a repository that is not there all of them fail, and this one says so best.
    await Promise.allSettled([inspected, looks]);
    await inspected;
    const [ref, { entries }] = await looks;
    const known = entryOf(entries, operation.id);
    const remembered = memory.of(operation.id);
    const isOurs = remembered?.sent === 'no' && !remembered.end && known?.claim === remembered.claim;
    if (known && !isOurs) return;
    refuseSuperseded(entries, operation);
    if (known && remembered) remembered.entry = known.id;
    const mine = known && remembered ? remembered : await claim(operation, ref, signal);
    if (mine) await askForRun(file, operation, mine, signal);
  };
};
