import type { ObjectStore } from './object-store.ts';

/** A gateway that accepts whatever it sees. */
export function keepHttpRoute(store: ObjectStore, namespace: string, name: string): void {
  const route = store.find('httproutes', namespace, name);
  if (!route) return;
  const { generation: observedGeneration } = route.metadata;
  const condition = { type: 'Accepted', status: 'True', reason: 'Accepted', message: '', observedGeneration };
  const status = { parents: [{ parentRef: { name: 'gateway' }, conditions: [condition] }] };
  store.replace('httproutes', { ...route, status }, 'status');
}
