import { type Rollout, type RolloutEvent, type StepState, startRollout } from './rollout.ts';
import { hasEffect, type Runbook } from './runbook.ts';
import { type Instant, type PersonId, TMINUS } from './terms.ts';

/** Folds one event into the rollout; `DeployStarted` begins a new one. */
export function evolveRollout(
  rollout: Rollout | null,
  event: RolloutEvent,
  at: Instant,
  runbook: Runbook,
): Rollout | null {
  if (event.type === 'DeployStarted') return startRollout(runbook.steps.length, event, at);
  if (!rollout) return null;
  const set = (id: string, next: (state: StepState) => StepState): Rollout => ({
    ...rollout,
    steps: rollout.steps.map((state, index) => (runbook.steps[index]?.id === id ? next(state) : state)),
  });
  const attemptOf = (state: StepState) => ('attempt' in state ? state.attempt : 0);
  const stepOf = (id: string) => runbook.steps.find(candidate => candidate.id === id);
  // Where traffic cannot be divided installing moves all of it; how far it came is only known when it ended.
  const takesOver = (id: string) => !runbook.shifts && stepOf(id)?.action.kind === 'install';
  const trafficSince = (id: string) => rollout.firstTrafficAt ?? (takesOver(id) ? at : null);
  switch (event.type) {
    case 'StepStarted': {
      const { attempt, operation } = event;
      const step = stepOf(event.step);
      const shifts = step?.action.kind === 'shift';
      return {
        ...set(event.step, () => ({ is: 'running', attempt, operation, startedAt: at })),
        changed: rollout.changed || (step !== undefined && hasEffect(step)),
        // From the first attempt to shift on, there may be traffic: watching starts before it is sure.
        firstTrafficAt: rollout.firstTrafficAt ?? (shifts ? at : null),
      };
    }
    case 'StepSucceeded': {
      const action = stepOf(event.step)?.action;
      const shifted = action?.kind === 'shift' ? action.percent : rollout.traffic;
      const next = set(event.step, state => ({
        is: 'done',
        at,
        ...(state.is === 'running' && { operation: state.operation }),
      }));
      return {
        ...next,
        traffic: takesOver(event.step) ? 100 : shifted,
        firstTrafficAt: trafficSince(event.step),
      };
    }
    case 'BakeStarted': {
      const next = set(event.step, () => ({
        is: 'baking',
        attempt: 1,
        since: at,
        until: event.until,
        extended: false,
      }));
      // The shift ended while paused: all of its bake is still to come.
      return rollout.paused
        ? { ...next, paused: { ...rollout.paused, remainingMs: event.until - at } }
        : next;
    }
    case 'BakeExtended':
      return set(event.step, state =>
        state.is === 'baking' ? { ...state, until: event.until, extended: true } : state,
      );
    case 'PhaseCompleted':
      return { ...set(event.step, () => ({ is: 'done', at })), asked: null, paused: null };
    case 'StepFailed':
      if (!event.final) return set(event.step, () => ({ is: 'waiting', attempt: event.attempt }));
      return {
        ...set(event.step, () => ({ is: 'failed', attempt: event.attempt, why: event.why })),
        firstTrafficAt: trafficSince(event.step),
      };
    case 'StepUnclear':
      return {
        ...set(event.step, state => ({ is: 'unclear', attempt: attemptOf(state), why: event.why })),
        asked: { why: event.why, at },
        firstTrafficAt: trafficSince(event.step),
      };
    case 'TrafficStrayed':
      return { ...rollout, strayedAt: at };
    case 'DecisionAsked':
      return { ...rollout, asked: { why: event.why, at } };
    case 'RolloutPaused': {
      const baking = rollout.steps.find(state => state.is === 'baking');
      const rest = baking?.is === 'baking' ? Math.max(0, baking.until - at) : null;
      const remainingMs = rollout.paused ? rollout.paused.remainingMs : rest;
      // Who takes a freeze's pause over has to resume by hand, and then goes on in spite of it.
      const freeze = event.freeze ?? rollout.paused?.freeze;
      return {
        ...rollout,
        paused: { by: event.by, why: event.why, at, remainingMs, ...(freeze && { freeze }) },
      };
    }
    case 'RolloutResumed':
      return { ...resume(rollout, at), ...overruling(rollout, event.by) };
    case 'RetryRequested':
      return { ...set(event.step, state => ({ is: 'waiting', attempt: attemptOf(state) })), asked: null };
    case 'ReleaseFailed':
      return { ...rollout, failedAt: at };
    case 'ReleaseCompleted':
      return rollout;
  }
}

function overruling({ paused, overruled = [] }: Rollout, by: PersonId): Pick<Rollout, 'overruled'> {
  return paused?.freeze && by !== TMINUS ? { overruled: [...overruled, paused.freeze] } : {};
}

/** Resuming continues the rest of the bake: the time spent paused is added to its end. */
function resume(rollout: Rollout, at: Instant): Rollout {
  const remainingMs = rollout.paused?.remainingMs ?? 0;
  const steps = rollout.steps.map(state =>
    state.is === 'baking' && rollout.paused ? { ...state, until: at + remainingMs } : state,
  );
  return { ...rollout, paused: null, steps };
}
