import { keepDeployment } from './deployment-controller.ts';
import type { KubeObject } from './kube-object.ts';
import type { ObjectStore } from './object-store.ts';
import { keepPods } from './pods.ts';

type Keep = (store: ObjectStore, namespace: string, name: string) => void;

const LOOK_AGAIN_MS = 50;

/** Runs the controllers on what changes, one after the other, each a moment later. Returns how to stop them. */
export function runControllers(store: ObjectStore, more: Readonly<Record<string, Keep>> = {}): () => void {
  const keepers: Record<string, Keep> = { deployments: keepDeployment, ...more };
  const due = new Map<string, () => void>();
  let timer: NodeJS.Timeout | null = null;
  const run = () => {
    timer = null;
    const works = [...due.values()];
    due.clear();
    for (const work of works) work();
  };
  const plan = (key: string, work: () => void) => {
    due.set(key, work);
    timer ??= setTimeout(run, 2);
  };
  const visit = (plural: string, { metadata: { namespace, name } }: KubeObject) => {
    const keep = keepers[plural];
    if (keep) plan(`${plural}/${namespace}/${name}`, () => keep(store, namespace, name));
  };
  const unlisten = store.listen(({ type, resource, object }) => {
    visit(resource.plural, object);
    const { namespace, name } = object.metadata;
    if (resource.plural !== 'replicasets') return;
    if (type !== 'DELETED') {
      plan(`replicasets/${namespace}/${name}`, () => {
        const found = store.find('replicasets', namespace, name);
        if (found) keepPods(store, found);
      });
    }
    for (const owner of object.metadata.ownerReferences ?? []) {
      const plural = owner.kind === 'Rollout' ? 'rollouts' : 'deployments';
      const found = store.find(plural, namespace, owner.name);
      if (found) visit(plural, found);
    }
  });
  // Deadlines pass without anything changing.
  const clock = setInterval(() => {
    for (const plural of Object.keys(keepers)) {
      for (const namespace of store.namespaces())
        for (const one of store.list(plural, namespace)) visit(plural, one);
    }
  }, LOOK_AGAIN_MS);
  return () => {
    unlisten();
    clearInterval(clock);
    if (timer) clearTimeout(timer);
  };
}
