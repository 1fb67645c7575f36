/** An object of the API as JSON; what is looked at has a type. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    generation: number;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { uid: string; controller: boolean; kind: string; name: string }[];
    [more: string]: unknown;
  };
  spec: Record<string, unknown>;
  status?: Record<string, unknown>;
}

export interface PodTemplate {
  metadata?: { labels?: Record<string, string>; [more: string]: unknown };
  spec: { containers: { name: string; image: string; [more: string]: unknown }[]; [more: string]: unknown };
}

/** What the API server knows of a kind of object. */
export interface Resource {
  /** '' for core. */
  group: string;
  version: string;
  plural: string;
  kind: string;
  /** Whether status has an address of its own and is left alone by changes of the rest. */
  statusSubresource: boolean;
  /** Built-in types know how their lists are merged; a custom resource answers 415. */
  strategicMerge: boolean;
}

const apps = { group: 'apps', version: 'v1', statusSubresource: true, strategicMerge: true };
const core = { group: '', version: 'v1', statusSubresource: true, strategicMerge: true };

export const RESOURCES: readonly Resource[] = [
  { ...apps, plural: 'deployments', kind: 'Deployment' },
  { ...apps, plural: 'replicasets', kind: 'ReplicaSet' },
  { ...core, plural: 'pods', kind: 'Pod' },
  { ...core, plural: 'services', kind: 'Service' },
  { ...apps, group: 'networking.k8s.io', plural: 'ingresses', kind: 'Ingress' },
  {
    group: 'gateway.networking.k8s.io',
    version: 'v1',
    plural: 'httproutes',
    kind: 'HTTPRoute',
    statusSubresource: true,
    strategicMerge: false,
  },
  {
    group: 'networking.istio.io',
    version: 'v1beta1',
    plural: 'virtualservices',
    kind: 'VirtualService',
    statusSubresource: true,
    strategicMerge: false,
  },
  {
    group: 'argoproj.io',
    version: 'v1alpha1',
    plural: 'rollouts',
    kind: 'Rollout',
    statusSubresource: true,
    strategicMerge: false,
  },
];

export const sameJson = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};
