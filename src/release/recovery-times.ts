import type { Instant, PersonId } from './terms.ts';
import type { Happening } from './verdicts.ts';

/** When a rollback came to what; null where it did not, or nobody can say. */
export interface RecoveryTimes {
  /** Since when what was found is counted; null where a person or a failed step decided. */
  badSince: Instant | null;
  /** The finding or the failure that led to it; null where a person decided without either. */
  foundAt: Instant | null;
  decidedAt: Instant;
  trafficAwayAt: Instant | null;
  restoredAt: Instant | null;
  /** Read back from the target. */
  verifiedAt: Instant | null;
  /** All parts done: what becomes of the data follows the verified version. */
  overAt: Instant | null;
  takenOver: { at: Instant; by: PersonId; reason: string } | null;
}

/** Decide within ten minutes, recover within thirty (R-INC-3); no traffic on the bad version after 30 s (R-BACK-1). */
export const RECOVERY_GOALS_MS = { decide: 10 * 60_000, away: 30_000, recover: 30 * 60_000 } as const;

/** Of the latest rollback in a history that is oldest first; null when there was none. */
export function recoveryTimes(history: readonly Happening[]): RecoveryTimes | null {
  const start = history.findLastIndex(({ event }) => event.type === 'RollbackStarted');
  const started = history[start];
  if (started?.event.type !== 'RollbackStarted') return null;
  const { parts } = started.event;
  const found = foundBefore(history.slice(0, start));
  const times: RecoveryTimes = {
    badSince: found?.since ?? null,
    foundAt: found?.at ?? null,
    decidedAt: started.at,
    trafficAwayAt: null,
    restoredAt: null,
    verifiedAt: null,
    overAt: null,
    takenOver: null,
  };
  for (const { at, event } of history.slice(start + 1)) {
    if (event.type === 'RollbackPartDone' && !event.skipped) {
      const part = parts[event.part];
      const takesAway = part?.kind === 'restore' || (part?.kind === 'shift' && part.percent === 0);
      if (takesAway) times.trafficAwayAt ??= at;
      if (part?.kind === 'restore') times.restoredAt = at;
      if (part?.kind === 'verify') times.verifiedAt = at;
    }
    if (event.type === 'RolledBack') times.overAt = at;
    if (event.type === 'RollbackTakenOver') times.takenOver = { at, by: event.by, reason: event.reason };
  }
  return times;
}

/** What stood when it was decided: a later resume or phase overrules what was found before it. */
function foundBefore(history: readonly Happening[]): { at: Instant; since: Instant | null } | null {
  let found: { at: Instant; since: Instant | null } | null = null;
  let trafficSince: Instant | null = null;
  for (const { at, event } of history) {
    if (event.type === 'BakeStarted') trafficSince = at;
    if (event.type === 'RolloutResumed' || event.type === 'PhaseCompleted' || event.type === 'RetryRequested')
      found = null;
    if (event.type === 'StepFailed' && event.final) found = { at, since: null };
    if (event.type === 'TriggerFired' && event.finding.action !== 'notify') {
      const { proof, since, windowMs } = event.finding;
      const counted = proof?.since ?? since ?? at - windowMs;
      found ??= { at, since: Math.max(counted, trafficSince ?? counted) };
    }
  }
  return found;
}
