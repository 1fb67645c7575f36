import type { ObjectStore } from './object-store.ts';

/** A gateway that accepts whatever it sees, unless a label asks it not to. */
export function keepHttpRoute(store: ObjectStore, namespace: string, name: string): void {
  const route = store.find('httproutes', namespace, name);
  if (!route) return;
  const { generation: observedGeneration } = route.metadata;
  const answer = route.metadata.labels?.refused
    ? { status: 'False', reason: 'NoMatchingParent', message: 'no listener' }
    : { status: 'True', reason: 'Accepted', message: '' };
  const condition = { type: 'Accepted', ...answer, observedGeneration };
  const status = { parents: [{ parentRef: { name: 'gateway' }, conditions: [condition] }] };
  store.replace('httproutes', { ...route, status }, 'status');
}
