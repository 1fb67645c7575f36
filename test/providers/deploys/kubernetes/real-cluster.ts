import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Deployment,
  type V1Pod,
  type V1Service,
  Watch,
} from '@kubernetes/client-node';
import { kubernetesTarget } from '../../../../src/providers/deploys/kubernetes.ts';
import type { Rig } from '../conformance.ts';
import { MODES, openCluster, TOKEN } from './rigs.ts';
import { aDeployment, IMAGE, kubeconfigFor } from './shop.ts';

/** The modes that need nothing but what every API server has. */
export type SimpleMode = 'in-place' | 'service';

/** No node carries it, so no kubelet ever touches the pods of these suites. */
const NOWHERE = { 'tminus.dev/nowhere': 'true' };
const LOOK_EVERY_MS = 50;

/** The API server that `KUBECONFIG` names; else the local one, by the same way in. */
export async function openNamedRig(mode: SimpleMode): Promise<Rig> {
  if (process.env.KUBECONFIG) return openRealRig(process.env.KUBECONFIG, mode);
  const api = await openCluster();
  const folder = mkdtempSync(join(tmpdir(), 'tminus-kube-'));
  const path = join(folder, 'config');
  writeFileSync(path, kubeconfigFor(api.url, TOKEN));
  const rig = await openRealRig(path, mode);
  return {
    ...rig,
    close: async () => {
      await rig.close();
      await api.close();
      rmSync(folder, { recursive: true });
      if (api.store.namespaces().length > 0) throw new Error('the suite has left a namespace behind');
    },
  };
}

/**
 * The API server that a kubeconfig names, with its own Deployment controller, in a namespace of the suite's own that
 * is deleted at the end. What a kubelet would report of the pods is reported here, since their images do not exist.
 */
async function openRealRig(path: string, mode: SimpleMode): Promise<Rig> {
  const config = new KubeConfig();
  config.loadFromFile(path);
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const created = await core.createNamespace({ body: { metadata: { generateName: 'tminus-test-' } } });
  const namespace = created.metadata?.name ?? '';
  const names = mode === 'in-place' ? ['checkout'] : ['checkout-a', 'checkout-b'];
  for (const name of names) {
    const body = aDeployment({ name }) as unknown as V1Deployment;
    if (body.spec?.template.spec) body.spec.template.spec.nodeSelector = NOWHERE;
    await apps.createNamespacedDeployment({ namespace, body });
  }
  if (mode === 'service') {
    const spec = { selector: { slot: 'checkout-a' }, ports: [{ port: 80 }] };
    const body: V1Service = { metadata: { name: 'checkout' }, spec };
    await core.createNamespacedService({ namespace, body });
  }
  const counted = await countOperations(config, namespace);
  const stopReporting = reportPods(core, namespace);
  return {
    target: kubernetesTarget({
      kubeconfig: path,
      namespace,
      container: 'app',
      image: IMAGE,
      replicas: 2,
      layout: MODES[mode].layout,
    }),
    effects: async id => counted.of(id),
    close: async () => {
      stopReporting();
      counted.stop();
      await core.deleteNamespace({ name: namespace });
    },
  };
}

/** How often an object began to carry the note of an operation. */
async function countOperations(config: KubeConfig, namespace: string) {
  const last = new Map<string, string>();
  const counts = new Map<string, number>();
  const see = (_: string, object: V1Deployment) => {
    const id = object.metadata?.annotations?.['tminus.dev/operation'];
    const uid = object.metadata?.uid ?? '';
    if (id === undefined || last.get(uid) === id) return;
    last.set(uid, id);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  };
  const address = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const watching = await new Watch(config).watch(address, {}, see, () => {});
  return { of: (id: string) => counts.get(id) ?? 0, stop: () => watching.abort() };
}

function reportPods(core: CoreV1Api, namespace: string): () => void {
  let isStopped = false;
  const look = async (): Promise<void> => {
    const { items } = await core.listNamespacedPod({ namespace });
    for (const pod of items) {
      const status = statusFor(pod);
      const name = pod.metadata?.name;
      if (!status || !name || pod.metadata?.deletionTimestamp) continue;
      await core
        .patchNamespacedPodStatus(
          { namespace, name, body: { status } },
          setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
        )
        .catch(() => undefined);
    }
  };
  const run = () => {
    if (isStopped) return;
    look()
      .catch(() => undefined)
      .finally(() => setTimeout(run, LOOK_EVERY_MS).unref());
  };
  run();
  return () => {
    isStopped = true;
  };
}

/** Null when there is nothing new to say about the pod. */
function statusFor({ spec, status }: V1Pod): object | null {
  const images = (spec?.containers ?? []).map(({ image = '' }) => image);
  if (images.some(image => image.endsWith('-hangs'))) return null;
  const isReported = (status?.containerStatuses ?? []).length > 0;
  if (isReported) return null;
  const broken = images.find(image => image.endsWith('-fails'));
  const since = new Date().toISOString();
  const state = broken
    ? { waiting: { reason: 'ErrImagePull', message: `failed to pull ${broken}: no such artefact` } }
    : { running: { startedAt: since } };
  const containerStatuses = (spec?.containers ?? []).map(({ name, image }) => ({
    ...{ name, image, imageID: '', ready: !broken, restartCount: 0, state },
  }));
  if (broken) return { phase: 'Pending', containerStatuses };
  const conditions = ['Ready', 'ContainersReady'].map(type => ({
    ...{ type, status: 'True', lastTransitionTime: since },
  }));
  return { phase: 'Running', conditions, containerStatuses };
}
