import { NOTES } from './notes.ts';
import type { Deployment, ReplicaSet, Template } from './shapes.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

/**
 * What stays the Deployment's own; all else comes back with the ReplicaSet.
 * https://github.com/kubernetes/kubectl/blob/master/pkg/polymorphichelpers/rollback.go
 */
const KEPT = [
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

const isKept = (name: string): boolean => KEPT.includes(name) || name.startsWith(NOTES);

const revisionOf = ({ metadata }: ReplicaSet): number => Number(metadata.annotations?.[REVISION] ?? 0);

/**
 * The newest ReplicaSet whose template is of the version. Revision numbers serve to order what is there now and are
 * never kept: undoing renumbers.
 */
export function replicaSetOf(
  replicaSets: readonly ReplicaSet[],
  isOfVersion: (template: Template) => boolean,
): ReplicaSet | null {
  const found = replicaSets.filter(({ spec }) => isOfVersion(spec.template));
  return found.toSorted((a, b) => revisionOf(b) - revisionOf(a))[0] ?? null;
}

/** The template of a ReplicaSet as it was before the controller marked it. */
export function templateOf({ spec }: ReplicaSet): Template {
  const { metadata, ...rest } = spec.template;
  const labels = Object.fromEntries(Object.entries(metadata?.labels ?? {}).filter(([name]) => name !== HASH));
  return { ...rest, metadata: { ...metadata, labels } };
}

/** The annotations a Deployment has after it was taken back to a ReplicaSet. */
export function annotationsAfterUndo(
  deployment: Deployment,
  { metadata }: ReplicaSet,
): Record<string, string> {
  const own = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => isKept(name));
  const back = Object.entries(metadata.annotations ?? {}).filter(([name]) => !isKept(name));
  return Object.fromEntries([...own, ...back]);
}
