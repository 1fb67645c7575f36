import { recoveryTimes } from './recovery-times.ts';
import type { Instant } from './terms.ts';
import type { Happening } from './verdicts.ts';

/** How long each part of an incident took (R-INC-3), in ms; null where it has not come to that or nobody can say. */
export interface IncidentTimes {
  /** From the first bad request that counted to the incident. */
  detectMs: number | null;
  acknowledgeMs: number | null;
  /** From what was found, or the incident, to the decision what to do about it. */
  decideMs: number | null;
  /** From the incident to a verified version, or to a release that went out after all. */
  recoverMs: number | null;
  resolveMs: number | null;
}

/** What counts as a decision where nothing was rolled back. */
const DECISIONS = ['RetryRequested', 'RolloutResumed', 'PlanRevised', 'ReleaseAborted', 'RollbackTakenOver'];

/** Of the latest incident in a history that is oldest first; null when there was none. */
export function incidentTimes(history: readonly Happening[]): IncidentTimes | null {
  const start = history.findLastIndex(({ event }) => event.type === 'IncidentOpened');
  const opened = history[start];
  if (!opened) return null;
  const later = history.slice(start + 1);
  const first = (...types: string[]): Instant | null =>
    later.find(({ event }) => types.includes(event.type))?.at ?? null;
  const rollback = rollbackOf(history, opened.at);
  const since = (from: Instant | null, to: Instant | null) =>
    from === null || to === null ? null : Math.max(0, to - from);
  const decidedAt = rollback?.decidedAt ?? first(...DECISIONS);
  return {
    detectMs: since(rollback?.badSince ?? null, opened.at),
    acknowledgeMs: since(opened.at, first('IncidentAcknowledged')),
    decideMs: since(rollback?.foundAt ?? opened.at, decidedAt),
    recoverMs: since(opened.at, rollback ? rollback.verifiedAt : first('ReleaseCompleted')),
    resolveMs: since(opened.at, first('IncidentResolved')),
  };
}

/** The rollback that belongs to it: under way when it opened, or begun afterwards. */
function rollbackOf(history: readonly Happening[], openedAt: Instant) {
  const times = recoveryTimes(history);
  if (!times) return null;
  return times.verifiedAt === null || times.verifiedAt >= openedAt ? times : null;
}
