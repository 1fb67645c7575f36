import { type Operation, OperationRefused } from '../port.ts';
import { changeByTest } from './change.ts';
import type { Cluster, Ref } from './cluster.ts';
import type { Images } from './image.ts';
import { forbidLate, isDoneBy, notesOf } from './notes.ts';
import { podTroubles } from './pod-troubles.ts';
import { rolloutStatus, type Stand } from './rollout-status.ts';
import {
  Deployment,
  type Pod,
  Pods,
  parse,
  type ReplicaSet,
  ReplicaSets,
  selectorText,
  type Template,
} from './shapes.ts';
import { annotationsAfterUndo, replicaSetOf, templateOf } from './undo.ts';

export interface WorkloadOptions {
  cluster: Cluster;
  namespace: string;
  /** The name of the container that runs the service; others in the pod are left alone. */
  container: string;
  images: Images;
}

/** What tminus does to a Deployment. */
export interface Workload {
  readonly ref: Ref;
  find(signal: AbortSignal): Promise<Deployment>;
  replicaSets(deployment: Deployment, signal: AbortSignal): Promise<ReplicaSet[]>;
  /** Null when the image is not of the form the policy gives. */
  versionIn(template: Template): string | null;
  imageIn(template: Template): string;
  /** @throws OperationRefused when it cannot be given another image */
  forbidUnfit(deployment: Deployment, operation: Operation): void;
  /** Sets the image, by compare-and-set; what is there already only gets the operation's notes. */
  install(deployment: Deployment, operation: Operation, replicas: number, signal: AbortSignal): Promise<void>;
  /** Puts back the template that ran with this version; where it is gone, sets the image. */
  undo(deployment: Deployment, operation: Operation, replicas: number, signal: AbortSignal): Promise<void>;
  scale(deployment: Deployment, operation: Operation, replicas: number, signal: AbortSignal): Promise<void>;
  pause(deployment: Deployment, operation: Operation, signal: AbortSignal): Promise<void>;
  /** By the rules of `kubectl rollout status`, with what the pods say about it. */
  stand(deployment: Deployment, signal: AbortSignal): Promise<Stand>;
}

/** In batches of how many pods are replaced, where the strategy of the release says it. */
function batchesOf({ kind, with: more = {} }: Operation): object {
  const { maxUnavailable, maxSurge } = more;
  if (kind !== 'install' || maxUnavailable === undefined || maxSurge === undefined) return {};
  const rollingUpdate = { maxUnavailable: Number(maxUnavailable), maxSurge: Number(maxSurge) };
  return { strategy: { type: 'RollingUpdate', rollingUpdate } };
}

/** Marks a pause as ours, so that only ours is lifted. */
const PAUSED_BY = 'tminus.dev/paused-by';

export function workload(name: string, options: WorkloadOptions): Workload {
  const { cluster, namespace, container, images } = options;
  const apps = `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}`;
  const ref: Ref = {
    path: `${apps}/deployments/${encodeURIComponent(name)}`,
    what: `Deployment ${name} in namespace ${namespace}`,
  };
  const imageIn = ({ spec }: Template): string =>
    spec.containers.find(one => one.name === container)?.image ?? '';
  const versionIn = (template: Template): string | null => images.versionIn(imageIn(template));

  const patch = async (
    deployment: Deployment,
    operation: Operation,
    spec: object,
    signal: AbortSignal,
    annotations: Record<string, string | null> = {},
  ): Promise<void> => {
    forbidLate(deployment, operation);
    const { resourceVersion } = deployment.metadata;
    const metadata = { resourceVersion, annotations: { ...notesOf(operation), ...annotations } };
    // A merge patch would replace the list of containers and delete the sidecar.
    await cluster.patch(ref, 'strategic', { metadata, spec }, signal);
  };
  const unpaused = { paused: null };

  const pods = async ({ spec }: Deployment, signal: AbortSignal): Promise<Pod[]> => {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods`;
    const list = await cluster.list(
      { path, what: `the pods of ${name}` },
      selectorText(spec.selector),
      signal,
    );
    return parse(Pods, list, `the pods of ${name}`).items;
  };

  const self: Workload = {
    ref,
    imageIn,
    versionIn,
    find: async signal => parse(Deployment, await cluster.get(ref, signal), ref.what),

    async replicaSets({ metadata, spec }, signal) {
      const what = `the ReplicaSets of ${name}`;
      const list = await cluster.list(
        { path: `${apps}/replicasets`, what },
        selectorText(spec.selector),
        signal,
      );
      const isOwned = ({ metadata: { ownerReferences } }: ReplicaSet): boolean =>
        ownerReferences?.some(owner => owner.controller && owner.uid === metadata.uid) ?? false;
      return parse(ReplicaSets, list, what).items.filter(isOwned);
    },

    forbidUnfit({ metadata, spec }, { kind }) {
      const names = spec.template.spec.containers.map(one => `\`${one.name}\``);
      if (!names.includes(`\`${container}\``)) {
        throw new OperationRefused(
          'rejected',
          `${ref.what} has no container \`${container}\`; it has ${names.join(' and ')}`,
        );
      }
      // People pause what goes wrong, and going back must not wait for them to resume it.
      if (kind !== 'restore' && spec.paused && !metadata.annotations?.[PAUSED_BY]) {
        throw new OperationRefused(
          'rejected',
          `${ref.what} is paused; resume it with \`kubectl rollout resume\` first`,
        );
      }
    },

    async install(deployment, operation, replicas, signal) {
      const image = images.of(operation.version);
      const isThere = versionIn(deployment.spec.template) === operation.version;
      const template = { spec: { containers: [{ name: container, image }] } };
      // An image that is pinned to a digest is the version already; its tag alone might be another build.
      const spec = { ...unpaused, ...batchesOf(operation), replicas, ...(isThere ? {} : { template }) };
      await patch(deployment, operation, spec, signal, { [PAUSED_BY]: null });
    },

    async undo(deployment, operation, replicas, signal) {
      const isOfVersion = (template: Template) => versionIn(template) === operation.version;
      const back = isOfVersion(deployment.spec.template)
        ? null
        : replicaSetOf(await self.replicaSets(deployment, signal), isOfVersion);
      if (!back) return self.install(deployment, operation, replicas, signal);
      forbidLate(deployment, operation);
      const { [PAUSED_BY]: _, ...annotations } = {
        ...annotationsAfterUndo(deployment, back),
        ...notesOf(operation),
      };
      await changeByTest(
        cluster,
        ref,
        deployment,
        operation,
        [
          { op: 'replace', path: '/spec/template', value: templateOf(back) },
          { op: 'add', path: '/metadata/annotations', value: annotations },
          { op: 'add', path: '/spec/replicas', value: replicas },
          { op: 'add', path: '/spec/paused', value: false },
        ],
        signal,
      );
    },

    scale: (deployment, operation, replicas, signal) => patch(deployment, operation, { replicas }, signal),

    async pause(deployment, operation, signal) {
      if (!isDoneBy(deployment, operation) || deployment.spec.paused) return;
      await patch(deployment, operation, { paused: true }, signal, { [PAUSED_BY]: operation.id });
    },

    async stand(deployment, signal) {
      const stand = rolloutStatus(deployment);
      if (stand.is === 'succeeded') return stand;
      const seen = podTroubles(await pods(deployment, signal))[0];
      if (!seen) return stand;
      return stand.is === 'failed'
        ? { is: 'failed', why: `${stand.why}: ${seen}` }
        : { is: 'running', note: `${stand.note ?? ''}: ${seen}` };
    },
  };
  return self;
}
