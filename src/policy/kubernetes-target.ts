import { z } from 'zod';
import { Duration } from './duration.ts';
import { Some, Text } from './names.ts';
import { Secret } from './references.ts';

const OBJECT_EXPECTED = 'the name of an object in the cluster: small letters, digits, `-` and `.`';
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const ObjectName = z
  .string({ error: OBJECT_EXPECTED })
  .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, OBJECT_EXPECTED);

const LABEL_EXPECTED = 'the name of a label, such as `slot` or `app.kubernetes.io/version`';
const LabelName = z
  .string({ error: LABEL_EXPECTED })
  .regex(/^([a-z0-9.-]+\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, LABEL_EXPECTED);

const IMAGE_EXPECTED =
  'an image with `{version}` in its tag, such as `ghcr.io/acme/checkout:{version}`, and no digest';
const Image = z
  .string({ error: IMAGE_EXPECTED })
  .regex(/^[a-zA-Z0-9._/:-]+:[A-Za-z0-9_.-]*\{version\}[A-Za-z0-9_.-]*$/, IMAGE_EXPECTED);

const PAIR_EXPECTED = 'a list of two different names';
const Pair = z
  .tuple([ObjectName, ObjectName], { error: PAIR_EXPECTED })
  .refine(([first, second]) => first !== second, PAIR_EXPECTED);

/** How one gets into the cluster, and what runs there. */
const inCluster = {
  /** The path of a kubeconfig or its content, by reference; left out inside a cluster. */
  kubeconfig: Secret.exactOptional(),
  /** One of the kubeconfig's contexts; left out: its current one. */
  context: Text.exactOptional(),
  namespace: ObjectName,
  /** The container that runs the service. */
  container: ObjectName,
  /** Its image, with `{version}` where the version goes. */
  image: Image,
  /** How many pods a version gets where none run yet. */
  replicas: Some.prefault(1),
  /** How long one call may take. */
  callTimeout: Duration.prefault('5 s'),
};

const Traffic = z.discriminatedUnion('by', [
  /** Switches at once. */
  z.strictObject({
    by: z.literal('service'),
    service: ObjectName,
    /** The label of the pods that the Service selects by. */
    label: LabelName.prefault('slot'),
  }),
  z.strictObject({
    by: z.literal('http-route'),
    route: ObjectName,
    /** The two Services, in the order of the Deployments; left out: named like them. */
    services: Pair.exactOptional(),
  }),
  z.strictObject({
    by: z.literal('virtual-service'),
    virtualService: ObjectName,
    /** The name of its HTTP route; left out where there is only one. */
    route: Text.exactOptional(),
    services: Pair.exactOptional(),
  }),
  z.strictObject({
    by: z.literal('ingress-nginx'),
    /** The canary Ingress, which leads to the second Deployment. */
    ingress: ObjectName,
  }),
]);

const LAYOUT_EXPECTED =
  'either `deployment` alone, whose pods are replaced, or two `deployments` with `traffic` between them';

export const KubernetesTarget = z
  .strictObject({
    kind: z.literal('kubernetes'),
    ...inCluster,
    /** Its pods are replaced in place. */
    deployment: ObjectName.exactOptional(),
    /** Two that take turns. */
    deployments: Pair.exactOptional(),
    traffic: Traffic.exactOptional(),
  })
  .refine(
    ({ deployment, deployments, traffic }) =>
      deployment === undefined
        ? deployments !== undefined && traffic !== undefined
        : deployments === undefined && traffic === undefined,
    LAYOUT_EXPECTED,
  );
export type KubernetesTarget = z.output<typeof KubernetesTarget>;

const SHARES_EXPECTED =
  'the percentages at which the Rollout pauses, rising and below 100, such as `[5, 25, 50]`';

export const ArgoRolloutsTarget = z.strictObject({
  kind: z.literal('argo-rollouts'),
  ...inCluster,
  rollout: ObjectName,
  /** The weights of its steps that are followed by a pause without an end. */
  shares: z
    .array(Some.max(99, SHARES_EXPECTED), { error: SHARES_EXPECTED })
    .refine(shares => shares.every((share, at) => share > (shares[at - 1] ?? 0)), SHARES_EXPECTED),
});
export type ArgoRolloutsTarget = z.output<typeof ArgoRolloutsTarget>;

/** What of it is agreed on. */
export function clusterTargetWithoutAddresses<T extends KubernetesTarget | ArgoRolloutsTarget>(target: T) {
  const { kubeconfig: _, context: __, callTimeout: ___, ...rest } = target;
  return rest;
}
