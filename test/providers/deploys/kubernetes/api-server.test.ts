import {
  ApiException,
  AppsV1Api,
  CustomObjectsApi,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiServer } from './api-server.ts';
import { openApiServer } from './api-server.ts';
import { TOKEN } from './rigs.ts';
import { aDeployment, createHttpRoute, kubeconfigFor, NAMESPACE } from './shop.ts';

/**
 * What was measured on a real API server (1.20) holds for the local one too, asked by the official client: were it
 * kinder, the suites would prove nothing.
 */
const READER = [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }];
const about = { namespace: NAMESPACE, name: 'checkout' };
const route = { ...about, group: 'gateway.networking.k8s.io', version: 'v1', plural: 'httproutes' };

let api: ApiServer;
let config: KubeConfig;
let apps: AppsV1Api;
let custom: CustomObjectsApi;
const by = (strategy: string) => setHeaderOptions('Content-Type', strategy);
const codeOf = (work: Promise<unknown>): Promise<number> =>
  work.then(
    () => 200,
    error => (error instanceof ApiException ? error.code : 0),
  );
const connect = (token: string): KubeConfig => {
  const made = new KubeConfig();
  made.loadFromString(kubeconfigFor(api.url, token));
  return made;
};

beforeAll(async () => {
  api = await openApiServer({ tokens: { [TOKEN]: null, reader: READER } });
  config = connect(TOKEN);
  apps = config.makeApiClient(AppsV1Api);
  custom = config.makeApiClient(CustomObjectsApi);
});
afterAll(() => api.close());
beforeEach(async () => {
  api.store.removeNamespace(NAMESPACE);
  await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: aDeployment({ replicas: 3 }) });
});

const metadata = async () => (await apps.readNamespacedDeployment(about)).metadata ?? {};

describe('the local API server', () => {
  it('merges containers by name in a strategic merge, and replaces the list in a merge patch', async () => {
    const spec = { template: { spec: { containers: [{ name: 'app', image: 'app:2' }] } } };
    const names = async () =>
      (await apps.readNamespacedDeployment(about)).spec?.template.spec?.containers.map(({ name }) => name);
    await apps.patchNamespacedDeployment({ ...about, body: { spec } }, by(PatchStrategy.StrategicMergePatch));
    expect(await names()).toEqual(['app', 'proxy']);
    await apps.patchNamespacedDeployment({ ...about, body: { spec } }, by(PatchStrategy.MergePatch));
    expect(await names()).toEqual(['app']);
  });

  it('answers 422 to a failed test of a JSON patch, and 409 to a version that is not the present one', async () => {
    const { resourceVersion } = await metadata();
    const stale = { metadata: { resourceVersion: '1' }, spec: { replicas: 1 } };
    const test = [{ op: 'test', path: '/metadata/resourceVersion', value: '1' }];
    const good = [{ op: 'test', path: '/metadata/resourceVersion', value: resourceVersion }];
    const patch = (body: object, strategy: string) =>
      codeOf(apps.patchNamespacedDeployment({ ...about, body }, by(strategy)));
    expect(await patch(test, PatchStrategy.JsonPatch)).toBe(422);
    expect(await patch(good, PatchStrategy.JsonPatch)).toBe(200);
    expect(await patch(stale, PatchStrategy.StrategicMergePatch)).toBe(409);
    expect(await patch(stale, PatchStrategy.MergePatch)).toBe(409);
    const found = await apps.readNamespacedDeployment(about);
    if (found.metadata) found.metadata.resourceVersion = '1';
    expect(await codeOf(apps.replaceNamespacedDeployment({ ...about, body: found }))).toBe(409);
  });

  it('raises the generation by spec and, with Deployments, by annotation; the version by any change, and by no other', async () => {
    const before = await metadata();
    const patch = (body: object) =>
      apps.patchNamespacedDeployment({ ...about, body }, by(PatchStrategy.MergePatch));
    await patch({ spec: { replicas: 3 } });
    expect(await metadata()).toEqual(before);
    await patch({ metadata: { labels: { one: '1' } } });
    const labelled = await metadata();
    expect(labelled.generation).toBe(before.generation);
    expect(labelled.resourceVersion).not.toBe(before.resourceVersion);
    await patch({ metadata: { annotations: { one: '1' } } });
    await patch({ spec: { replicas: 4 }, status: { replicas: 9 } });
    const after = await apps.readNamespacedDeployment(about);
    expect(after.metadata?.generation).toBe((before.generation ?? 0) + 2);
    expect(after.status?.replicas).toBeUndefined();
  });

  it('takes no strategic merge for a custom resource, and annotations do not raise its generation', async () => {
    createHttpRoute(api.store);
    const body = { metadata: { annotations: { one: '1' } } };
    const patch = (strategy: string) =>
      codeOf(custom.patchNamespacedCustomObject({ ...route, body }, by(strategy)));
    expect(await patch(PatchStrategy.StrategicMergePatch)).toBe(415);
    expect(await patch(PatchStrategy.MergePatch)).toBe(200);
    expect(api.store.find('httproutes', NAMESPACE, 'checkout')?.metadata.generation).toBe(1);
  });

  it('refuses what is invalid, missing, forbidden or from nobody', async () => {
    const patch = (client: AppsV1Api, body: object, name = 'checkout') =>
      codeOf(
        client.patchNamespacedDeployment({ ...about, name, body }, by(PatchStrategy.StrategicMergePatch)),
      );
    const added = { spec: { template: { spec: { containers: [{ name: 'new' }] } } } };
    expect(await patch(apps, added)).toBe(422);
    expect(await patch(apps, { spec: { selector: { matchLabels: { app: 'other' } } } })).toBe(422);
    expect(await patch(apps, { spec: { replicas: 1 } }, 'chekout')).toBe(404);
    const reader = connect('reader').makeApiClient(AppsV1Api);
    expect(await codeOf(reader.readNamespacedDeployment(about))).toBe(200);
    expect(await patch(reader, { spec: { replicas: 1 } })).toBe(403);
    expect(await codeOf(reader.listNamespacedDeployment({ namespace: NAMESPACE }))).toBe(403);
    expect(await codeOf(connect('nobody').makeApiClient(AppsV1Api).readNamespacedDeployment(about))).toBe(
      401,
    );
  });

  it('tells a watcher what there is and what changes', async () => {
    const seen: string[] = [];
    const path = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
    const watching = await new Watch(config).watch(
      path,
      {},
      (type, object) => seen.push(`${type} ${object.metadata.name} ${object.spec.replicas}`),
      () => {},
    );
    try {
      await expect.poll(() => seen).toEqual(['ADDED checkout 3']);
      const body = { spec: { replicas: 5 } };
      await apps.patchNamespacedDeployment({ ...about, body }, by(PatchStrategy.MergePatch));
      await expect.poll(() => seen).toEqual(['ADDED checkout 3', 'MODIFIED checkout 5']);
    } finally {
      watching.abort();
    }
  });
});
