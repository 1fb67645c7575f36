import { z } from 'zod';
import { TargetUnavailable } from '../port.ts';

const Count = z.number().optional();
const Labels = z.record(z.string(), z.string()).nullish();

export const Metadata = z.object({
  name: z.string(),
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().prefault(0),
  labels: Labels,
  annotations: Labels,
  ownerReferences: z.array(z.object({ uid: z.string(), controller: z.boolean().optional() })).nullish(),
});

export const Selector = z.object({
  matchLabels: Labels,
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() }))
    .nullish(),
});

/** Kept whole, because an undo puts it back as it was. */
export const Template = z.looseObject({
  metadata: z.looseObject({ labels: Labels }).nullish(),
  spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string(), image: z.string() })) }),
});
export type Template = z.output<typeof Template>;

export const NotedObject = z.looseObject({ metadata: Metadata });
export type NotedObject = z.output<typeof NotedObject>;

const Condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  observedGeneration: z.number().optional(),
});
export const Conditions = z.array(Condition).nullish();

export const Deployment = z.object({
  metadata: Metadata,
  spec: z.object({
    replicas: z.number().prefault(1),
    paused: z.boolean().optional(),
    selector: Selector,
    template: Template,
  }),
  status: z
    .object({
      observedGeneration: Count,
      replicas: Count,
      updatedReplicas: Count,
      readyReplicas: Count,
      availableReplicas: Count,
      conditions: Conditions,
    })
    .prefault({}),
});
export type Deployment = z.output<typeof Deployment>;

export const ReplicaSet = z.object({
  metadata: Metadata,
  spec: z.object({ replicas: z.number().prefault(1), template: Template }),
  status: z.object({ readyReplicas: Count, availableReplicas: Count }).prefault({}),
});
export type ReplicaSet = z.output<typeof ReplicaSet>;
export const ReplicaSets = z.object({ items: z.array(ReplicaSet) });

const Waiting = z.object({ reason: z.string().optional(), message: z.string().optional() });
export const Pods = z.object({
  items: z.array(
    z.object({
      metadata: Metadata,
      spec: z.object({ containers: z.array(z.object({ name: z.string(), image: z.string() })) }),
      status: z
        .object({
          phase: z.string().optional(),
          containerStatuses: z
            .array(
              z.object({
                name: z.string(),
                state: z.object({ waiting: Waiting.optional() }).nullish(),
              }),
            )
            .nullish(),
        })
        .prefault({}),
    }),
  ),
});
export type Pod = z.output<typeof Pods>['items'][number];

/** @throws TargetUnavailable that names what cannot be understood. */
export function parse<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') || 'the answer';
  throw new TargetUnavailable(`${what} cannot be understood: ${where} is not as it has to be`);
}

/** As the query parameter wants it. https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api */
export function selectorText({ matchLabels, matchExpressions }: z.output<typeof Selector>): string {
  const equal = Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const rules = (matchExpressions ?? []).map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${(values ?? []).join(',')})`;
  });
  return [...equal, ...rules].join(',');
}
