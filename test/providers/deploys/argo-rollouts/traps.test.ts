import { afterEach, describe, expect, it } from 'vitest';
import { promote, promoteFull } from '../../../../src/providers/deploys/argo-rollouts/plugin-patches.ts';
import { Rollout } from '../../../../src/providers/deploys/argo-rollouts/rollout.ts';
import { argoRolloutsTarget } from '../../../../src/providers/deploys/argo-rollouts.ts';
import type { DeployTarget, Operation, OperationRefused } from '../../../../src/providers/deploys/port.ts';
import { soon } from '../../local-server.ts';
import { anOperation, ended } from '../conformance.ts';
import type { KubeObject } from '../kubernetes/kube-object.ts';
import { type KubeRig, openCluster } from '../kubernetes/rigs.ts';
import { allowedBy, shippedRules } from '../kubernetes/roles.ts';
import { aDeployment, aRollout, imageOf, imagesIn, NAMESPACE } from '../kubernetes/shop.ts';
import { argoOptions, openArgoRig } from './rig.ts';

const rigs: KubeRig[] = [];
const rigged = async (...how: Parameters<typeof openArgoRig>): Promise<KubeRig> => {
  const rig = await openArgoRig(...how);
  rigs.push(rig);
  return rig;
};
afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.close();
});

let fence = 0;
const carryOut = async (target: DeployTarget, over: Partial<Operation>) => {
  const operation = anOperation({ fence: ++fence, ...over });
  await target.start(operation, soon());
  return ended(target, operation);
};
const refusalOf = (target: DeployTarget, over: Partial<Operation>): Promise<OperationRefused> =>
  target.start(anOperation({ fence: ++fence, ...over }), soon()).then(
    () => Promise.reject(new Error('it was not refused')),
    error => error,
  );
const rolloutIn = ({ api }: KubeRig): KubeObject => {
  const found = api.store.find('rollouts', NAMESPACE, 'checkout');
  if (!found) throw new Error('the Rollout is gone');
  return found;
};
const deployed = (target: DeployTarget, version = '1.3.2') =>
  carryOut(target, { kind: 'restore', version, against: null, percent: 100 });
const shift = (target: DeployTarget, percent: number, over: Partial<Operation> = {}) =>
  carryOut(target, { kind: 'shift', percent, ...over });

describe('a Rollout', () => {
  it('goes out in its own steps, and is stable at the end', async () => {
    const rig = await rigged();
    const { target } = rig;
    await deployed(target);
    expect(await carryOut(target, { version: '1.4.0' })).toMatchObject({ is: 'succeeded' });
    const seen = [(await target.read(soon())).shares];
    // One of its shares is passed over.
    for (const percent of [5, 50, 100]) {
      expect(await shift(target, percent)).toMatchObject({ is: 'succeeded' });
      seen.push((await target.read(soon())).shares);
    }
    expect(seen).toEqual([
      { '1.3.2': 100, '1.4.0': 0 },
      { '1.3.2': 95, '1.4.0': 5 },
      { '1.3.2': 50, '1.4.0': 50 },
      { '1.4.0': 100 },
    ]);
    expect(imagesIn(rolloutIn(rig))).toEqual({
      app: imageOf('1.4.0'),
      proxy: 'envoyproxy/envoy:v1.30.0',
    });
  });

  it('is aborted at 0 %, and gets its old image back, so that no retry brings the bad one', async () => {
    const rig = await rigged();
    const { target } = rig;
    await deployed(target);
    await carryOut(target, { version: '1.4.0' });
    await shift(target, 25);
    expect(await shift(target, 0)).toMatchObject({ is: 'succeeded' });
    expect((await target.read(soon())).shares).toEqual({ '1.3.2': 100, '1.4.0': 0 });
    expect(imagesIn(rolloutIn(rig)).app).toBe(imageOf('1.4.0'));
    expect(await carryOut(target, { kind: 'restore', version: '1.3.2', against: '1.4.0' })).toMatchObject({
      is: 'succeeded',
    });
    expect(imagesIn(rolloutIn(rig)).app).toBe(imageOf('1.3.2'));
    expect(rolloutIn(rig).status).toMatchObject({ phase: 'Healthy', abort: false });
  });

  it('is tried again with a version whose rollout was aborted', async () => {
    const { target } = await rigged();
    await deployed(target);
    await carryOut(target, { version: '1.4.0' });
    await shift(target, 0);
    expect(await carryOut(target, { version: '1.4.0' })).toMatchObject({ is: 'succeeded' });
    expect(await shift(target, 5)).toMatchObject({ is: 'succeeded' });
  });

  it('that is fully promoted goes back by a restore alone', async () => {
    const { target } = await rigged();
    await deployed(target);
    await carryOut(target, { version: '1.4.0' });
    await shift(target, 100);
    const refusal = await refusalOf(target, { kind: 'shift', percent: 0 });
    expect(refusal.message).toContain('fully promoted; only restoring 1.3.2');
    await carryOut(target, { kind: 'restore', version: '1.3.2', against: '1.4.0' });
    expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
  });

  it('cannot go back to a share it has passed', async () => {
    const { target } = await rigged();
    await deployed(target);
    await carryOut(target, { version: '1.4.0' });
    await shift(target, 50);
    const refusal = await refusalOf(target, { kind: 'shift', percent: 5 });
    expect(refusal.message).toContain('it is at 50 % and cannot go back to 5 %');
  });

  it('goes back also when somebody has paused it, as people do to stop what goes wrong', async () => {
    const rig = await rigged();
    await deployed(rig.target);
    await carryOut(rig.target, { version: '1.4.0' });
    await shift(rig.target, 5);
    const found = rolloutIn(rig);
    rig.api.store.replace('rollouts', { ...found, spec: { ...found.spec, paused: true } }, 'main');
    expect(await carryOut(rig.target, { kind: 'shift', version: '1.4.0', percent: 0 })).toMatchObject({
      is: 'succeeded',
    });
    expect(rolloutIn(rig).spec.paused).toBe(false);
    expect(await carryOut(rig.target, { kind: 'restore', version: '1.3.2', against: '1.4.0' })).toMatchObject(
      {
        is: 'succeeded',
      },
    );
  });

  it('stands still when its operation is stopped, and goes on with the next', async () => {
    const rig = await rigged();
    const { target } = rig;
    await deployed(target);
    const operation = anOperation({ version: '1.4.0-hangs', fence: ++fence });
    await target.start(operation, soon());
    await target.cancel(operation, soon());
    expect(rolloutIn(rig).spec.paused).toBe(true);
    expect(
      await carryOut(target, { kind: 'restore', version: '1.3.2', against: '1.4.0-hangs' }),
    ).toMatchObject({
      is: 'succeeded',
    });
    expect(rolloutIn(rig).spec.paused).toBe(false);
    expect(rolloutIn(rig).metadata.annotations).not.toHaveProperty('tminus.dev/paused-by');
  });

  it('that refers to a Deployment has the image set there', async () => {
    const { template: _, ...spec } = aRollout().spec;
    const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout-pods' };
    const rig = await rigged({ ...aRollout(), spec: { ...spec, workloadRef } });
    rig.api.store.create('deployments', NAMESPACE, {
      ...aDeployment({ name: 'checkout-pods' }),
      spec: { ...aDeployment().spec },
    });
    await deployed(rig.target);
    expect(await carryOut(rig.target, { version: '1.4.0' })).toMatchObject({ is: 'succeeded' });
    const pods = rig.api.store.find('deployments', NAMESPACE, 'checkout-pods');
    expect(imagesIn(pods).app).toBe(imageOf('1.4.0'));
    expect(await shift(rig.target, 5)).toMatchObject({ is: 'succeeded' });
  });

  it('without a traffic router is read by the weight it stands at', async () => {
    const { target } = await rigged(aRollout({}));
    await deployed(target);
    await carryOut(target, { version: '1.4.0' });
    await shift(target, 25);
    expect((await target.read(soon())).shares).toEqual({ '1.3.2': 75, '1.4.0': 25 });
  });

  it('of a version before 0.10 is patched as a whole', async () => {
    const rig = await rigged();
    rig.api.withoutStatus.add('rollouts');
    await deployed(rig.target);
    await carryOut(rig.target, { version: '1.4.0' });
    expect(await shift(rig.target, 5)).toMatchObject({ is: 'succeeded' });
    expect(await shift(rig.target, 0)).toMatchObject({ is: 'succeeded' });
  });

  it('is changed as it is now when somebody else was faster', async () => {
    const rig = await rigged();
    await deployed(rig.target);
    let meddled = 0;
    rig.api.afterGet = () => {
      if (meddled++ > 4) return;
      const found = rolloutIn(rig);
      const labels = { ...found.metadata.labels, touched: String(meddled) };
      rig.api.store.replace('rollouts', { ...found, metadata: { ...found.metadata, labels } }, 'main');
    };
    expect(await carryOut(rig.target, { version: '1.4.0' })).toMatchObject({ is: 'succeeded' });
    expect(await shift(rig.target, 5)).toMatchObject({ is: 'succeeded' });
    expect(rolloutIn(rig).metadata.labels).toHaveProperty('touched', '5');
  });
});

describe('a Rollout is refused with the reason when', () => {
  const steps = (...list: object[]) => aRollout({ trafficRouting: {}, steps: list });
  const zero = [{ setCanaryScale: { replicas: 1 } }, { pause: {} }];
  it.each([
    [
      'a share of the policy is none of its steps',
      steps(...zero, { setWeight: 5 }, { pause: {} }, { setWeight: 25 }, { pause: { duration: 60 } }),
      'at 25, 50 %; it has them at 5',
    ],
    [
      'its first weight comes before a pause',
      steps({ setWeight: 5 }, { pause: {} }),
      'its steps must begin without weight',
    ],
    [
      'it is no canary',
      { ...aRollout(), spec: { ...aRollout().spec, strategy: { blueGreen: {} } } },
      'its strategy is not `canary`',
    ],
    [
      'somebody has paused it',
      { ...aRollout(), spec: { ...aRollout().spec, paused: true } },
      'is paused; resume it with `kubectl argo rollouts promote`',
    ],
  ])('%s', async (_, rollout, sentence) => {
    const { target, api } = await rigged(rollout);
    const refusal = await refusalOf(target, {});
    expect(refusal).toMatchObject({ name: 'OperationRefused', reason: 'rejected' });
    expect(refusal.message).toContain(sentence);
    expect(api.done.size).toBe(0);
  });

  it('it lacks the container, or is not there', async () => {
    const { target } = await rigged(aRollout(), { container: 'web' });
    expect((await refusalOf(target, {})).message).toContain(
      'has no container `web`; it has `app` and `proxy`',
    );
    const other = await rigged(aRollout(), { rollout: 'chekout' });
    expect((await refusalOf(other.target, {})).message).toContain('there is no Rollout chekout');
  });

  it('its analysis could not tell', async () => {
    const rig = await rigged();
    await deployed(rig.target);
    await carryOut(rig.target, { version: '1.4.0' });
    const found = rolloutIn(rig);
    const labels = { inconclusive: 'true' };
    rig.api.store.replace('rollouts', { ...found, metadata: { ...found.metadata, labels } }, 'main');
    expect(await shift(rig.target, 5)).toEqual({
      is: 'failed',
      why: expect.stringContaining('its analysis could not tell'),
    });
  });
});

describe('the patches of the plugin', () => {
  const at = (status: object, spec: object = {}) =>
    Rollout.parse({
      metadata: { name: 'checkout', uid: 'u', resourceVersion: '1' },
      spec: { strategy: { canary: { steps: [{ setWeight: 5 }, { pause: {} }] } }, ...spec },
      status,
    });
  it('end the pause or skip the step, and never both', () => {
    const paused = at({ pauseConditions: [{ reason: 'CanaryPauseStep' }], currentStepIndex: 1 });
    expect(promote(paused)).toEqual({ status: { pauseConditions: null } });
    expect(promote(at({ currentStepIndex: 0 }))).toEqual({
      status: { pauseConditions: null, currentStepIndex: 1 },
    });
    expect(promote(at({ currentStepIndex: 2 }, { paused: true }))).toEqual({
      spec: { paused: false },
      status: { pauseConditions: null, currentStepIndex: 2 },
    });
  });
  it('promote fully only what is not stable yet', () => {
    expect(promoteFull(at({ currentPodHash: 'b', stableRS: 'a' }))).toEqual({
      status: { promoteFull: true },
    });
    expect(promoteFull(at({ currentPodHash: 'a', stableRS: 'a' }))).toBeNull();
  });
});

it('the shipped Role allows exactly what the argo-rollouts target asks for', async () => {
  const rules = shippedRules('argo-rollouts-role.yaml');
  const api = await openCluster({ limited: rules });
  const { template: _, ...spec } = aRollout().spec;
  const workloadRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout-pods' };
  const pods = { ...aDeployment({ name: 'checkout-pods' }), spec: { ...aDeployment().spec } };
  api.store.create('deployments', NAMESPACE, pods);
  api.store.create('rollouts', NAMESPACE, { ...aRollout(), spec: { ...spec, workloadRef } });
  try {
    const target = argoRolloutsTarget(argoOptions(api, 'limited'));
    await deployed(target);
    for (const over of [
      { version: '1.4.0' },
      { kind: 'shift', percent: 25 },
      { kind: 'shift', percent: 0 },
      { kind: 'restore', version: '1.3.2', against: '1.4.0' },
      { kind: 'restore', version: '1.2.0', against: '1.3.2' },
    ] as const) {
      expect(await carryOut(target, over), JSON.stringify(over)).toEqual({
        is: 'succeeded',
        note: expect.anything(),
      });
    }
    expect(await carryOut(target, { version: '1.5.0-fails' })).toMatchObject({
      is: 'failed',
      why: expect.stringContaining('no such artefact'),
    });
    expect([...api.seen].toSorted()).toEqual(allowedBy(rules).toSorted());
  } finally {
    await api.close();
  }
});
