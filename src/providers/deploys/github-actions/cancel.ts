import type { Operation } from '../port.ts';
import type { Located } from './check.ts';
import { stateOf } from './conclusion.ts';
import { GitHubFailure } from './failure.ts';
import type { Ledger } from './ledger.ts';
import type { Memory } from './memory.ts';
import type { Runs } from './runs.ts';

export interface CancelOptions {
  ledger: Ledger;
  runs: Runs;
  memory: Memory;
  locate(operation: Operation, signal: AbortSignal): Promise<Located>;
  forceAfterMs: number;
  lookEveryMs: number;
}

/** What the deployment says from then on, so that whoever comes later knows since when. */
const CANCELLING = 'tminus asked GitHub to cancel the run';

/** Asks a run to end, and when it has not after a while, makes it. Asked over and over; most times it has nothing to do. */
export const gitHubCancel =
  ({ ledger, runs, memory, locate, forceAfterMs, lookEveryMs }: CancelOptions) =>
  async (operation: Operation, signal: AbortSignal): Promise<void> => {
    const askedAt = memory.of(operation.id)?.cancelledAt;
    if (askedAt !== undefined && performance.now() - askedAt < lookEveryMs) return;
    const located = await locate(operation, signal);
    if (located.is !== 'run' || stateOf(located.run).is !== 'running') return;
    const { mine, run } = located;
    const { marks, now } =
      mine.entry === undefined ? { marks: [], now: 0 } : await ledger.marks(mine.entry, signal);
    const since = marks.findLast(({ description }) => description === CANCELLING)?.at;
    const force = since !== undefined && now - since >= forceAfterMs;
    if (since === undefined || force) await ask(run.id, force);
    if (since === undefined && mine.entry !== undefined) {
      const mark = { state: 'in_progress', description: CANCELLING, logUrl: run.html_url } as const;
      await ledger.mark(mine.entry, mark, signal);
    }
    mine.cancelledAt = performance.now();
    delete mine.seen;

    async function ask(id: number, force: boolean): Promise<void> {
      try {
        await runs.cancel(id, force, signal);
      } catch (error) {
        const status = error instanceof GitHubFailure ? error.status : null;
        // It has just ended; or this GitHub cannot force it.
        if (status !== 409 && !(force && status === 404)) throw error;
      }
    }
  };
