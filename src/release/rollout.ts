import type { Missed } from './criteria.ts';
import type { PausingFreeze } from './pausing-freeze.ts';
import type { Permitted } from './plan.ts';
import { type Refusal, refuse } from './refusals.ts';
import type { Step } from './runbook.ts';
import type { Release } from './state.ts';
import { type Instant, type PersonId, TMINUS, type Version } from './terms.ts';
import { isWatched } from './watch.ts';
import type { Verdict } from './watching.ts';

export type StepState =
  | { is: 'waiting'; attempt: number }
  | { is: 'running'; attempt: number; operation: string; startedAt: Instant }
  | { is: 'baking'; attempt: number; since: Instant; until: Instant; extended: boolean }
  /** `operation`: the one that succeeded, where it is known. */
  | { is: 'done'; at: Instant; operation?: string }
  /** `unclear`: nobody can tell whether it happened; people decide. */
  | { is: 'failed' | 'unclear'; attempt: number; why: string };

export interface Rollout {
  startedAt: Instant;
  /** What ran before and what a rollback goes back to; null on a first deploy. */
  from: Version | null;
  fence: number;
  /** One per step of the runbook. */
  steps: StepState[];
  /** Whether the target may have been changed. */
  changed: boolean;
  /** Percent of traffic on the new version, as last shifted. */
  traffic: number;
  firstTrafficAt: Instant | null;
  paused: {
    by: PersonId;
    why: string;
    at: Instant;
    remainingMs: number | null;
    /** The freeze that began meanwhile, where one did. */
    freeze?: PausingFreeze;
  } | null;
  /** Freezes that somebody went on in spite of; absent: none. */
  overruled?: PausingFreeze[];
  /** A question that waits for a person. */
  asked: { why: string; at: Instant } | null;
  /** When the target was last found with another share than it had been given. */
  strayedAt?: Instant;
  /** When it last failed; absent: it never did. */
  failedAt?: Instant;
}

/** What was seen during a phase. Latencies in seconds, null when not measured. */
export interface Evidence {
  verdict: Verdict;
  requests: number;
  errorPercent: number | null;
  baselineErrorPercent: number | null;
  p95: number | null;
  baselineP95: number | null;
  /** The most errors that what was seen allows, and the most that are allowed; percent. Only where it was compared. */
  certainly?: { errorsBelow: number; allowed: number };
  /** What the phase should have shown and did not. */
  missed?: Missed[];
  /** Why part of it could not be measured, one sentence each. */
  problems?: string[];
  /** Processes of the new version whose counters began again; what was good before the last one proves nothing. */
  restarts?: number;
}

export type RolloutCommand =
  | { type: 'BeginStep'; step: string }
  | { type: 'FinishStep'; step: string; operation: string; note: string }
  | { type: 'BreakStep' | 'LoseStep'; step: string; operation: string; why: string }
  | { type: 'EndBake'; step: string; evidence: Evidence }
  /** The target had `found` percent of the traffic on the new version, and was asked for `percent` again. */
  | { type: 'RecordStray'; percent: number; found: number }
  | ({ type: 'Pause'; reason: string } & Permitted)
  | ({ type: 'Resume' } & Permitted)
  | ({ type: 'Promote' } & Permitted)
  | ({ type: 'Retry' } & Permitted);

export type RolloutEvent =
  | { type: 'DeployStarted'; from: Version | null; fence: number }
  | { type: 'StepStarted'; step: string; attempt: number; operation: string }
  | { type: 'StepSucceeded'; step: string; note: string }
  | { type: 'BakeStarted'; step: string; percent: number; until: Instant }
  | { type: 'BakeExtended'; step: string; until: Instant; evidence: Evidence }
  | {
      type: 'PhaseCompleted';
      step: string;
      percent: number;
      evidence: Evidence | null;
      promotedBy: PersonId | null;
    }
  | { type: 'StepFailed'; step: string; attempt: number; why: string; final: boolean }
  | { type: 'StepUnclear'; step: string; why: string }
  | { type: 'TrafficStrayed'; percent: number; found: number }
  | { type: 'DecisionAsked'; why: string; evidence: Evidence | null }
  | { type: 'RolloutPaused'; by: PersonId; why: string; freeze?: PausingFreeze }
  | { type: 'RolloutResumed'; by: PersonId }
  | { type: 'RetryRequested'; by: PersonId; step: string }
  | { type: 'ReleaseFailed'; step: string; why: string }
  | { type: 'ReleaseCompleted' };

export const startRollout = (
  steps: number,
  event: { from: Version | null; fence: number },
  at: Instant,
): Rollout => ({
  startedAt: at,
  from: event.from,
  fence: event.fence,
  steps: Array.from({ length: steps }, () => ({ is: 'waiting', attempt: 0 })),
  changed: false,
  traffic: 0,
  firstTrafficAt: null,
  paused: null,
  asked: null,
});

export interface CurrentStep {
  index: number;
  step: Step;
  state: StepState;
}

/** The first step that is not done; null when all are. */
export function currentStep(release: Release): CurrentStep | null {
  const index = release.rollout?.steps.findIndex(state => state.is !== 'done') ?? -1;
  const step = release.runbook.steps[index];
  const state = release.rollout?.steps[index];
  return step && state ? { index, step, state } : null;
}

/** Something that keeps changing the shares is told of once a minute. */
const STRAY_NEWS_MS = 60_000;

export function decideRollout(
  command: RolloutCommand,
  release: Release,
  now: Instant,
): RolloutEvent[] | Refusal {
  const { rollout, status } = release;
  const current = currentStep(release);
  const wrong = (deed: string, instead: string[] = ['status']) =>
    refuse('wrong-state', { deed, status, instead });
  if (command.type === 'RecordStray') {
    const { percent, found } = command;
    const isNews = rollout && now - (rollout.strayedAt ?? Number.NEGATIVE_INFINITY) >= STRAY_NEWS_MS;
    return isNews && isWatched(release) ? [{ type: 'TrafficStrayed', percent, found }] : [];
  }
  if (command.type === 'Retry') {
    const stuck = current && (current.state.is === 'failed' || current.state.is === 'unclear');
    if (!stuck || (status !== 'failed' && status !== 'deploying')) return wrong('retry');
    return [{ type: 'RetryRequested', by: command.by, step: current.step.id }];
  }
  if (command.type === 'Pause' || command.type === 'Resume' || command.type === 'Promote') {
    if (status !== 'deploying' || !rollout) return wrong(command.type.toLowerCase());
    if (command.type === 'Promote') return decidePromote(command.by, release, current);
    if (command.type === 'Pause') {
      // A person's pause takes the place of one by rule, which would end by itself.
      const isHeld = rollout.paused !== null && rollout.paused.by !== TMINUS;
      return isHeld ? [] : [{ type: 'RolloutPaused', by: command.by, why: command.reason }];
    }
    if (!rollout.paused) return wrong('resume', ['pause']);
    // A bake without measurements would only be paused again; going on without them is for Promote to say.
    if (release.watch.lost && current?.state.is === 'baking') {
      return refuse('metrics-lost', { why: release.watch.lost.why });
    }
    return [{ type: 'RolloutResumed', by: command.by }];
  }
  if (status !== 'deploying' || !rollout || !current || current.step.id !== command.step) return [];
  return decideStep(command, release, current, now);
}

function decidePromote(
  by: PersonId,
  release: Release,
  current: CurrentStep | null,
): RolloutEvent[] | Refusal {
  if (current?.state.is !== 'baking' || current.step.action.kind !== 'shift') return refuse('not-baking', {});
  if (release.watch.finding) return refuse('verdict-is-fail', { finding: release.watch.finding.trigger });
  const { percent } = current.step.action;
  return [{ type: 'PhaseCompleted', step: current.step.id, percent, evidence: null, promotedBy: by }];
}

type StepCommand = Extract<RolloutCommand, { step: string }>;

function decideStep(
  command: StepCommand,
  release: Release,
  current: CurrentStep,
  now: Instant,
): RolloutEvent[] {
  const { step, state } = current;
  if (command.type === 'BeginStep') {
    if (state.is !== 'waiting' || release.rollout?.paused) return [];
    const attempt = state.attempt + 1;
    return [
      { type: 'StepStarted', step: step.id, attempt, operation: `${release.id}.${step.id}.${attempt}` },
    ];
  }
  if (command.type === 'EndBake') return decideEndOfBake(command.evidence, release, current, now);
  if (state.is !== 'running' || state.operation !== command.operation) return [];
  switch (command.type) {
    case 'FinishStep': {
      const done = { type: 'StepSucceeded', step: step.id, note: command.note } as const;
      const { action } = step;
      if (action.kind !== 'shift' || action.bakeMs === 0) return [done];
      return [
        done,
        { type: 'BakeStarted', step: step.id, percent: action.percent, until: now + action.bakeMs },
      ];
    }
    case 'BreakStep': {
      const final = state.attempt > step.retries;
      return [{ type: 'StepFailed', step: step.id, attempt: state.attempt, why: command.why, final }];
    }
    case 'LoseStep':
      return [{ type: 'StepUnclear', step: step.id, why: command.why }];
  }
}

/** Too little seen extends the bake once by its own length, then people decide. */
function decideEndOfBake(
  evidence: Evidence,
  release: Release,
  current: CurrentStep,
  now: Instant,
): RolloutEvent[] {
  const { step, state } = current;
  const { rollout } = release;
  if (state.is !== 'baking' || step.action.kind !== 'shift' || rollout?.paused || rollout?.asked) return [];
  if (now < state.until) return [];
  const { percent, bakeMs } = step.action;
  if (evidence.verdict === 'pass') {
    return [{ type: 'PhaseCompleted', step: step.id, percent, evidence, promotedBy: null }];
  }
  if (evidence.verdict !== 'fail' && !state.extended) {
    return [{ type: 'BakeExtended', step: step.id, until: now + bakeMs, evidence }];
  }
  return [{ type: 'DecisionAsked', why: evidence.verdict, evidence }];
}
