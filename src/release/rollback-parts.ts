import { isBegun, isIrreversible } from './point-of-no-return.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { RollbackWay } from './rollback.ts';
import type { NamedAction, Step } from './runbook.ts';
import type { Release } from './state.ts';
import type { Version } from './terms.ts';

export type RollbackPart =
  /** Leave the bad version `percent` of the traffic. */
  | { kind: 'shift'; percent: number }
  /**
   * Stop the operation the rollback interrupted and wait until it has ended; traffic that comes back begins
   * again. While the bad version still has the traffic it is not waited for long: the last part looks again.
   */
  | { kind: 'cancel' }
  | { kind: 'wait'; ms: number }
  | { kind: 'restore' }
  /** Read version and shares back; anything else than expected begins again with the traffic. */
  | { kind: 'verify' }
  /** Carry an action of the organisation's own out. Comes last: what begins again never repeats it. */
  | { kind: 'run'; purpose: RunPurpose; does: string; call: NamedAction; timeoutMs: number };

/** `undo`: of one step. The others are what becomes of the data (R-BACK-4), in this order. */
export type RunPurpose = 'undo' | 'pause-writes' | 'backup' | 'restore-data' | 'check-data' | 'resume-writes';

/** What whoever goes back wants of the data. */
export type DataWish = 'restore' | 'leave';

/** How long a phased rollback looks at half the traffic; well inside the 30 s of R-BACK-1. */
const PHASED_WAIT_MS = 15_000;

/** The three ways of R-BACK-1. Where the target cannot divide traffic, restoring is what moves it. */
export function partsOf(way: RollbackWay, shifts: boolean, traffic: number): RollbackPart[] {
  const away: RollbackPart = { kind: 'shift', percent: 0 };
  const reduce: RollbackPart = { kind: 'shift', percent: Math.floor(traffic / 2) };
  const wait: RollbackPart = { kind: 'wait', ms: PHASED_WAIT_MS };
  const cancel: RollbackPart = { kind: 'cancel' };
  const restore: RollbackPart = { kind: 'restore' };
  const verify: RollbackPart = { kind: 'verify' };
  if (!shifts) return [cancel, restore, verify];
  switch (way) {
    case 'immediate':
      return [away, cancel, restore, verify];
    case 'phased':
      return [reduce, wait, away, cancel, restore, verify];
    case 'blue-green':
      return [away, cancel, verify, restore, verify];
  }
}

/** All parts: the traffic and the version first, then the data where that is asked for, then what steps left behind. */
export function planRollback(
  release: Release,
  way: RollbackWay,
  to: Version,
  data: DataWish | undefined,
): RollbackPart[] {
  const { runbook, rollout } = release;
  const isInstalled = begunSteps(release).some(({ action }) => action.kind === 'install');
  // What was never installed has no traffic, and putting back what runs there would only disturb it.
  const versionParts: RollbackPart[] =
    isInstalled || to !== rollout?.from
      ? partsOf(way, runbook.shifts, rollout?.traffic ?? 100)
      : [{ kind: 'cancel' }, { kind: 'verify' }];
  const others = begunSteps(release).filter(({ stage }) => stage !== 'database');
  return [...versionParts, ...(data === 'restore' ? dataParts(release) : []), ...undoing(others)];
}

const begunSteps = ({ runbook, rollout }: Release): Step[] =>
  runbook.steps.filter((_, index) => isBegun(rollout?.steps[index]));

/** Last done, first undone. Also of a step that failed: it may have happened in part. */
const undoing = (steps: readonly Step[]): RollbackPart[] =>
  steps
    .toReversed()
    .flatMap(({ action, timeoutMs, undoneBy, title }) =>
      action.kind === 'run' && action.undo.is === 'action'
        ? [{ kind: 'run', purpose: 'undo', does: undoneBy ?? title, call: callOf(action.undo), timeoutMs }]
        : [],
    );

const callOf = ({ action, on, with: handed }: NamedAction): NamedAction => ({
  action,
  on,
  ...(handed && { with: handed }),
});

/** Migrations that can be undone are, which loses nothing; else the data comes back from the backup. */
function dataParts(release: Release): RollbackPart[] {
  const { database } = release.runbook;
  const backup = backupOf(release);
  if (!database) return [];
  const { timeoutMs } = database;
  const part = (purpose: RunPurpose, call: NamedAction): RollbackPart => ({
    kind: 'run',
    purpose,
    does: '',
    call,
    timeoutMs,
  });
  const undo = undoableMigrations(release);
  const restore = { ...database.restore, with: { backup: backup ?? '' } };
  return [
    part('pause-writes', database.pauseWrites),
    part('backup', database.backup),
    ...(undo.length > 0 ? undo : [part('restore-data', restore)]),
    part('check-data', database.verify),
    part('resume-writes', database.resumeWrites),
  ];
}

function undoableMigrations(release: Release): RollbackPart[] {
  const migrations = begunSteps(release).filter(({ stage }) => stage === 'database');
  return migrations.some(isIrreversible) ? [] : undoing(migrations);
}

/** The operation of this release that made the backup to go back to; null when none was made. */
function backupOf({ runbook, rollout }: Release): string | null {
  const made = runbook.steps.flatMap(({ action }, index) => {
    const state = rollout?.steps[index];
    const isIt = action.kind === 'run' && action.action === runbook.database?.backup.action;
    return isIt && state?.is === 'done' && state.operation ? [state.operation] : [];
  });
  return made.at(-1) ?? null;
}

/** Why the data cannot be taken back, or null. */
export function refuseDataRestore(release: Release): Refusal | null {
  const { database } = release.runbook;
  if (!database) return refuse('no-database-actions', {});
  const has = undoableMigrations(release).length > 0 || backupOf(release) !== null;
  return has ? null : refuse('no-backup', { action: database.backup.action });
}

export const canRestoreData = (release: Release): boolean => refuseDataRestore(release) === null;

/** Whether the writes to the database were paused and nothing has resumed them yet. */
export const writesPaused = ({ parts, at }: { parts: readonly RollbackPart[]; at: number }): boolean =>
  parts.slice(0, at).some(part => part.kind === 'run' && part.purpose === 'pause-writes') &&
  parts.slice(at).some(part => part.kind === 'run' && part.purpose === 'resume-writes');
