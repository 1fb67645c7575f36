import { randomUUID } from 'node:crypto';
import { type KubeObject, RESOURCES, type Resource, sameJson } from './kube-object.ts';

export type Part = 'main' | 'status' | 'whole';

export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: Resource;
  object: KubeObject;
}

/** As if it had come over the wire: nothing is shared, and what is undefined is gone. */
export const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

export class AlreadyExists extends Error {}

/** What an API server keeps in etcd, with the bookkeeping it does on every write. */
export class ObjectStore {
  readonly #objects = new Map<string, { resource: Resource; object: KubeObject }>();
  readonly #listeners = new Set<(change: Change) => void>();
  #version = 1000;

  get version(): string {
    return String(this.#version);
  }

  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  find(plural: string, namespace: string, name: string): KubeObject | null {
    const found = this.#objects.get(`${plural}/${namespace}/${name}`)?.object;
    return found ? copied(found) : null;
  }

  list(plural: string, namespace: string, suits: (object: KubeObject) => boolean = () => true): KubeObject[] {
    return [...this.#objects.values()]
      .filter(({ resource }) => resource.plural === plural)
      .filter(({ object }) => object.metadata.namespace === namespace && suits(object))
      .map(({ object }) => copied(object));
  }

  create(plural: string, namespace: string, body: object): KubeObject {
    const resource = resourceNamed(plural);
    const given = copied(body) as KubeObject;
    const key = `${plural}/${namespace}/${given.metadata.name}`;
    if (this.#objects.has(key)) throw new AlreadyExists(`${plural} "${given.metadata.name}" already exists`);
    const object: KubeObject = {
      ...given,
      apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version,
      kind: resource.kind,
      metadata: {
        ...given.metadata,
        namespace,
        uid: randomUUID(),
        resourceVersion: String(++this.#version),
        generation: 1,
      },
    };
    this.#objects.set(key, { resource, object });
    this.#tell({ type: 'ADDED', resource, object });
    return copied(object);
  }

  /**
   * Keeps what is wanted of an object. A change of the spec raises the generation; with Deployments one of the
   * annotations does too. Whatever changes nothing leaves the version as it is.
   */
  replace(plural: string, wanted: KubeObject, part: Part): KubeObject {
    const { namespace, name } = wanted.metadata;
    const kept = this.#objects.get(`${plural}/${namespace}/${name}`);
    if (!kept) throw new Error(`there is no ${plural}/${name}`);
    const { resource, object: before } = kept;
    const separate = resource.statusSubresource && part !== 'whole';
    const after: KubeObject = copied({
      ...wanted,
      ...(separate && part === 'main' ? { status: before.status ?? {} } : {}),
      ...(separate && part === 'status' ? { spec: before.spec } : {}),
      metadata: {
        ...(separate && part === 'status' ? before.metadata : wanted.metadata),
        uid: before.metadata.uid,
        generation: before.metadata.generation,
        resourceVersion: before.metadata.resourceVersion,
      },
    });
    const isNoted =
      resource.kind === 'Deployment' && !sameJson(after.metadata.annotations, before.metadata.annotations);
    if (isNoted || !sameJson(after.spec, before.spec)) after.metadata.generation++;
    if (sameJson(after, before)) return copied(before);
    after.metadata.resourceVersion = String(++this.#version);
    kept.object = after;
    this.#tell({ type: 'MODIFIED', resource, object: after });
    return copied(after);
  }

  /** Those that hold anything. */
  namespaces(): string[] {
    return [...new Set([...this.#objects.values()].map(({ object }) => object.metadata.namespace))];
  }

  removeNamespace(namespace: string): void {
    for (const { resource, object } of [...this.#objects.values()]) {
      if (object.metadata.namespace === namespace)
        this.remove(resource.plural, namespace, object.metadata.name);
    }
  }

  remove(plural: string, namespace: string, name: string): void {
    const key = `${plural}/${namespace}/${name}`;
    const kept = this.#objects.get(key);
    if (!kept) return;
    this.#objects.delete(key);
    this.#version++;
    this.#tell({ type: 'DELETED', ...kept });
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener({ ...change, object: copied(change.object) });
  }
}

export function resourceNamed(plural: string): Resource {
  const found = RESOURCES.find(one => one.plural === plural);
  if (!found) throw new Error(`the API server knows no ${plural}`);
  return found;
}
