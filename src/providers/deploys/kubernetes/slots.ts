import { type Operation, OperationRefused, TargetUnavailable } from '../port.ts';
import type { Deployment } from './shapes.ts';
import type { SlotLabels, Weights } from './traffic/traffic.ts';
import type { Workload } from './workload.ts';

/** One of two Deployments that take turns, and what it gets of the traffic. */
export interface Slot {
  at: 0 | 1;
  workload: Workload;
  deployment: Deployment;
  /** Null when nothing is installed: no pods are wanted, or its image is of another form. */
  version: string | null;
  percent: number;
}

export type Slots = readonly [Slot, Slot];

export const labelsOf = (first: Deployment, second: Deployment): SlotLabels => [
  first.spec.template.metadata?.labels ?? {},
  second.spec.template.metadata?.labels ?? {},
];

export function slotsOf(
  workloads: readonly [Workload, Workload],
  deployments: readonly [Deployment, Deployment],
  weights: Weights,
): Slots {
  const slot = (at: 0 | 1): Slot => {
    const deployment = deployments[at];
    const workload = workloads[at];
    const isInstalled = deployment.spec.replicas > 0;
    const version = isInstalled ? workload.versionIn(deployment.spec.template) : null;
    return { at, workload, deployment, version, percent: weights[at] };
  };
  return [slot(0), slot(1)];
}

export const otherOf = (slots: Slots, { at }: Slot): Slot => slots[at === 0 ? 1 : 0];

/** The slot a version is in; with the same version in both, the one with more traffic. */
export const slotWith = (slots: Slots, version: string | null): Slot | null =>
  slots
    .filter(slot => version !== null && slot.version === version)
    .toSorted((a, b) => b.percent - a.percent)[0] ?? null;

const hasTraffic = (slot: Slot): boolean => slot.percent > 0 && slot.deployment.spec.replicas > 0;

/** Where a version is or goes: never, while going out, to a slot that serves somebody else. */
export function slotFor(slots: Slots, { kind, version, id }: Operation): Slot {
  const known = slotWith(slots, version);
  if (known) return known;
  const [least] = slots.toSorted((a, b) => a.percent - b.percent);
  const idle = least ?? slots[0];
  if (kind === 'install' && hasTraffic(idle)) {
    const shares = slots.map(({ deployment, percent }) => `${deployment.metadata.name} ${percent} %`);
    throw new OperationRefused(
      'rejected',
      `the kubernetes target refuses ${id}: both Deployments have traffic (${shares.join(', ')}), so neither may be replaced`,
    );
  }
  return idle;
}

/** How many pods a slot gets: as many as serve beside it, else what it has, else what the policy says. */
export const replicasFor = (slots: Slots, slot: Slot, first: number): number =>
  Math.max(otherOf(slots, slot).deployment.spec.replicas, slot.deployment.spec.replicas) || first;

/** What runs there by version. @throws TargetUnavailable when a version that has traffic cannot be told */
export function sharesBySlot(slots: Slots): Record<string, number> {
  const shares: Record<string, number> = {};
  for (const slot of slots) {
    const { workload, deployment, version, percent } = slot;
    if (version !== null) shares[version] = (shares[version] ?? 0) + percent;
    else if (hasTraffic(slot)) {
      const image = workload.imageIn(deployment.spec.template);
      throw new TargetUnavailable(
        `${workload.ref.what} runs \`${image}\`, which is not of the form the policy gives for its image`,
      );
    }
  }
  return shares;
}
