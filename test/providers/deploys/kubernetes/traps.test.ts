import { afterEach, describe, expect, it } from 'vitest';
import { kubernetesTarget } from '../../../../src/providers/deploys/kubernetes.ts';
import type { DeployTarget, Operation, OperationRefused } from '../../../../src/providers/deploys/port.ts';
import { soon } from '../../local-server.ts';
import { anOperation, ended } from '../conformance.ts';
import type { KubeObject, PodTemplate } from './kube-object.ts';
import { type KubeRig, type Mode, openRig, optionsFor } from './rigs.ts';
import { deploymentIn, imageOf, imagesIn, NAMESPACE } from './shop.ts';

const rigs: KubeRig[] = [];
const rigged = async (mode: Mode): Promise<KubeRig> => {
  const rig = await openRig(mode);
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
const deployed = async (target: DeployTarget, version: string) =>
  carryOut(target, { kind: 'restore', version, against: null, percent: 100 });
const refusalOf = (target: DeployTarget, over: Partial<Operation>): Promise<OperationRefused> =>
  target.start(anOperation({ fence: ++fence, ...over }), soon()).then(
    () => Promise.reject(new Error('it was not refused')),
    error => error,
  );

const templateOf = (object: KubeObject | null) => object?.spec.template as PodTemplate;

describe('a Deployment in place', () => {
  it('keeps its sidecar and whatever else is in the pod when the image is set', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    const found = deploymentIn(api.store);
    expect(imagesIn(found)).toEqual({ app: imageOf('1.4.0'), proxy: 'envoyproxy/envoy:v1.30.0' });
    expect(templateOf(found).spec.containers[0]?.env).toEqual([{ name: 'MODE', value: 'live' }]);
    expect(found?.metadata.annotations).toMatchObject({ 'example.com/owner': 'shop' });
  });

  it('goes back to the template that ran with the version, however often revisions were renumbered', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    const { labels } = templateOf(deploymentIn(api.store)).metadata ?? {};
    await carryOut(target, { version: '1.4.0' });
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.5.0' });
    // Meanwhile somebody changes more than the image.
    const changed = deploymentIn(api.store);
    if (changed) {
      const template = structuredClone(templateOf(changed));
      Object.assign(template.spec.containers[0] ?? {}, { env: [{ name: 'MODE', value: 'trial' }] });
      api.store.replace('deployments', { ...changed, spec: { ...changed.spec, template } }, 'main');
    }
    expect((await deployed(target, '1.3.2')).is).toBe('succeeded');
    const template = templateOf(deploymentIn(api.store));
    expect(template.spec.containers[0]).toMatchObject({
      image: imageOf('1.3.2'),
      env: [{ name: 'MODE', value: 'live' }],
    });
    expect(template.metadata?.labels).toEqual(labels);
    expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
  });

  it('installs the version to go back to when its ReplicaSet is gone', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    for (const one of api.store.list('replicasets', NAMESPACE)) {
      if (one.spec.replicas === 0) api.store.remove('replicasets', NAMESPACE, one.metadata.name);
    }
    expect((await deployed(target, '1.3.2')).is).toBe('succeeded');
    expect((await target.read(soon())).version).toBe('1.3.2');
  });

  it('still serves the version from before while a bad image is rolled out, and tells so', async () => {
    const { target } = await rigged('in-place');
    await deployed(target, '1.3.2');
    const state = await carryOut(target, { version: '1.4.0-fails' });
    expect(state).toEqual({
      is: 'failed',
      why: expect.stringMatching(
        /checkout exceeded its progress deadline: app in pod .*ErrImagePull.*no such artefact/,
      ),
    });
    expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
  });

  it('stands still after it was cancelled, and goes on with the next operation', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    const operation = anOperation({ version: '1.4.0-hangs', fence: ++fence });
    await target.start(operation, soon());
    await target.cancel(operation, soon());
    expect(deploymentIn(api.store)?.spec.paused).toBe(true);
    expect((await deployed(target, '1.3.2')).is).toBe('succeeded');
    expect(deploymentIn(api.store)?.spec.paused ?? false).toBe(false);
  });

  it('is left alone when somebody else has paused it', async () => {
    const { target, api } = await rigged('in-place');
    const found = deploymentIn(api.store);
    if (found) api.store.replace('deployments', { ...found, spec: { ...found.spec, paused: true } }, 'main');
    const refusal = await refusalOf(target, { version: '1.4.0' });
    expect(refusal.reason).toBe('rejected');
    expect(refusal.message).toContain('is paused; resume it with `kubectl rollout resume`');
  });

  it('goes back also when somebody has paused it, as people do to stop what goes wrong', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    await deployed(target, '1.4.0');
    const found = deploymentIn(api.store);
    if (found) api.store.replace('deployments', { ...found, spec: { ...found.spec, paused: true } }, 'main');
    const back = await carryOut(target, { kind: 'restore', version: '1.3.2', against: '1.4.0' });
    expect(back.is).toBe('succeeded');
    expect(deploymentIn(api.store)?.spec.paused ?? false).toBe(false);
    expect(await target.read(soon())).toMatchObject({ version: '1.3.2' });
  });

  it('is not guessed at when its image is of another form', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    const found = deploymentIn(api.store);
    if (found) {
      const template = structuredClone(templateOf(found));
      Object.assign(template.spec.containers[0] ?? {}, { image: 'ghcr.io/acme/checkout:latest' });
      api.store.replace('deployments', { ...found, spec: { ...found.spec, template } }, 'main');
    }
    await expect
      .poll(() => target.read(soon()).catch(error => error.message))
      .toContain('runs `ghcr.io/acme/checkout:latest`, which is not of the form');
  });

  it('is replaced in the batches of the strategy, and else in its own', async () => {
    const { target, api } = await rigged('in-place');
    await deployed(target, '1.3.2');
    expect(deploymentIn(api.store)?.spec.strategy).toBeUndefined();
    await carryOut(target, { version: '1.4.0', with: { maxUnavailable: '1', maxSurge: '1' } });
    const rollingUpdate = { maxUnavailable: 1, maxSurge: 1 };
    expect(deploymentIn(api.store)?.spec.strategy).toEqual({ type: 'RollingUpdate', rollingUpdate });
  });

  it('refuses to divide its traffic', async () => {
    const { target } = await rigged('in-place');
    expect((await refusalOf(target, { kind: 'shift', percent: 25 })).message).toContain('cannot divide');
  });
});

describe('an operation on the cluster', () => {
  it('is known to a process that starts afterwards', async () => {
    const { target, api } = await rigged('in-place');
    const operation = anOperation({ version: '1.4.0', fence: ++fence });
    await target.start(operation, soon());
    const restarted = kubernetesTarget(optionsFor(api, 'in-place'));
    await restarted.start(operation, soon());
    expect((await ended(restarted, operation)).is).toBe('succeeded');
    expect(api.done.get(operation.id)).toBe(1);
  });

  it.each(['in-place', 'http-route', 'service'] as const)(
    'with %s is carried out on what is there now when somebody else was faster',
    async mode => {
      const { target, api } = await rigged(mode);
      await deployed(target, '1.3.2');
      let meddled = 0;
      api.afterGet = path => {
        const [plural = '', name = ''] = path.split('/').slice(-2);
        const found = meddled < 3 ? api.store.find(plural, NAMESPACE, name) : null;
        if (!found) return;
        meddled++;
        const labels = { ...found.metadata.labels, touched: String(meddled) };
        api.store.replace(plural, { ...found, metadata: { ...found.metadata, labels } }, 'main');
      };
      expect((await carryOut(target, { version: '1.4.0' })).is).toBe('succeeded');
      if (target.can.shift) {
        meddled = 0;
        expect((await carryOut(target, { kind: 'shift', percent: 100 })).is).toBe('succeeded');
      }
      expect(meddled).toBe(3);
      expect((await target.read(soon())).version).toBe('1.4.0');
    },
  );

  it('that comes late is refused by every object a later one has changed', async () => {
    const { target, api } = await rigged('http-route');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    const route = api.store.find('httproutes', NAMESPACE, 'checkout');
    // A worker that was paused between its look at the journal and its change: the journal is as it was then.
    const late = anOperation({ version: '1.5.0', fence: fence - 1 });
    if (route) {
      const { 'tminus.dev/fence': _, ...annotations } = route.metadata.annotations ?? {};
      api.store.replace('httproutes', { ...route, metadata: { ...route.metadata, annotations } }, 'main');
    }
    await target.start(late, soon());
    expect(await target.check(late, soon())).toEqual({
      is: 'failed',
      why: expect.stringContaining('a later decision'),
    });
    expect(api.done.get(late.id) ?? 0).toBe(0);
    expect(imagesIn(deploymentIn(api.store, 'checkout-b')).app).not.toBe(imageOf('1.5.0'));
  });

  it('is over when a later one begins', async () => {
    const { target } = await rigged('in-place');
    await deployed(target, '1.3.2');
    const install = anOperation({ version: '1.4.0-hangs', fence: ++fence });
    await target.start(install, soon());
    await deployed(target, '1.3.2');
    expect(await target.check(install, soon())).toEqual({
      is: 'failed',
      why: expect.stringContaining('superseded by'),
    });
  });
});

describe('two Deployments that take turns', () => {
  it('never get a new version into the one that serves', async () => {
    const { target, api } = await rigged('virtual-service');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    await carryOut(target, { kind: 'shift', percent: 25 });
    const refusal = await refusalOf(target, { version: '1.5.0' });
    expect(refusal.message).toContain('both Deployments have traffic');
    await carryOut(target, { kind: 'shift', percent: 100 });
    await carryOut(target, { version: '1.5.0', against: '1.4.0' });
    const versions = ['checkout-a', 'checkout-b'].map(name => imagesIn(deploymentIn(api.store, name)).app);
    expect(versions.toSorted()).toEqual([imageOf('1.4.0'), imageOf('1.5.0')]);
    expect((await target.read(soon())).shares).toEqual({ '1.4.0': 100, '1.5.0': 0 });
  });

  it('give the new version as many pods as serve beside it, and stop the bad one at the end of a rollback', async () => {
    const { target, api } = await rigged('service');
    await deployed(target, '1.3.2');
    const serving = deploymentIn(api.store, 'checkout-b');
    if (serving)
      api.store.replace('deployments', { ...serving, spec: { ...serving.spec, replicas: 5 } }, 'main');
    await carryOut(target, { version: '1.4.0' });
    expect(deploymentIn(api.store, 'checkout-a')?.spec.replicas).toBe(5);
    await carryOut(target, { kind: 'shift', percent: 100 });
    await carryOut(target, { kind: 'restore', version: '1.3.2', against: '1.4.0' });
    expect(deploymentIn(api.store, 'checkout-a')?.spec.replicas).toBe(0);
  });

  it('change weights only where both are, and see when something else changed one of them', async () => {
    const { target, api } = await rigged('http-route');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    await carryOut(target, { kind: 'shift', percent: 25 });
    const route = () => api.store.find('httproutes', NAMESPACE, 'checkout');
    const before = route();
    expect(before?.spec.rules).toMatchObject([
      { backendRefs: [{ name: 'assets', port: 80 }] },
      {
        backendRefs: [
          { name: 'checkout-b', weight: 75 },
          { name: 'checkout-a', weight: 25 },
        ],
      },
      {
        backendRefs: [
          { name: 'checkout-a', weight: 25 },
          { name: 'checkout-b', weight: 75 },
        ],
      },
    ]);
    if (before) {
      const spec = structuredClone(before.spec) as { rules: { backendRefs: { weight: number }[] }[] };
      for (const ref of spec.rules[2]?.backendRefs ?? []) ref.weight = 50;
      api.store.replace('httproutes', { ...before, spec }, 'main');
    }
    expect((await target.read(soon())).shares).toEqual({ '1.3.2': 50, '1.4.0': 50 });
    await carryOut(target, { kind: 'shift', percent: 25 });
    expect((await target.read(soon())).shares).toEqual({ '1.3.2': 75, '1.4.0': 25 });
  });

  it('give the first version all traffic, since nobody else could serve the rest', async () => {
    const { target } = await rigged('http-route');
    await carryOut(target, { version: '1.0.0', against: null });
    await carryOut(target, { kind: 'shift', version: '1.0.0', against: null, percent: 5 });
    expect(await target.read(soon())).toEqual({ version: '1.0.0', shares: { '1.0.0': 100 } });
  });

  it('refuse a share for a version that is in neither of them, and a rest for one that is not there', async () => {
    const { target } = await rigged('http-route');
    await deployed(target, '1.3.2');
    const unknown = await refusalOf(target, { kind: 'shift', version: '9.9.9', percent: 5 });
    expect(unknown.message).toContain('9.9.9 is in neither of the two Deployments');
    await carryOut(target, { version: '1.4.0' });
    const rest = await refusalOf(target, { kind: 'shift', against: '1.2.0', percent: 5 });
    expect(rest.message).toContain('runs 1.3.2, and 1.2.0 is to get the rest');
  });

  it('can only be switched by a Service', async () => {
    const { target } = await rigged('service');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    const refusal = await refusalOf(target, { kind: 'shift', percent: 25 });
    expect(refusal.message).toContain('can only switch; a share of 25 % is not possible');
  });

  it('have the version that was kept stopped in the end, unless it serves again', async () => {
    const { target, api } = await rigged('http-route');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    await carryOut(target, { kind: 'shift', percent: 50 });
    const retired = { kind: 'run', action: 'retire', version: '1.3.2', against: '1.4.0' } as const;
    expect(await carryOut(target, retired)).toEqual({ is: 'failed', why: '1.3.2 has traffic' });
    await carryOut(target, { kind: 'shift', percent: 100 });
    expect((await carryOut(target, retired)).is).toBe('succeeded');
    expect(deploymentIn(api.store, 'checkout-b')?.spec.replicas).toBe(0);
    expect(await target.read(soon())).toEqual({ version: '1.4.0', shares: { '1.4.0': 100 } });
  });

  it('are not served by a canary Ingress that also goes by header', async () => {
    const { target, api } = await rigged('ingress-nginx');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    const ingress = api.store.find('ingresses', NAMESPACE, 'checkout-canary');
    const annotations = {
      ...ingress?.metadata.annotations,
      'nginx.ingress.kubernetes.io/canary-by-header': 'X-Canary',
    };
    if (ingress) {
      api.store.replace('ingresses', { ...ingress, metadata: { ...ingress.metadata, annotations } }, 'main');
    }
    const refusal = await refusalOf(target, { kind: 'shift', percent: 25 });
    expect(refusal.message).toContain('canary-by-header`, which no weight overrules');
    expect((await carryOut(target, { kind: 'shift', percent: 0 })).is).toBe('succeeded');
  });

  it('are not served by a gateway that does not accept the weights', async () => {
    const { target, api } = await rigged('http-route');
    await deployed(target, '1.3.2');
    await carryOut(target, { version: '1.4.0' });
    const route = api.store.find('httproutes', NAMESPACE, 'checkout');
    const labels = { refused: 'true' };
    if (route) api.store.replace('httproutes', { ...route, metadata: { ...route.metadata, labels } }, 'main');
    expect(await carryOut(target, { kind: 'shift', percent: 25 })).toEqual({
      is: 'failed',
      why: expect.stringContaining('does not accept HTTPRoute checkout in namespace shop: no listener'),
    });
  });
});
