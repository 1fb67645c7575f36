import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import { deployTargets } from '../../src/wiring/deploy-targets.ts';
import { policyFolder } from '../policy/policy-folder.ts';
import type { ApiServer } from '../providers/deploys/kubernetes/api-server.ts';
import { openCluster, TOKEN } from '../providers/deploys/kubernetes/rigs.ts';
import {
  aDeployment,
  aRollout,
  createHttpRoute,
  kubeconfigFor,
  NAMESPACE,
} from '../providers/deploys/kubernetes/shop.ts';
import { soon } from '../providers/local-server.ts';

const about = `kubeconfig: \${CLUSTER}
          namespace: shop
          container: app
          image: ghcr.io/acme/checkout:{version}`;

let api: ApiServer;
beforeEach(async () => {
  api = await openCluster();
});
afterEach(() => api.close());

/** The target of a policy that is written so, with the kubeconfig behind its reference. */
async function targetOf(yaml: string) {
  await using folder = await policyFolder();
  await folder.edit(
    'release.yml',
    /target: &endpoint[\s\S]*?granularityPercent: 1/,
    `target: &endpoint\n          ${yaml}`,
  );
  const policy = await loadPolicy(folder.path);
  const lookUp = (name: string) => (name === 'CLUSTER' ? kubeconfigFor(api.url, TOKEN) : '');
  return deployTargets(() => policy, lookUp, folder.path)('checkout', 'production');
}

describe('a target as the policy writes it', () => {
  it('leads to the Deployments of a cluster and to Services of the same names', async () => {
    for (const [name, version] of [
      ['checkout-a', '1.3.2'],
      ['checkout-b', '1.4.0'],
    ] as const) {
      api.store.create('deployments', NAMESPACE, aDeployment({ name, version, replicas: 1 }));
    }
    createHttpRoute(api.store);
    const target = await targetOf(`kind: kubernetes
          ${about}
          deployments: [checkout-a, checkout-b]
          traffic: { by: http-route, route: checkout }`);
    expect(target.can).toMatchObject({ shift: true, granularityPercent: 1, run: false });
    expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100, '1.4.0': 0 } });
  });

  it('leads to a Rollout', async () => {
    const rollout = aRollout();
    api.store.create('rollouts', NAMESPACE, { ...rollout, spec: { ...rollout.spec, replicas: 1 } });
    const target = await targetOf(`kind: argo-rollouts
          ${about}
          rollout: checkout
          shares: [5, 25, 50]`);
    await expect
      .poll(() => target.read(soon()).catch(() => null), { timeout: 5_000 })
      .toEqual({ version: '1.0.0', shares: { '1.0.0': 100 } });
  });
});
