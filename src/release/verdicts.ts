import type { ReleaseEvent } from './state.ts';
import type { Instant } from './terms.ts';

/** An event and when it happened, as the history of a release gives it. */
export interface Happening {
  at: Instant;
  event: ReleaseEvent;
}

/** An event that says how the new version does, or that it was let through unheard. */
export type VerdictEvent = Extract<
  ReleaseEvent,
  { type: 'PhaseCompleted' | 'BakeExtended' | 'DecisionAsked' | 'TriggerFired' }
>;

/** A stretch in which the share of the traffic stayed the same. */
export interface Phase {
  step: string;
  percent: number;
  since: Instant;
}

export interface VerdictGiven {
  at: Instant;
  event: VerdictEvent;
  /** The phase it fell in; null before the first one bakes. */
  phase: Phase | null;
}

/** When which share of the traffic began to bake, oldest first. */
export const phasesIn = (history: readonly Happening[]): Phase[] =>
  history.flatMap(({ at, event }) =>
    event.type === 'BakeStarted' ? [{ step: event.step, percent: event.percent, since: at }] : [],
  );

/** Every verdict of a release, oldest first. What only informs decides nothing and is none. */
export function verdictsIn(history: readonly Happening[]): VerdictGiven[] {
  let phase: Phase | null = null;
  const verdicts: VerdictGiven[] = [];
  for (const { at, event } of history) {
    if (event.type === 'BakeStarted') phase = { step: event.step, percent: event.percent, since: at };
    // A restarted rollout has no phase until its traffic moves again.
    if (event.type === 'DeployStarted') phase = null;
    if (isVerdict(event)) verdicts.push({ at, event, phase });
  }
  return verdicts;
}

export function isVerdict(event: ReleaseEvent): event is VerdictEvent {
  switch (event.type) {
    case 'PhaseCompleted':
    case 'BakeExtended':
      return true;
    case 'DecisionAsked':
      return event.evidence !== null;
    case 'TriggerFired':
      return event.finding.action !== 'notify';
    default:
      return false;
  }
}
