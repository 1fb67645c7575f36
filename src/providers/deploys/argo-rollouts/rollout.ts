import { z } from 'zod';
import type { Stand } from '../kubernetes/rollout-status.ts';
import { Metadata, Selector, Template } from '../kubernetes/shapes.ts';

const Step = z.looseObject({
  setWeight: z.number().optional(),
  pause: z.looseObject({ duration: z.union([z.number(), z.string()]).nullish() }).nullish(),
});

const Weight = z.looseObject({ weight: z.number() });

/** https://argo-rollouts.readthedocs.io/en/stable/features/specification/ */
export const Rollout = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    replicas: z.number().prefault(1),
    paused: z.boolean().optional(),
    selector: Selector.prefault({}),
    template: Template.nullish(),
    workloadRef: z.looseObject({ kind: z.string(), name: z.string() }).nullish(),
    strategy: z.looseObject({
      canary: z
        .looseObject({ steps: z.array(Step).nullish(), trafficRouting: z.looseObject({}).nullish() })
        .nullish(),
    }),
  }),
  status: z
    .looseObject({
      phase: z.string().optional(),
      message: z.string().optional(),
      /** A text, and in versions before 0.10 a hash. */
      observedGeneration: z.string().optional(),
      currentPodHash: z.string().prefault(''),
      stableRS: z.string().prefault(''),
      currentStepIndex: z.number().nullish(),
      abort: z.boolean().optional(),
      promoteFull: z.boolean().optional(),
      controllerPause: z.boolean().optional(),
      pauseConditions: z.array(z.looseObject({ reason: z.string() })).nullish(),
      canary: z.looseObject({ weights: z.looseObject({ canary: Weight }).nullish() }).nullish(),
    })
    .prefault({}),
});
export type Rollout = z.output<typeof Rollout>;

export type Phase = 'Progressing' | 'Paused' | 'Healthy' | 'Degraded';

/** https://github.com/argoproj/argo-rollouts/blob/master/utils/rollout/rolloututil.go, `GetRolloutPhase` */
export function phaseOf({ metadata, status }: Rollout): { phase: Phase; message: string } {
  const waiting = (message: string) => ({ phase: 'Progressing' as const, message });
  const observed = Number(status.observedGeneration);
  if (Number.isInteger(observed) && observed < metadata.generation) {
    return waiting('the change waits to be seen by the Rollouts controller');
  }
  // Cleared by somebody, and the controller has not reacted yet: status fields have no generation.
  if (status.controllerPause && (status.pauseConditions ?? []).length === 0)
    return waiting('it is unpausing');
  const { phase = 'Progressing', message = '' } = status;
  return { phase: phase as Phase, message };
}

export const isFullyPromoted = ({ status }: Rollout): boolean => status.currentPodHash === status.stableRS;

export const stepIndexOf = ({ status }: Rollout): number => status.currentStepIndex ?? 0;

const stepsOf = ({ spec }: Rollout) => spec.strategy.canary?.steps ?? [];

const isEndless = ({ pause }: z.output<typeof Step>): boolean => pause != null && pause.duration == null;

/** The weight that is set when the step of this index is reached. */
export const weightAt = (rollout: Rollout, index: number): number =>
  stepsOf(rollout)
    .slice(0, index)
    .reduce((weight, { setWeight }) => setWeight ?? weight, 0);

/** The shares at which it stops: weights that are set right before a pause without an end, with the index of the pause. */
export function sharesOf(rollout: Rollout): ReadonlyMap<number, number> {
  const steps = stepsOf(rollout);
  const found = steps.flatMap(({ setWeight }, at) => {
    const next = steps[at + 1];
    return setWeight !== undefined && setWeight > 0 && next && isEndless(next)
      ? [[setWeight, at + 1] as const]
      : [];
  });
  return new Map(found);
}

/** The first pause without an end, if nothing has any weight before it: where a version waits without traffic. */
export function waitingPlace(rollout: Rollout): number | null {
  const at = stepsOf(rollout).findIndex(isEndless);
  return at !== -1 && weightAt(rollout, at) === 0 ? at : null;
}

/** Paused by a step of the canary, and not by a person or by an analysis that could not tell. */
export function isAtPause(rollout: Rollout, index: number): boolean {
  const reasons = (rollout.status.pauseConditions ?? []).map(({ reason }) => reason);
  return (
    phaseOf(rollout).phase === 'Paused' &&
    stepIndexOf(rollout) === index &&
    reasons.includes('CanaryPauseStep')
  );
}

/** What has to be said of a Rollout that does not go on by itself; null while it does. */
export function troubleOf(rollout: Rollout): Extract<Stand, { is: 'failed' }> | null {
  const { phase, message } = phaseOf(rollout);
  const { name } = rollout.metadata;
  const failed = (why: string) => ({ is: 'failed' as const, why });
  if (phase === 'Degraded' && !rollout.status.abort) return failed(`Rollout ${name} is degraded: ${message}`);
  const reasons = (rollout.status.pauseConditions ?? []).map(({ reason }) => reason);
  if (reasons.includes('InconclusiveAnalysisRun')) {
    return failed(`Rollout ${name} is paused because its analysis could not tell`);
  }
  return null;
}
