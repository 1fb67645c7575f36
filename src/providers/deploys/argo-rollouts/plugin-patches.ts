import { ApiRefused } from '../kubernetes/api-refused.ts';
import type { Cluster, Ref } from '../kubernetes/cluster.ts';
import { type Rollout, stepIndexOf } from './rollout.ts';

interface Changes {
  spec?: Record<string, unknown>;
  status?: Record<string, unknown>;
}

/**
 * What `kubectl argo rollouts` sends, as merge patches.
 * https://github.com/argoproj/argo-rollouts/tree/master/pkg/kubectl-argo-rollouts/cmd
 */
export const abort = (): Changes => ({ status: { abort: true } });
export const retry = (): Changes => ({ status: { abort: false } });
export const pause = (): Changes => ({ spec: { paused: true } });
export const resume = (): Changes => ({ spec: { paused: false } });

/** Ends the pause it stands at, or, where it stands at none, skips the step it is in: never both. */
export function promote(rollout: Rollout): Changes {
  const { spec, status } = rollout;
  const steps = spec.strategy.canary?.steps ?? [];
  const unpaused = spec.paused ? resume() : {};
  if ((status.pauseConditions ?? []).length > 0) return { ...unpaused, status: { pauseConditions: null } };
  const currentStepIndex = Math.min(stepIndexOf(rollout) + 1, steps.length);
  return { ...unpaused, status: { pauseConditions: null, currentStepIndex } };
}

/** Null when there is nothing to promote. */
export const promoteFull = ({ status }: Rollout): Changes | null =>
  status.currentPodHash === status.stableRS ? null : { status: { promoteFull: true } };

/**
 * Status first, by its own address; where there is none (Rollouts 0.9) both in one. Only if nobody has changed the
 * Rollout since it was read.
 */
export async function send(
  cluster: Cluster,
  ref: Ref,
  rollout: Rollout,
  { spec, status }: Changes,
  signal: AbortSignal,
): Promise<void> {
  const { resourceVersion } = rollout.metadata;
  const metadata = { resourceVersion };
  if (status) {
    const address = { ...ref, path: `${ref.path}/status` };
    try {
      await cluster.patch(address, 'merge', { metadata, status }, signal);
    } catch (error) {
      if (!(error instanceof ApiRefused) || error.because !== 'missing') throw error;
      await cluster.patch(ref, 'merge', { metadata, status, ...(spec ? { spec } : {}) }, signal);
      return;
    }
  }
  // The status patch has made a newer version of it, so this one goes without.
  if (spec) await cluster.patch(ref, 'merge', status ? { spec } : { metadata, spec }, signal);
}
