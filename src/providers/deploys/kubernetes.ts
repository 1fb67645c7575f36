import { type Cluster, openCluster } from './kubernetes/cluster.ts';
import { imagesBy } from './kubernetes/image.ts';
import { inPlace } from './kubernetes/in-place.ts';
import { journaledTarget } from './kubernetes/journaled-target.ts';
import type { ClusterAccess } from './kubernetes/kube-config.ts';
import { sideBySide } from './kubernetes/side-by-side.ts';
import { byHttpRoute } from './kubernetes/traffic/http-route.ts';
import { byIngressNginx } from './kubernetes/traffic/ingress-nginx.ts';
import { byService } from './kubernetes/traffic/service-selector.ts';
import type { Traffic, TrafficObject } from './kubernetes/traffic/traffic.ts';
import { byVirtualService } from './kubernetes/traffic/virtual-service.ts';
import { type Workload, workload } from './kubernetes/workload.ts';
import type { DeployTarget } from './port.ts';

/** Where the traffic between two Deployments is divided. `services` are the two Services, in the order of the Deployments. */
export type TrafficBy =
  | { by: 'service'; service: string; label: string }
  | { by: 'http-route'; route: string; services: readonly [string, string] }
  | { by: 'virtual-service'; virtualService: string; route?: string; services: readonly [string, string] }
  | { by: 'ingress-nginx'; ingress: string };

export type Layout = { deployment: string } | { deployments: readonly [string, string]; traffic: TrafficBy };

export interface KubernetesTargetOptions extends ClusterAccess {
  namespace: string;
  container: string;
  /** Names an image with `{version}` where the version goes. */
  image: string;
  /** How many pods a version gets where none run yet; 1. */
  replicas?: number;
  layout: Layout;
  timeouts?: { callMs?: number };
}

/** Deployments of a Kubernetes cluster; `docs/kubernetes-target.md` says what each mode does. */
export const kubernetesTarget = ({
  kubeconfig,
  context,
  namespace,
  container,
  image,
  replicas = 1,
  layout,
  timeouts,
}: KubernetesTargetOptions): DeployTarget => {
  const access = {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  };
  const cluster = openCluster(access, timeouts?.callMs ?? 5_000);
  const about = { cluster, namespace, container, images: imagesBy(image) };
  if ('deployment' in layout) {
    const only = workload(layout.deployment, about);
    return journaledTarget(cluster, only.ref, inPlace(only, replicas));
  }
  const [first, second] = layout.deployments;
  const both = [workload(first, about), workload(second, about)] as const;
  return dividedBy(layout.traffic, cluster, namespace, both, replicas);
};

function dividedBy(
  traffic: TrafficBy,
  cluster: Cluster,
  namespace: string,
  both: readonly [Workload, Workload],
  replicas: number,
): DeployTarget {
  // What is changed in one call with the traffic also remembers the operations.
  const target = <O extends TrafficObject>(divided: Traffic<O>): DeployTarget =>
    journaledTarget(cluster, divided.ref, sideBySide(cluster, both, divided, replicas));
  switch (traffic.by) {
    case 'service':
      return target(byService(namespace, traffic.service, traffic.label));
    case 'http-route':
      return target(byHttpRoute(namespace, traffic.route, traffic.services));
    case 'virtual-service':
      return target(
        byVirtualService(namespace, traffic.virtualService, traffic.route ?? null, traffic.services),
      );
    case 'ingress-nginx':
      return target(byIngressNginx(namespace, traffic.ingress));
  }
}
