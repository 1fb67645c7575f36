import type { Priority } from './incidents.ts';
import { passedNoReturn } from './point-of-no-return.ts';
import { currentStep } from './rollout.ts';
import type { Release } from './state.ts';
import { TMINUS } from './terms.ts';

/** What an incident is about. */
export type IncidentCause =
  | { is: 'deploy-failed'; step: string; changed: boolean }
  | { is: 'outcome-unknown'; step: string }
  | { is: 'rolled-back-by-itself'; why: string }
  | { is: 'rollback-failed' }
  | { is: 'trigger'; trigger: string }
  | { is: 'metrics-lost'; why: string }
  | { is: 'reported'; what: string };

/** Something in the present state that somebody has to see to. */
export interface Alarm {
  /** The same as long as it is about the same thing. */
  key: string;
  priority: Priority;
  cause: IncidentCause;
}

/**
 * The gravest alarm of the present state, or null. A rollback that works by itself is P2, one that does not P1
 * (R-INC-1); so is harm that nothing takes back. A deploy that failed is P2 if it changed anything, else P3.
 */
export function alarmOf(release: Release): Alarm | null {
  const { status, rollback, rollout, watch } = release;
  if (status === 'rolling-back' && rollback) return alarmOfRollback(release);
  const current = currentStep(release);
  if (status === 'failed' && current) {
    const { step, state } = current;
    const changed = rollout?.changed ?? false;
    const attempt = 'attempt' in state ? state.attempt : 0;
    return {
      key: `failed/${step.id}/${attempt}`,
      priority: changed ? 'P2' : 'P3',
      cause: { is: 'deploy-failed', step: step.title, changed },
    };
  }
  if (status !== 'deploying' && status !== 'completed') return null;
  const { finding, lost } = watch;
  if (finding && (status === 'completed' || nothingTakesItBack(release))) {
    return {
      key: `trigger/${status}/${finding.trigger}${finding.again === undefined ? '' : `/${finding.again}`}`,
      priority: finding.action === 'rollback' ? 'P1' : 'P2',
      cause: { is: 'trigger', trigger: finding.trigger },
    };
  }
  if (status !== 'deploying') return null;
  if (current?.state.is === 'unclear') {
    return {
      key: `unclear/${current.step.id}/${current.state.attempt}`,
      priority: 'P2',
      cause: { is: 'outcome-unknown', step: current.step.title },
    };
  }
  return lost
    ? { key: `lost/${lost.since}`, priority: 'P3', cause: { is: 'metrics-lost', why: lost.why } }
    : null;
}

/** A first deploy has nothing to go back to, and beyond the point of no return nothing goes back by itself. */
const nothingTakesItBack = (release: Release): boolean =>
  release.watch.finding?.action === 'rollback' &&
  (release.rollout?.from === null || passedNoReturn(release) !== null);

function alarmOfRollback({ rollback }: Release): Alarm | null {
  if (!rollback) return null;
  const { startedAt, troubled, by, why } = rollback;
  if (troubled) {
    return { key: `rollback-failed/${startedAt}`, priority: 'P1', cause: { is: 'rollback-failed' } };
  }
  // Whoever rolls back by hand is there already.
  return by === TMINUS
    ? { key: `rollback/${startedAt}`, priority: 'P2', cause: { is: 'rolled-back-by-itself', why } }
    : null;
}
