import type { Pod } from './shapes.ts';

/** Waiting for these is how every pod begins. */
const USUAL = ['ContainerCreating', 'PodInitializing'];

/** Why pods do not get ready, as the kubelet says it. */
export const podTroubles = (pods: readonly Pod[]): string[] => pods.flatMap(troublesOf).toSorted();

function troublesOf({ metadata, status }: Pod): string[] {
  return (status.containerStatuses ?? []).flatMap(({ name, state }) => {
    const { reason, message } = state?.waiting ?? {};
    if (!reason || USUAL.includes(reason)) return [];
    return [`${name} in pod ${metadata.name}: ${reason}${message ? ` (${message})` : ''}`];
  });
}
