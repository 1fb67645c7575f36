import {
  type Capabilities,
  type DeployTarget,
  type Operation,
  OperationRefused,
  type OperationState,
  type Running,
  TargetUnavailable,
} from '../port.ts';
import { ApiRefused } from './api-refused.ts';
import type { Cluster, Ref } from './cluster.ts';
import {
  annotated,
  entryOf,
  type Journal,
  journalOn,
  outputOf,
  stateOf,
  withBegun,
  withEnded,
} from './journal.ts';
import { fenceNote, forbidLate } from './notes.ts';
import type { Stand } from './rollout-status.ts';
import { NotedObject, parse } from './shapes.ts';

/** What an operation means for one kind of workload. Every call may be repeated at any time. */
export interface Carrier {
  readonly can: Capabilities;
  /**
   * Looks whether it can be carried out, and says in lines what will be done. Changes nothing.
   * @throws OperationRefused
   */
  prepare(operation: Operation, signal: AbortSignal): Promise<string[]>;
  /** Does the next thing there is to do, if any, and tells where it stands. `ageMs`: since it was begun. */
  advance(operation: Operation, ageMs: number, signal: AbortSignal): Promise<Stand>;
  /** Keeps what is under way from going further. */
  stop(operation: Operation, signal: AbortSignal): Promise<void>;
  read(signal: AbortSignal): Promise<Running>;
}

/** So often a change that met another one is looked at afresh; controllers write to the same objects. */
const TRIES = 12;

/**
 * A target that keeps its operations on the cluster itself: as annotations of one object, `anchor`, changed only by
 * compare-and-set. So they outlive every restart of tminus, and a late call finds the fence of the later decision.
 */
export function journaledTarget(cluster: Cluster, anchor: Ref, carrier: Carrier): DeployTarget {
  const find = async (signal: AbortSignal) =>
    parse(NotedObject, await cluster.get(anchor, signal), anchor.what);

  /** Writes what `change` makes of the journal; again when somebody else was faster. */
  async function write(
    change: (
      journal: Journal,
      object: NotedObject,
    ) => { journal: Journal; notes?: Record<string, string> } | null,
    signal: AbortSignal,
    known: NotedObject | null = null,
  ): Promise<boolean> {
    for (let left = TRIES; ; left--) {
      const object = known && left === TRIES ? known : await find(signal);
      const changed = change(journalOn(object), object);
      if (!changed) return false;
      const annotations = { ...annotated(changed.journal), ...changed.notes };
      const metadata = { resourceVersion: object.metadata.resourceVersion, annotations };
      try {
        await cluster.patch(anchor, 'merge', { metadata }, signal);
        return true;
      } catch (error) {
        if (!isConflict(error) || left === 1) throw error;
      }
    }
  }

  /** Takes it one step further and writes down its end. */
  async function follow(operation: Operation, ageMs: number, signal: AbortSignal): Promise<OperationState> {
    const stand = await stepped(() => carrier.advance(operation, ageMs, signal));
    if (stand.is === 'running') return stand;
    await write(journal => {
      const next = withEnded(journal, operation.id, stand);
      return next && { journal: next };
    }, signal);
    const entry = entryOf(journalOn(await find(signal)), operation);
    return entry ? stateOf(entry) : stand;
  }

  return {
    can: carrier.can,
    visibleAfterMs: 5_000,

    async start(operation, signal) {
      try {
        // Traffic may be waiting for it: what can be asked at once is.
        const preparing = carrier.prepare(operation, signal);
        preparing.catch(() => undefined);
        const found = await find(signal);
        if (entryOf(journalOn(found), operation)) return;
        forbidLate(found, operation);
        const lines = await preparing;
        const begin = (journal: Journal, object: NotedObject) => {
          if (entryOf(journal, operation)) return null;
          forbidLate(object, operation);
          const notes = fenceNote(object, operation);
          return { journal: withBegun(journal, operation, Date.now(), lines), notes };
        };
        if (!(await write(begin, signal, found))) return;
      } catch (error) {
        // Nothing was begun, and it would be no different with the same id.
        if (error instanceof ApiRefused && error.because !== 'conflict') {
          throw new OperationRefused('rejected', error.message);
        }
        throw error;
      }
      await follow(operation, 0, signal);
    },

    async check(operation, signal) {
      const entry = entryOf(journalOn(await find(signal)), operation);
      if (!entry) return { is: 'absent' };
      if (entry.is !== 'running') return stateOf(entry);
      // Whoever asks after it may know a later fence; it acts under the one it was begun with.
      return follow({ ...operation, fence: entry.fence }, Date.now() - entry.at, signal);
    },

    async cancel(operation, signal) {
      const entry = entryOf(journalOn(await find(signal)), operation);
      if (entry?.is !== 'running') return;
      await stepped(async () => {
        await carrier.stop({ ...operation, fence: entry.fence }, signal);
        return { is: 'running', note: '' };
      });
      await write(journal => {
        const next = withEnded(journal, operation.id, { is: 'failed', why: 'cancelled' });
        return next && { journal: next };
      }, signal);
    },

    read: signal => carrier.read(signal),

    async output(operation, offset, signal) {
      const entry = entryOf(journalOn(await find(signal)), operation);
      return entry ? outputOf(entry).slice(offset) : '';
    },
  };
}

const isConflict = (error: unknown): boolean => error instanceof ApiRefused && error.because === 'conflict';

/** A final no of the API server ends the operation; a conflict is looked at afresh. */
async function stepped(step: () => Promise<Stand>): Promise<Stand> {
  for (let left = TRIES; ; left--) {
    try {
      return await step();
    } catch (error) {
      if (isConflict(error) && left > 1) continue;
      if (error instanceof OperationRefused) return { is: 'failed', why: error.message };
      const isFinal =
        error instanceof ApiRefused && error.because !== 'unknown-credential' && !isConflict(error);
      if (isFinal) return { is: 'failed', why: error.message };
      throw error;
    }
  }
}

/** @throws TargetUnavailable, for what only a pod that is ready can tell */
export function sharesOf(counts: ReadonlyMap<string, number>, what: string): Running {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0)
    throw new TargetUnavailable(`no pod of ${what} is ready, so it cannot be told what runs there`);
  const shares = Object.fromEntries(
    [...counts].map(([version, count]) => [version, Math.round((1000 * count) / total) / 10]),
  );
  const [version = null] = [...counts.keys()].toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
  return { version, shares };
}
