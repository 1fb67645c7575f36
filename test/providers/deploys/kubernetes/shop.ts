import type { KubeObject, PodTemplate } from './kube-object.ts';
import type { ObjectStore } from './object-store.ts';

/** The namespace all suites work in. */
export const NAMESPACE = 'shop';
export const IMAGE = 'ghcr.io/acme/checkout:{version}';
export const imageOf = (version: string): string => IMAGE.replace('{version}', version);

export interface DeploymentWish {
  name?: string;
  version?: string;
  replicas?: number;
  progressDeadlineSeconds?: number;
}

/** A Deployment as a team would have it: the service's container and a sidecar beside it. */
export const aDeployment = ({
  name = 'checkout',
  version = '1.0.0',
  replicas = 0,
  progressDeadlineSeconds = 2,
}: DeploymentWish = {}) => {
  const labels = { app: name, slot: name };
  return {
    metadata: { name, labels: { team: 'shop' }, annotations: { 'example.com/owner': 'shop' } },
    spec: {
      replicas,
      progressDeadlineSeconds,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: 'app', image: imageOf(version), env: [{ name: 'MODE', value: 'live' }] },
            { name: 'proxy', image: 'envoyproxy/envoy:v1.30.0' },
          ],
        },
      },
    },
    status: {},
  };
};

/** The images of a Deployment by container; nothing where there is no Deployment. */
export function imagesIn(object: KubeObject | null): Record<string, string> {
  const { containers } = (object?.spec.template as PodTemplate | undefined)?.spec ?? { containers: [] };
  return Object.fromEntries(containers.map(({ name, image }) => [name, image]));
}

export const deploymentIn = (store: ObjectStore, name = 'checkout'): KubeObject | null =>
  store.find('deployments', NAMESPACE, name);

/** A kubeconfig for the server. The client refuses plain HTTP unless told that nothing is verified. */
export const kubeconfigFor = (url: string, token: string, ca?: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'local',
    clusters: [
      {
        name: 'local',
        cluster: {
          server: url,
          ...(ca
            ? { 'certificate-authority-data': Buffer.from(ca).toString('base64') }
            : { 'insecure-skip-tls-verify': true }),
        },
      },
    ],
    users: [{ name: 'tminus', user: { token } }],
    contexts: [{ name: 'local', context: { cluster: 'local', user: 'tminus', namespace: NAMESPACE } }],
  });

const SERVICES = ['checkout-a', 'checkout-b'] as const;

/** Both slots, and nothing deployed yet. */
export function createSlots(store: ObjectStore): void {
  for (const name of SERVICES) store.create('deployments', NAMESPACE, aDeployment({ name }));
}

export const createService = (store: ObjectStore): void => {
  const spec = { selector: { slot: 'checkout-a' }, ports: [{ port: 80 }] };
  store.create('services', NAMESPACE, { metadata: { name: 'checkout' }, spec, status: {} });
};

/** Two rules lead to both, one elsewhere. */
export const createHttpRoute = (store: ObjectStore): void => {
  const both = SERVICES.map((name, at) => ({ name, port: 80, weight: at === 0 ? 1 : 0 }));
  const rules = [
    { matches: [{ path: { value: '/static' } }], backendRefs: [{ name: 'assets', port: 80 }] },
    { matches: [{ path: { value: '/api' } }], backendRefs: both.toReversed() },
    { backendRefs: both },
  ];
  store.create('httproutes', NAMESPACE, { metadata: { name: 'checkout' }, spec: { rules } });
};

export const createVirtualService = (store: ObjectStore): void => {
  const [first, second] = SERVICES;
  const http = [
    { name: 'assets', route: [{ destination: { host: 'assets' } }] },
    {
      name: 'primary',
      route: [
        { destination: { host: `${first}.shop.svc.cluster.local` }, weight: 100 },
        { destination: { host: second }, weight: 0 },
      ],
    },
  ];
  store.create('virtualservices', NAMESPACE, { metadata: { name: 'checkout' }, spec: { http } });
};

export const createIngress = (store: ObjectStore): void => {
  const annotations = {
    'nginx.ingress.kubernetes.io/canary': 'true',
    'nginx.ingress.kubernetes.io/canary-weight': '0',
  };
  const spec = { ingressClassName: 'nginx', rules: [] };
  store.create('ingresses', NAMESPACE, { metadata: { name: 'checkout-canary', annotations }, spec });
};

export const CANARY_STEPS = [
  { setCanaryScale: { replicas: 1 } },
  { pause: {} },
  { setWeight: 5 },
  { pause: {} },
  { setWeight: 25 },
  { pause: {} },
  { setWeight: 50 },
  { pause: {} },
];

/** A Rollout with a traffic router, and nothing deployed yet. */
export const aRollout = (canary: object = { trafficRouting: { nginx: { stableIngress: 'checkout' } } }) => {
  const { metadata, spec } = aDeployment();
  return {
    metadata,
    spec: { ...spec, strategy: { canary: { steps: CANARY_STEPS, ...canary } } },
    status: {},
  };
};
