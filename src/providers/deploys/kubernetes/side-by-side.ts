import { type Operation, OperationRefused, type Running } from '../port.ts';
import { changeByTest } from './change.ts';
import type { Cluster } from './cluster.ts';
import type { Carrier } from './journaled-target.ts';
import { forbidLate, isDoneBy } from './notes.ts';
import type { Stand } from './rollout-status.ts';
import { parse } from './shapes.ts';
import {
  labelsOf,
  otherOf,
  replicasFor,
  type Slot,
  type Slots,
  sharesBySlot,
  slotFor,
  slotsOf,
  slotWith,
} from './slots.ts';
import type { SlotLabels, Traffic, TrafficObject, Weights } from './traffic/traffic.ts';
import type { Workload } from './workload.ts';

/** The action that stops a version that was kept to go back to. */
const RETIRE = 'retire';

/** A gateway that reports nothing at all is waited for so long. */
const UNCONFIRMED_MS = 10_000;

interface Seen<O> {
  object: O;
  labels: SlotLabels;
  slots: Slots;
}

/**
 * Two Deployments that take turns behind one object that divides the traffic. A version goes into the one that serves
 * nobody and stays beside the other, so going back is a matter of weights.
 */
export function sideBySide<O extends TrafficObject>(
  cluster: Cluster,
  workloads: readonly [Workload, Workload],
  traffic: Traffic<O>,
  firstReplicas: number,
): Carrier {
  const { granularityPercent } = traffic;

  async function look(signal: AbortSignal): Promise<Seen<O>> {
    const [object, first, second] = await Promise.all([
      cluster.get(traffic.ref, signal).then(found => parse(traffic.schema, found, traffic.ref.what)),
      workloads[0].find(signal),
      workloads[1].find(signal),
    ]);
    const labels = labelsOf(first, second);
    const slots = slotsOf(workloads, [first, second], traffic.weights(object, labels));
    return { object, labels, slots };
  }

  /** The traffic as `slot` is to have `percent` of it. */
  async function divide(
    seen: Seen<O>,
    slot: Slot,
    percent: number,
    operation: Operation,
    ageMs: number,
    signal: AbortSignal,
  ): Promise<Stand> {
    const { object, labels } = seen;
    const weights: Weights = slot.at === 0 ? [percent, 100 - percent] : [100 - percent, percent];
    const now = traffic.weights(object, labels);
    if (isDoneBy(object, operation) && now[0] === weights[0]) {
      const stand = traffic.stand(object);
      if (stand.is !== 'running' || ageMs < UNCONFIRMED_MS) return stand;
      return { is: 'succeeded', note: `set, and not confirmed: ${stand.note ?? ''}` };
    }
    forbidLate(object, operation);
    await changeByTest(
      cluster,
      traffic.ref,
      object,
      operation,
      traffic.changes(object, weights, labels),
      signal,
    );
    return { is: 'running', note: `${slot.deployment.metadata.name} gets ${percent} % of the traffic` };
  }

  async function install({ slots }: Seen<O>, operation: Operation, signal: AbortSignal): Promise<Stand> {
    const slot = madeBy(slots, operation) ?? slotFor(slots, operation);
    const { workload, deployment } = slot;
    if (isDoneBy(deployment, operation)) return workload.stand(deployment, signal);
    const change = operation.kind === 'install' ? workload.install : workload.undo;
    await change(deployment, operation, replicasFor(slots, slot, firstReplicas), signal);
    return { is: 'running', note: `the image of ${operation.version} is set in ${deployment.metadata.name}` };
  }

  function shift(seen: Seen<O>, operation: Operation, ageMs: number, signal: AbortSignal): Promise<Stand> {
    const slot = slotToShift(seen.slots, operation);
    // On a first deploy there is nobody else who could serve the rest.
    const percent = operation.against === null ? 100 : operation.percent;
    return divide(seen, slot, percent, operation, ageMs, signal);
  }

  /** Pods first, then the traffic, and only then is the other one stopped. */
  async function restore(seen: Seen<O>, operation: Operation, ageMs: number, signal: AbortSignal) {
    const installed = await install(seen, operation, signal);
    if (installed.is !== 'succeeded') return installed;
    const slot = madeBy(seen.slots, operation) ?? slotFor(seen.slots, operation);
    const divided = await divide(seen, slot, 100, operation, ageMs, signal);
    if (divided.is !== 'succeeded') return divided;
    const other = otherOf(seen.slots, slot);
    if (other.deployment.spec.replicas === 0) return divided;
    await other.workload.scale(other.deployment, operation, 0, signal);
    return { is: 'succeeded', note: `${other.deployment.metadata.name} is stopped` } as const;
  }

  /** Stops what was kept to go back to, if it still serves nobody. */
  async function retire({ slots }: Seen<O>, operation: Operation, signal: AbortSignal): Promise<Stand> {
    const slot = slotWith(slots, operation.version);
    if (!slot) return { is: 'succeeded', note: `${operation.version} is stopped` };
    if (slot.percent > 0) return { is: 'failed', why: `${operation.version} has traffic` };
    await slot.workload.scale(slot.deployment, operation, 0, signal);
    return { is: 'running', note: `${slot.deployment.metadata.name} is scaled to 0` };
  }

  return {
    // Whoever keeps these objects in Git puts their own weights back.
    can: { shift: true, granularityPercent, run: false, forgets: true },

    async prepare(operation, signal) {
      const { kind, id, version, percent, action } = operation;
      if (kind === 'run' && action !== RETIRE) {
        const sentence = `the kubernetes target refuses ${id}: its only action is \`${RETIRE}\``;
        throw new OperationRefused('rejected', sentence);
      }
      const { slots, object, labels } = await look(signal);
      if (kind === 'run') return [`stopping ${version}`];
      if (kind === 'shift') {
        const { deployment } = slotToShift(slots, operation);
        if (percent % granularityPercent !== 0) {
          const sentence = `${traffic.ref.what} can only switch; a share of ${percent} % is not possible`;
          throw new OperationRefused('rejected', sentence);
        }
        const slot = slots[0].deployment === deployment ? slots[0] : slots[1];
        traffic.changes(object, slot.at === 0 ? [percent, 100 - percent] : [100 - percent, percent], labels);
        return [`sending ${percent} % of the traffic to ${version} in ${deployment.metadata.name}`];
      }
      const { workload, deployment } = slotFor(slots, operation);
      workload.forbidUnfit(deployment, operation);
      const before = workload.imageIn(deployment.spec.template);
      const verb = kind === 'install' ? 'installing' : 'restoring';
      return [`${verb} ${version} in ${workload.ref.what}, which has ${before}`];
    },

    async advance(operation, ageMs, signal) {
      const seen = await look(signal);
      if (operation.kind === 'shift') return shift(seen, operation, ageMs, signal);
      if (operation.kind === 'run') return retire(seen, operation, signal);
      if (operation.kind === 'restore') return restore(seen, operation, ageMs, signal);
      return install(seen, operation, signal);
    },

    async stop(operation, signal) {
      if (operation.kind !== 'install') return;
      const { slots } = await look(signal);
      const slot = madeBy(slots, operation);
      if (!slot || slot.percent > 0) return;
      await slot.workload.scale(slot.deployment, operation, 0, signal);
    },

    async read(signal): Promise<Running> {
      const shares = sharesBySlot((await look(signal)).slots);
      const [version = null] = Object.keys(shares).toSorted((a, b) => (shares[b] ?? 0) - (shares[a] ?? 0));
      return { version: version !== null && (shares[version] ?? 0) > 0 ? version : null, shares };
    },
  };
}

/** The one the operation has put its version into; the other one may carry its note as well. */
const madeBy = (slots: Slots, operation: Operation): Slot | null =>
  slots.find(({ deployment, version }) => version === operation.version && isDoneBy(deployment, operation)) ??
  null;

function slotToShift(slots: Slots, { id, version, against, percent }: Operation): Slot {
  const slot = slotWith(slots, version);
  if (!slot) {
    throw new OperationRefused(
      'rejected',
      `the kubernetes target refuses ${id}: ${version} is in neither of the two Deployments`,
    );
  }
  const other = otherOf(slots, slot);
  if (percent < 100 && against !== null && other.version !== against) {
    const there = other.version ?? 'nothing';
    throw new OperationRefused(
      'rejected',
      `the kubernetes target refuses ${id}: ${other.deployment.metadata.name} runs ${there}, and ${against} is to get the rest`,
    );
  }
  return slot;
}
