import { z } from 'zod';
import { OperationRefused } from '../../port.ts';
import type { PatchOperation } from '../change.ts';
import type { Ref } from '../cluster.ts';
import type { Stand } from '../rollout-status.ts';
import { Metadata } from '../shapes.ts';

/** Percent of the traffic by slot; together 100 wherever there is traffic at all. */
export type Weights = readonly [number, number];

/** The labels of the pods of both slots, for what chooses by them. */
export type SlotLabels = readonly [Readonly<Record<string, string>>, Readonly<Record<string, string>>];

/** An object of the cluster that divides the traffic between two slots. Everything about it is pure. */
export interface Traffic<O extends TrafficObject = TrafficObject> {
  readonly ref: Ref;
  readonly granularityPercent: number;
  readonly schema: z.ZodType<O>;
  /** @throws OperationRefused when it does not divide between the two slots */
  weights(object: O, labels: SlotLabels): Weights;
  changes(object: O, weights: Weights, labels: SlotLabels): PatchOperation[];
  /** Whether what its spec says is in force, as far as the object tells. */
  stand(object: O): Stand;
}

export const TrafficObject = z.looseObject({ metadata: Metadata });
export type TrafficObject = z.output<typeof TrafficObject>;

export const inForce: Stand = { is: 'succeeded' };

export const unfit = (ref: Ref, why: string): OperationRefused =>
  new OperationRefused('rejected', `${ref.what} ${why}`);

export const inNamespace = (
  kind: string,
  api: string,
  plural: string,
  namespace: string,
  name: string,
): Ref => ({
  path: `${api}/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(name)}`,
  what: `${kind} ${name} in namespace ${namespace}`,
});

/** Of what one slot weighs among all that share the traffic, in tenths of a percent exactly. */
export const percentOf = (weight: number, total: number): number =>
  total === 0 ? 0 : Math.round((1000 * weight) / total) / 10;
