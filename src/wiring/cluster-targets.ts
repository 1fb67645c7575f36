import type { ArgoRolloutsTarget, KubernetesTarget } from '../policy/kubernetes-target.ts';
import { argoRolloutsTarget } from '../providers/deploys/argo-rollouts.ts';
import { kubernetesTarget, type Layout } from '../providers/deploys/kubernetes.ts';
import { type DeployTarget, TargetUnavailable } from '../providers/deploys/port.ts';

export type ClusterTarget = KubernetesTarget | ArgoRolloutsTarget;

/** Kept until its settings change: with it go the connections to the API server and the kubeconfig that was read. */
export function clusterTargets(): (place: string, target: ClusterTarget) => DeployTarget {
  const kept = new Map<string, { settings: string; target: DeployTarget }>();
  return (place, described) => {
    const settings = JSON.stringify(described);
    const known = kept.get(place);
    if (known?.settings === settings) return known.target;
    const target = made(described);
    kept.set(place, { settings, target });
    return target;
  };
}

function made(target: ClusterTarget): DeployTarget {
  const { callTimeout: callMs, ...rest } = target;
  const timeouts = { callMs };
  if (rest.kind === 'argo-rollouts') return argoRolloutsTarget({ ...rest, timeouts });
  return kubernetesTarget({ ...rest, layout: layoutOf(rest), timeouts });
}

/** Services that the policy does not name are called like the Deployments they lead to. */
function layoutOf({
  deployment,
  deployments,
  traffic,
}: Pick<KubernetesTarget, 'deployment' | 'deployments' | 'traffic'>): Layout {
  if (deployment !== undefined) return { deployment };
  if (!deployments || !traffic) throw new TargetUnavailable('the policy names no Deployment');
  if (traffic.by === 'service' || traffic.by === 'ingress-nginx') return { deployments, traffic };
  return { deployments, traffic: { ...traffic, services: traffic.services ?? deployments } };
}
