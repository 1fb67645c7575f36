import { canaryOf } from './argo-rollouts/canary.ts';
import { rolloutWorkload } from './argo-rollouts/rollout-workload.ts';
import { openCluster } from './kubernetes/cluster.ts';
import { imagesBy } from './kubernetes/image.ts';
import { journaledTarget } from './kubernetes/journaled-target.ts';
import type { ClusterAccess } from './kubernetes/kube-config.ts';
import type { DeployTarget } from './port.ts';

export interface ArgoRolloutsTargetOptions extends ClusterAccess {
  namespace: string;
  rollout: string;
  container: string;
  /** Names an image with `{version}` where the version goes. */
  image: string;
  /** How many pods the first version gets; 1. */
  replicas?: number;
  /** The weights at which its steps pause without an end, below 100. */
  shares: readonly number[];
  timeouts?: { callMs?: number };
}

/** A Rollout of Argo Rollouts, driven as its kubectl plugin does; see `docs/argo-rollouts-target.md`. */
export const argoRolloutsTarget = ({
  kubeconfig,
  context,
  namespace,
  rollout,
  container,
  image,
  replicas = 1,
  shares,
  timeouts,
}: ArgoRolloutsTargetOptions): DeployTarget => {
  const access = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  const cluster = openCluster(access, timeouts?.callMs ?? 5_000);
  const images = imagesBy(image);
  const workload = rolloutWorkload(rollout, { cluster, namespace, container, images, replicas });
  return journaledTarget(cluster, workload.ref, canaryOf(cluster, workload, shares));
};
