import type { KubeObject, PodTemplate } from './kube-object.ts';
import type { ObjectStore } from './object-store.ts';

export const templateOf = (object: KubeObject): PodTemplate => object.spec.template as PodTemplate;
export const replicasOf = ({ spec }: KubeObject): number => (spec.replicas as number | undefined) ?? 1;
export const countIn = ({ status }: KubeObject, field: string): number =>
  (status?.[field] as number | undefined) ?? 0;

export const isOwnedBy =
  (owner: KubeObject) =>
  ({ metadata }: KubeObject): boolean =>
    metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid) ?? false;

export const ownerReference = ({ kind = '', metadata }: KubeObject) => ({
  kind,
  name: metadata.name,
  uid: metadata.uid,
  controller: true,
});

/** Long enough that a rollout is seen under way, short enough for a test. */
const READY_AFTER_MS = 12;

let last = 0;

/**
 * The ReplicaSet controller and a kubelet in one. Pods whose image ends in `-fails` cannot be pulled, those in
 * `-hangs` never get ready.
 */
export function keepPods(store: ObjectStore, replicaSet: KubeObject): void {
  const { namespace, name } = replicaSet.metadata;
  const pods = store.list('pods', namespace, isOwnedBy(replicaSet));
  for (let missing = replicasOf(replicaSet) - pods.length; missing > 0; missing--) {
    const template = templateOf(replicaSet);
    const pod = store.create('pods', namespace, {
      metadata: {
        name: `${name}-${++last}`,
        labels: template.metadata?.labels ?? {},
        ownerReferences: [ownerReference(replicaSet)],
      },
      spec: template.spec,
      status: statusOf(template, false),
    });
    setTimeout(() => {
      const found = store.find('pods', namespace, pod.metadata.name);
      if (found) store.replace('pods', { ...found, status: statusOf(template, true) }, 'status');
      const owner = found && store.find('replicasets', namespace, name);
      if (owner) keepPods(store, owner);
    }, READY_AFTER_MS).unref();
  }
  const unwanted = pods.toSorted((a, b) => Number(isReady(a)) - Number(isReady(b)));
  for (const pod of unwanted.slice(0, Math.max(0, pods.length - replicasOf(replicaSet)))) {
    store.remove('pods', namespace, pod.metadata.name);
  }
  const owner = store.find('replicasets', namespace, name);
  if (!owner) return;
  const kept = store.list('pods', namespace, isOwnedBy(replicaSet));
  const ready = kept.filter(isReady).length;
  const status = { replicas: kept.length, readyReplicas: ready, availableReplicas: ready };
  store.replace('replicasets', { ...owner, status }, 'status');
}

const isReady = ({ status }: KubeObject): boolean => status?.phase === 'Running';

function statusOf({ spec }: PodTemplate, isOld: boolean): Record<string, unknown> {
  const waits = spec.containers.map(({ image }) => image.endsWith('-fails') || image.endsWith('-hangs'));
  if (isOld && !waits.includes(true)) {
    return { phase: 'Running', containerStatuses: spec.containers.map(({ name }) => ({ name, state: {} })) };
  }
  const waiting = (image: string) =>
    isOld && image.endsWith('-fails')
      ? { reason: 'ErrImagePull', message: `failed to pull ${image}: no such artefact` }
      : { reason: 'ContainerCreating' };
  return {
    phase: 'Pending',
    containerStatuses: spec.containers.map(({ name, image }) => ({
      name,
      state: { waiting: waiting(image) },
    })),
  };
}
