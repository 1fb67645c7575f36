import {
  type KubernetesTargetOptions,
  kubernetesTarget,
  type Layout,
  type TrafficBy,
} from '../../../../src/providers/deploys/kubernetes.ts';
import type { Rig } from '../conformance.ts';
import { type ApiServer, type ApiServerOptions, openApiServer } from './api-server.ts';
import { runControllers } from './controllers.ts';
import { keepHttpRoute } from './gateway-controller.ts';
import type { ObjectStore } from './object-store.ts';
import { keepRollout } from './rollout-controller.ts';
import {
  aDeployment,
  createHttpRoute,
  createIngress,
  createService,
  createSlots,
  createVirtualService,
  IMAGE,
  kubeconfigFor,
  NAMESPACE,
} from './shop.ts';

/** Of somebody who may do everything. */
export const TOKEN = 'tok-9c41f7aa';

export interface KubeRig extends Rig {
  api: ApiServer;
}

/** A cluster with its controllers. */
export async function openCluster(
  tokens: ApiServerOptions['tokens'] = { [TOKEN]: null },
  tls?: ApiServerOptions['tls'],
): Promise<ApiServer> {
  // Loading the client takes a busy machine longer than a call may take.
  await import('@kubernetes/client-node');
  const api = await openApiServer({ tokens, ...(tls ? { tls } : {}) });
  const stop = runControllers(api.store, { httproutes: keepHttpRoute, rollouts: keepRollout });
  const { close } = api;
  return Object.assign(api, {
    close: () => {
      stop();
      return close();
    },
  });
}

export type Mode = 'in-place' | TrafficBy['by'];

const deployments = ['checkout-a', 'checkout-b'] as const;
const services = deployments;

export const MODES: Readonly<Record<Mode, { layout: Layout; create(store: ObjectStore): void }>> = {
  'in-place': {
    layout: { deployment: 'checkout' },
    create: store => void store.create('deployments', NAMESPACE, aDeployment()),
  },
  service: {
    layout: { deployments, traffic: { by: 'service', service: 'checkout', label: 'slot' } },
    create: createService,
  },
  'http-route': {
    layout: { deployments, traffic: { by: 'http-route', route: 'checkout', services } },
    create: createHttpRoute,
  },
  'virtual-service': {
    layout: {
      deployments,
      traffic: { by: 'virtual-service', virtualService: 'checkout', route: 'primary', services },
    },
    create: createVirtualService,
  },
  'ingress-nginx': {
    layout: { deployments, traffic: { by: 'ingress-nginx', ingress: 'checkout-canary' } },
    create: createIngress,
  },
};

export const optionsFor = (api: ApiServer, mode: Mode): KubernetesTargetOptions => ({
  kubeconfig: kubeconfigFor(api.url, TOKEN),
  namespace: NAMESPACE,
  container: 'app',
  image: IMAGE,
  replicas: 2,
  layout: MODES[mode].layout,
});

export async function openRig(mode: Mode, over: Partial<KubernetesTargetOptions> = {}): Promise<KubeRig> {
  const api = await openCluster();
  if (mode !== 'in-place') createSlots(api.store);
  MODES[mode].create(api.store);
  return {
    api,
    target: kubernetesTarget({ ...optionsFor(api, mode), ...over }),
    effects: async id => api.done.get(id) ?? 0,
    close: api.close,
  };
}
