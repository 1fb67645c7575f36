import { z } from 'zod';
import type { Cluster, Ref } from '../kubernetes/cluster.ts';
import { NotedObject, parse } from '../kubernetes/shapes.ts';

const Container = z.looseObject({ name: z.string(), image: z.string() });
const Containers = z.array(Container).nullish();

const PodSpec = z.looseObject({
  containers: z.array(Container),
  initContainers: Containers,
  ephemeralContainers: Containers,
});

/** The whole object, kept as it is but for what is set. */
const Holder = NotedObject.extend({
  spec: z.looseObject({ template: z.looseObject({ spec: PodSpec }).nullish() }),
});
type Holder = z.output<typeof Holder>;

export interface Setting {
  container: string;
  /** Null leaves the image as it is. */
  image: string | null;
  /** Null takes one away. */
  annotations: Readonly<Record<string, string | null>>;
  spec: Readonly<Record<string, unknown>>;
}

function withImage(holder: Holder, { container, image, annotations, spec }: Setting): Holder {
  const { template, ...rest } = holder.spec;
  const set = <T extends z.output<typeof Container>>(one: T): T =>
    image !== null && one.name === container ? { ...one, image } : one;
  const podSpec = template && {
    ...template.spec,
    containers: template.spec.containers.map(set),
    ...(template.spec.initContainers ? { initContainers: template.spec.initContainers.map(set) } : {}),
    ...(template.spec.ephemeralContainers
      ? { ephemeralContainers: template.spec.ephemeralContainers.map(set) }
      : {}),
  };
  const noted = Object.entries({ ...holder.metadata.annotations, ...annotations });
  return {
    ...holder,
    metadata: {
      ...holder.metadata,
      annotations: Object.fromEntries(noted.filter(([, value]) => value !== null)),
    },
    spec: { ...rest, ...spec, ...(template ? { template: { ...template, spec: podSpec } } : {}) },
  } as Holder;
}

/**
 * GET and PUT of the whole object, as the plugin sets an image: a custom resource takes no strategic merge. Whoever
 * was faster in between makes it a conflict.
 *
 * @param inspect looks at what was read, and throws when it must not be changed
 */
export async function setImage(
  cluster: Cluster,
  ref: Ref,
  setting: Setting,
  inspect: (object: NotedObject) => void,
  signal: AbortSignal,
): Promise<void> {
  const raw = await cluster.get(ref, signal);
  const holder = parse(Holder, raw, ref.what);
  inspect(holder);
  const { metadata } = raw as { metadata: object };
  const changed = withImage(holder, setting);
  // What the schema does not name in the metadata stays too.
  await cluster.put(ref, { ...changed, metadata: { ...metadata, ...changed.metadata } }, signal);
}
