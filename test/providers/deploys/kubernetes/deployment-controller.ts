import { createHash } from 'node:crypto';
import { type KubeObject, type PodTemplate, sameJson } from './kube-object.ts';
import type { ObjectStore } from './object-store.ts';
import { countIn, isOwnedBy, keepPods, ownerReference, replicasOf, templateOf } from './pods.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';
const MAX_SURGE = 1;
const HISTORY = 10;

interface Progressing {
  type: 'Progressing';
  status: string;
  reason: string;
  message: string;
  lastUpdateTime: string;
}

const revisionOf = ({ metadata }: KubeObject): number => Number(metadata.annotations?.[REVISION] ?? 0);

export const bare = (template: PodTemplate, hash = HASH): PodTemplate => {
  const { [hash]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
};

export const hashOf = (template: PodTemplate): string =>
  createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);

/**
 * As much of https://github.com/kubernetes/kubernetes/tree/master/pkg/controller/deployment as a client can tell:
 * ReplicaSets by template, a rolling update with a surge of one, revisions that are renumbered by an undo,
 * annotations copied down, conditions and the progress deadline.
 */
export function keepDeployment(store: ObjectStore, namespace: string, name: string): void {
  const deployment = store.find('deployments', namespace, name);
  if (!deployment) return;
  const all = store.list('replicasets', namespace, isOwnedBy(deployment));
  const template = templateOf(deployment);
  const isCurrent = (one: KubeObject) => sameJson(bare(templateOf(one)), bare(template));
  const isPaused = deployment.spec.paused === true;
  let current = all.find(isCurrent) ?? null;
  const newest = Math.max(0, ...all.map(revisionOf));
  if (!isPaused) {
    const revision = current && revisionOf(current) === newest ? newest : newest + 1;
    current = keepCurrent(store, deployment, current, revision);
    for (const old of all.filter(one => !isCurrent(one)).toSorted((a, b) => revisionOf(a) - revisionOf(b))) {
      if (all.length > HISTORY && replicasOf(old) === 0)
        store.remove('replicasets', namespace, old.metadata.name);
    }
    scale(store, deployment, current);
  }
  report(store, deployment.metadata, current?.metadata.name ?? null);
}

function keepCurrent(
  store: ObjectStore,
  deployment: KubeObject,
  known: KubeObject | null,
  revision: number,
): KubeObject {
  const { namespace, name } = deployment.metadata;
  const annotations = { ...deployment.metadata.annotations, [REVISION]: String(revision) };
  if (deployment.metadata.annotations?.[REVISION] !== String(revision)) {
    const noted = { ...deployment, metadata: { ...deployment.metadata, annotations } };
    store.replace('deployments', noted, 'main');
  }
  if (known)
    return store.replace('replicasets', { ...known, metadata: { ...known.metadata, annotations } }, 'main');
  const template = templateOf(deployment);
  const hash = hashOf(template);
  const labels = { ...template.metadata?.labels, [HASH]: hash };
  return store.create('replicasets', namespace, {
    metadata: {
      name: `${name}-${hash}`,
      labels,
      annotations,
      ownerReferences: [ownerReference(deployment)],
    },
    spec: { replicas: 0, template: { ...template, metadata: { ...template.metadata, labels } } },
    status: {},
  });
}

function scale(store: ObjectStore, deployment: KubeObject, current: KubeObject): void {
  const { namespace } = deployment.metadata;
  const desired = replicasOf(deployment);
  const sets = store.list('replicasets', namespace, isOwnedBy(deployment));
  const others = sets.filter(({ metadata }) => metadata.name !== current.metadata.name);
  const setTo = (one: KubeObject, replicas: number): void => {
    if (replicasOf(one) === replicas) return;
    const scaled = { ...one, spec: { ...one.spec, replicas } };
    keepPods(store, store.replace('replicasets', scaled, 'main'));
  };
  const othersWanted = others.reduce((sum, one) => sum + replicasOf(one), 0);
  const room = desired + MAX_SURGE - othersWanted;
  const grown = Math.min(desired, Math.max(replicasOf(current), Math.min(room, desired)));
  setTo(current, grown);
  const ready = countIn(
    store.find('replicasets', namespace, current.metadata.name) ?? current,
    'readyReplicas',
  );
  let allowed = Math.max(0, desired - ready);
  for (const one of others.toSorted((a, b) => revisionOf(b) - revisionOf(a))) {
    // Pods that never got ready serve nobody and go first.
    const useful = Math.min(countIn(one, 'readyReplicas'), replicasOf(one), allowed);
    allowed -= useful;
    setTo(one, useful);
  }
}

function report(
  store: ObjectStore,
  { namespace, name }: KubeObject['metadata'],
  current: string | null,
): void {
  const deployment = store.find('deployments', namespace, name);
  if (!deployment) return;
  const sets = store.list('replicasets', namespace, isOwnedBy(deployment));
  const updated = sets.find(({ metadata }) => metadata.name === current);
  const total = (field: string) => sets.reduce((sum, one) => sum + countIn(one, field), 0);
  const counts = {
    observedGeneration: deployment.metadata.generation,
    replicas: total('replicas'),
    updatedReplicas: updated ? countIn(updated, 'replicas') : 0,
    readyReplicas: total('readyReplicas'),
    availableReplicas: total('availableReplicas'),
  };
  const condition = progressing(deployment, counts, current);
  const status = { ...counts, newReplicaSet: current, conditions: [condition] };
  store.replace('deployments', { ...deployment, status }, 'status');
}

function progressing(
  { spec, status, metadata }: KubeObject,
  counts: Record<string, number>,
  current: string | null,
): Progressing {
  const before = (status?.conditions as Progressing[] | undefined)?.[0] ?? null;
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = counts;
  const desired = replicasOf({ spec, status, metadata } as KubeObject);
  const now = new Date().toISOString();
  const make = (reason: string, message: string, is = 'True'): Progressing =>
    before?.reason === reason && status?.newReplicaSet === current
      ? before
      : { type: 'Progressing', status: is, reason, message, lastUpdateTime: now };
  if (spec.paused === true) return make('DeploymentPaused', 'Deployment is paused', 'Unknown');
  if (updatedReplicas === desired && replicas === desired && availableReplicas === desired) {
    return make('NewReplicaSetAvailable', `ReplicaSet "${current}" has successfully progressed.`);
  }
  const isSame = status?.newReplicaSet === current;
  if (
    !isSame ||
    !before ||
    before.reason === 'NewReplicaSetAvailable' ||
    before.reason === 'DeploymentPaused'
  ) {
    return { ...make('NewReplicaSetCreated', `Created new replica set "${current}"`), lastUpdateTime: now };
  }
  const moved = ['updatedReplicas', 'availableReplicas'].some(
    field => (counts[field] ?? 0) > ((status?.[field] as number | undefined) ?? 0),
  );
  if (moved) {
    const message = `ReplicaSet "${current}" is progressing.`;
    return { ...make('ReplicaSetUpdated', message), lastUpdateTime: now };
  }
  const deadlineMs = ((spec.progressDeadlineSeconds as number | undefined) ?? 600) * 1000;
  const isLate = Date.now() - Date.parse(before.lastUpdateTime) > deadlineMs;
  return isLate || before.reason === 'ProgressDeadlineExceeded'
    ? make('ProgressDeadlineExceeded', `ReplicaSet "${current}" has timed out progressing.`, 'False')
    : before;
}
