import type { StepState } from './rollout.ts';
import type { Runbook, Step } from './runbook.ts';
import type { Release } from './state.ts';

export type IrreversibleStep = Step & {
  action: { kind: 'run'; undo: { is: 'impossible'; because: string } };
};

export const isIrreversible = (step: Step): step is IrreversibleStep =>
  step.action.kind === 'run' && step.action.undo.is === 'impossible';

/** The first step that nothing undoes: until then going back is safe by itself (R-BACK-5). Null: it always is. */
export const pointOfNoReturn = ({ steps }: Runbook): IrreversibleStep | null =>
  steps.find(isIrreversible) ?? null;

/** Whether a step may have left something behind, however it ended. */
export const isBegun = (state: StepState | undefined): boolean =>
  state !== undefined && !(state.is === 'waiting' && state.attempt === 0);

/**
 * The step that ended the safe way back; null while there is one. Beyond it triggers freeze the traffic and page, and
 * people who go back have to say what becomes of the data.
 */
export const passedNoReturn = ({
  runbook,
  rollout,
}: Pick<Release, 'runbook' | 'rollout'>): IrreversibleStep | null =>
  runbook.steps.filter((_, index) => isBegun(rollout?.steps[index])).find(isIrreversible) ?? null;
