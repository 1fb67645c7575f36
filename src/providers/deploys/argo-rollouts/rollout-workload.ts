import type { Cluster, Ref } from '../kubernetes/cluster.ts';
import type { Images } from '../kubernetes/image.ts';
import { forbidLate, notesOf } from '../kubernetes/notes.ts';
import { podTroubles } from '../kubernetes/pod-troubles.ts';
import {
  Deployment,
  Pods,
  parse,
  type ReplicaSet,
  ReplicaSets,
  selectorText,
  type Template,
} from '../kubernetes/shapes.ts';
import { type Operation, OperationRefused } from '../port.ts';
import { phaseOf, Rollout, stepIndexOf, weightAt } from './rollout.ts';
import { setImage } from './set-image.ts';

const HASH = 'rollouts-pod-template-hash';
/** Marks a pause as ours, so that only ours is lifted. */
export const PAUSED_BY = 'tminus.dev/paused-by';
/** The operation that brought the first version, which takes everything. */
export const FIRST = 'tminus.dev/first';

/** People pause what goes wrong, and going back must not wait for them to resume it. */
export const goesBack = ({ kind, percent }: Operation): boolean =>
  kind === 'restore' || (kind === 'shift' && percent === 0);

/** Null for an image that is not of the form the policy gives. */
export interface Versions {
  current: string | null;
  stable: string | null;
}

export interface RolloutWorkloadOptions {
  cluster: Cluster;
  namespace: string;
  container: string;
  images: Images;
  /** How many pods the first version gets. */
  replicas: number;
}

export interface RolloutWorkload {
  readonly ref: Ref;
  find(signal: AbortSignal): Promise<Rollout>;
  /** @throws OperationRefused when it cannot be given another image */
  forbidUnfit(rollout: Rollout, operation: Operation, signal: AbortSignal): Promise<void>;
  setVersion(rollout: Rollout, operation: Operation, signal: AbortSignal): Promise<void>;
  versions(rollout: Rollout, signal: AbortSignal): Promise<Versions>;
  /** Percent of the traffic on the version that is being rolled out. */
  canaryShare(rollout: Rollout, signal: AbortSignal): Promise<number>;
  note(
    rollout: Rollout,
    annotations: Record<string, string | null>,
    changes: { spec?: object },
    signal: AbortSignal,
  ): Promise<void>;
  /** Why its pods do not get ready; null when nothing is known. */
  podTrouble(rollout: Rollout, signal: AbortSignal): Promise<string | null>;
}

export function rolloutWorkload(name: string, options: RolloutWorkloadOptions): RolloutWorkload {
  const { cluster, namespace, container, images } = options;
  const inNamespace = (api: string) => `${api}/namespaces/${encodeURIComponent(namespace)}`;
  const ref: Ref = {
    path: `${inNamespace('/apis/argoproj.io/v1alpha1')}/rollouts/${encodeURIComponent(name)}`,
    what: `Rollout ${name} in namespace ${namespace}`,
  };
  /** The Deployment that holds the template, where the Rollout refers to one. */
  const referred = ({ spec }: Rollout): Ref | null =>
    spec.workloadRef
      ? {
          path: `${inNamespace('/apis/apps/v1')}/deployments/${encodeURIComponent(spec.workloadRef.name)}`,
          what: `Deployment ${spec.workloadRef.name} in namespace ${namespace}`,
        }
      : null;
  const templateOf = async (rollout: Rollout, signal: AbortSignal): Promise<Template | null> => {
    const holder = referred(rollout);
    if (!holder) return rollout.spec.template ?? null;
    return parse(Deployment, await cluster.get(holder, signal), holder.what).spec.template;
  };
  const versionIn = (template: Template | null): string | null =>
    images.versionIn(template?.spec.containers.find(one => one.name === container)?.image ?? '');

  const replicaSets = async (rollout: Rollout, signal: AbortSignal): Promise<ReplicaSet[]> => {
    const about = { path: `${inNamespace('/apis/apps/v1')}/replicasets`, what: `the ReplicaSets of ${name}` };
    const list = await cluster.list(about, selectorText(rollout.spec.selector), signal);
    return parse(ReplicaSets, list, about.what).items.filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === rollout.metadata.uid),
    );
  };
  const withHash = (sets: readonly ReplicaSet[], hash: string): ReplicaSet | null =>
    sets.find(({ metadata }) => metadata.labels?.[HASH] === hash) ?? null;

  return {
    ref,
    find: async signal => parse(Rollout, await cluster.get(ref, signal), ref.what),

    async forbidUnfit(rollout, operation, signal) {
      const { spec, metadata } = rollout;
      const reject = (why: string) => new OperationRefused('rejected', `${ref.what} ${why}`);
      if (spec.workloadRef && spec.workloadRef.kind !== 'Deployment') {
        throw reject(`refers to a ${spec.workloadRef.kind}, and only a Deployment can be given an image`);
      }
      const names = (await templateOf(rollout, signal))?.spec.containers.map(one => `\`${one.name}\``) ?? [];
      if (!names.includes(`\`${container}\``)) {
        throw reject(`has no container \`${container}\`; it has ${names.join(' and ') || 'none'}`);
      }
      if (!goesBack(operation) && spec.paused && !metadata.annotations?.[PAUSED_BY]) {
        throw reject('is paused; resume it with `kubectl argo rollouts promote` first');
      }
    },

    async setVersion(rollout, operation, signal) {
      const { version } = operation;
      const holder = referred(rollout);
      const isThere = versionIn(await templateOf(rollout, signal)) === version;
      const image = isThere ? null : images.of(version);
      const notes = notesOf(operation);
      const inspect = (object: Parameters<typeof forbidLate>[0]) => forbidLate(object, operation);
      if (holder) {
        await setImage(cluster, holder, { container, image, annotations: notes, spec: {} }, inspect, signal);
      }
      const isFirst = rollout.spec.replicas === 0;
      const setting = {
        container,
        image: holder ? null : image,
        annotations: { ...notes, ...(isFirst ? { [FIRST]: operation.id } : {}) },
        spec: isFirst ? { replicas: options.replicas } : {},
      };
      await setImage(cluster, ref, setting, inspect, signal);
    },

    async versions(rollout, signal) {
      const { currentPodHash, stableRS } = rollout.status;
      const sets = await replicaSets(rollout, signal);
      const of = (hash: string) => versionIn(withHash(sets, hash)?.spec.template ?? null);
      return { current: of(currentPodHash), stable: of(stableRS) };
    },

    async canaryShare(rollout, signal) {
      const { spec, status } = rollout;
      if (spec.strategy.canary?.trafficRouting) return status.canary?.weights?.canary.weight ?? 0;
      // Without a router pods are the traffic; where it stands, it has come as near to the weight as their number allows.
      if (phaseOf(rollout).phase === 'Paused') return weightAt(rollout, stepIndexOf(rollout));
      const sets = await replicaSets(rollout, signal);
      const ready = (set: ReplicaSet | null) => set?.status.readyReplicas ?? 0;
      const total = sets.reduce((sum, set) => sum + ready(set), 0);
      return total === 0 ? 0 : Math.round((100 * ready(withHash(sets, status.currentPodHash))) / total);
    },

    async note(rollout, annotations, { spec }, signal) {
      const metadata = { resourceVersion: rollout.metadata.resourceVersion, annotations };
      await cluster.patch(ref, 'merge', { metadata, ...(spec ? { spec } : {}) }, signal);
    },

    async podTrouble(rollout, signal) {
      const about = { path: `${inNamespace('/api/v1')}/pods`, what: `the pods of ${name}` };
      const list = await cluster.list(about, selectorText(rollout.spec.selector), signal);
      return podTroubles(parse(Pods, list, about.what).items)[0] ?? null;
    },
  };
}
