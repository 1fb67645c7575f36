import type { OperationState } from '../port.ts';
import type { Deployment } from './shapes.ts';

export type Stand = Extract<OperationState, { is: 'running' | 'succeeded' | 'failed' }>;

const running = (note: string): Stand => ({ is: 'running', note });

/**
 * Where the rollout of a Deployment stands, by the rules of `kubectl rollout status` and in their order.
 * https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollout_status.go
 */
export function rolloutStatus({ metadata, spec, status }: Deployment): Stand {
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  if (metadata.generation > (status.observedGeneration ?? 0)) {
    return running('the change waits to be seen by the Deployment controller');
  }
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { is: 'failed', why: `${metadata.name} exceeded its progress deadline` };
  }
  if (updatedReplicas < spec.replicas) {
    return running(`${updatedReplicas} of ${spec.replicas} pods are of the new version`);
  }
  if (replicas > updatedReplicas) {
    return running(`${replicas - updatedReplicas} pods of the old version are still there`);
  }
  if (availableReplicas < updatedReplicas) {
    return running(`${availableReplicas} of ${updatedReplicas} pods of the new version are available`);
  }
  return { is: 'succeeded', note: `${availableReplicas} pods of ${metadata.name} are available` };
}
