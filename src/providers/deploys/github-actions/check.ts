import type { Operation, OperationState } from '../port.ts';
import { stateOf, whyFailed } from './conclusion.ts';
import type { KeptMark, Ledger } from './ledger.ts';
import type { Memory, Remembered } from './memory.ts';
import { deployId, type Run, type Runs, runIdIn } from './runs.ts';
import { entryOf } from './start.ts';
import type { Workflows } from './workflows.ts';

export interface CheckOptions {
  ledger: Ledger;
  workflows: Workflows;
  runs: Runs;
  memory: Memory;
  /** How long a run that was asked for may take to be visible. */
  runVisibleAfterMs: number;
  /** Whether a success leaves this version alone in charge. */
  takesAll(operation: Operation): boolean;
}

/** Where the run of an operation is, as far as GitHub tells. */
export type Located =
  | { is: 'run'; mine: Remembered; run: Run }
  | { is: 'ended'; state: OperationState }
  | { is: 'absent' }
  /** Asked for, as far as anybody knows, and not visible. */
  | { is: 'awaited'; sinceMs: number };

/** How often older deployments are looked at, to end them. */
const MOST_OLD = 10;

export const gitHubCheck = (options: CheckOptions) => {
  const { ledger, workflows, runs, memory, runVisibleAfterMs, takesAll } = options;

  async function locate(operation: Operation, signal: AbortSignal): Promise<Located> {
    const remembered = memory.of(operation.id);
    if (remembered?.end) return { is: 'ended', state: remembered.end };
    if (remembered?.run) return found(remembered, remembered.run.id, signal);
    const { entries } = await ledger.entries(signal);
    const entry = entryOf(entries, operation.id);
    if (!entry) return { is: 'absent' };
    // We wrote it down and know that no run was asked for.
    if (remembered?.sent === 'no' && remembered.claim === entry.claim) return { is: 'absent' };
    const mine = memory.open(operation.id);
    mine.entry = entry.id;
    const { marks, now } = await ledger.marks(entry.id, signal);
    mine.run = runIn(marks);
    const state = endIn(marks);
    if (state) {
      mine.end = state;
      return { is: 'ended', state };
    }
    if (mine.run) return found(mine, mine.run.id, signal);
    const file = workflows.fileFor(operation);
    const run = await runs.named(deployId(operation.id), file, entry.createdAt, signal);
    if (!run) return { is: 'awaited', sinceMs: now - entry.createdAt };
    mine.run = { id: run.id, url: run.html_url };
    await ledger
      .mark(
        entry.id,
        { state: 'in_progress', description: 'found by its name', logUrl: run.html_url },
        signal,
      )
      .catch(() => {});
    return { is: 'run', mine, run };
  }

  async function found(mine: Remembered, id: number, signal: AbortSignal): Promise<Located> {
    const run = await runs.get(id, signal);
    mine.run = { id, url: run.html_url };
    return { is: 'run', mine, run };
  }

  async function check(operation: Operation, signal: AbortSignal): Promise<OperationState> {
    const located = await locate(operation, signal);
    switch (located.is) {
      case 'ended':
        return located.state;
      case 'absent':
        return { is: 'absent' };
      case 'awaited':
        return awaited(operation, located.sinceMs);
      case 'run':
        return concluded(operation, located.run, located.mine, signal);
    }
  }

  function awaited(operation: Operation, sinceMs: number): OperationState {
    if (sinceMs < runVisibleAfterMs) return { is: 'running', note: 'GitHub does not show the run yet' };
    const file = workflows.fileFor(operation);
    const why =
      `a run of ${file} may have been asked for ${Math.round(sinceMs / 1000)} s ago, and none with ` +
      `${deployId(operation.id)} in its name is there; see whether its run-name holds inputs.deploy_id`;
    return { is: 'unknown', why };
  }

  /** What the run came to is written down before it is told, since `read` goes by it. */
  async function concluded(
    operation: Operation,
    run: Run,
    mine: Remembered,
    signal: AbortSignal,
  ): Promise<OperationState> {
    const state = stateOf(run);
    if (state.is === 'running') return state;
    const end: OperationState =
      state.is === 'failed' ? { is: 'failed', why: await whyFailed(run, state.why, runs, signal) } : state;
    const entry = mine.entry ?? entryOf((await ledger.entries(signal)).entries, operation.id)?.id;
    if (entry !== undefined) {
      const isGood = end.is === 'succeeded';
      const description = end.is === 'failed' ? end.why : `${operation.kind} ${operation.version}`;
      await ledger.mark(
        entry,
        { state: isGood ? 'success' : 'failure', description, logUrl: run.html_url },
        signal,
      );
    }
    mine.end = end;
    if (entry !== undefined && end.is === 'succeeded' && takesAll(operation))
      await endOlder(entry, signal).catch(() => {});
    return end;
  }

  /** GitHub does this by itself only where the environment is not production. Nothing here goes by it, so it may fail. */
  async function endOlder(entry: number, signal: AbortSignal): Promise<void> {
    const { entries } = await ledger.entries(signal);
    const older = entries.filter(({ id }) => id < entry).slice(0, MOST_OLD);
    await Promise.all(
      older.map(async ({ id }) => {
        const { marks } = await ledger.marks(id, signal);
        if (marks[0]?.state !== 'success') return;
        await ledger.mark(id, { state: 'inactive', description: 'another version took over' }, signal);
      }),
    );
  }

  return { locate, check };
};

function endIn(marks: readonly KeptMark[]): OperationState | null {
  const end = marks.find(({ state }) => state === 'success' || state === 'failure' || state === 'error');
  if (!end) return null;
  return end.state === 'success' ? { is: 'succeeded' } : { is: 'failed', why: end.description };
}

function runIn(marks: readonly KeptMark[]): Remembered['run'] {
  for (const { logUrl: url } of marks) {
    const id = runIdIn(url);
    if (url !== undefined && id !== null) return { id, url };
  }
  return undefined;
}
