import {
  type ArgoRolloutsTargetOptions,
  argoRolloutsTarget,
} from '../../../../src/providers/deploys/argo-rollouts.ts';
import type { ApiServer } from '../kubernetes/api-server.ts';
import { type KubeRig, openCluster, TOKEN } from '../kubernetes/rigs.ts';
import { aRollout, IMAGE, kubeconfigFor, NAMESPACE } from '../kubernetes/shop.ts';

export const argoOptions = (api: ApiServer, token = TOKEN): ArgoRolloutsTargetOptions => ({
  kubeconfig: kubeconfigFor(api.url, token),
  namespace: NAMESPACE,
  rollout: 'checkout',
  container: 'app',
  image: IMAGE,
  replicas: 4,
  shares: [5, 25, 50],
});

export async function openArgoRig(
  rollout: object = aRollout(),
  over: Partial<ArgoRolloutsTargetOptions> = {},
): Promise<KubeRig> {
  const api = await openCluster();
  api.store.create('rollouts', NAMESPACE, rollout);
  return {
    api,
    target: argoRolloutsTarget({ ...argoOptions(api), ...over }),
    effects: async id => api.done.get(id) ?? 0,
    close: api.close,
  };
}
