import type { Operation } from '../providers/deploys/port.ts';
import type { CurrentStep, StepState } from '../release/rollout.ts';
import type { Release } from '../release/state.ts';

export type RunningStep = CurrentStep & { state: Extract<StepState, { is: 'running' }> };

/** What a running step asks of its target; null for a step that changes nothing. */
export function operationOf(release: Release, { step, index, state }: RunningStep): Operation | null {
  const { action } = step;
  const { plan, rollout } = release;
  if (!rollout || action.kind === 'check' || action.kind === 'verify') return null;
  return {
    id: state.operation,
    kind: action.kind,
    service: plan.service,
    environment: plan.environment,
    version: plan.version,
    against: rollout.from,
    percent: action.kind === 'shift' ? action.percent : 0,
    ...(action.kind === 'run' ? { action: action.action } : {}),
    ...(action.with ? { with: action.with } : {}),
    fence: rollout.fence + index,
  };
}
