import { z } from 'zod';
import { pointer } from '../change.ts';
import { Conditions, Metadata } from '../shapes.ts';
import { inForce, inNamespace, percentOf, type Traffic, unfit, type Weights } from './traffic.ts';

/** https://gateway-api.sigs.k8s.io/reference/spec/#httproute; a weight that is left out is 1. */
const BackendRef = z.looseObject({ name: z.string(), weight: z.number().prefault(1) });
const HttpRoute = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({
    rules: z.array(z.looseObject({ backendRefs: z.array(BackendRef).nullish() })).nullish(),
  }),
  status: z.looseObject({ parents: z.array(z.looseObject({ conditions: Conditions })).nullish() }).nullish(),
});
type HttpRoute = z.output<typeof HttpRoute>;

/** Weights of the backends of a Gateway API route, in every rule that has both. */
export function byHttpRoute(
  namespace: string,
  route: string,
  services: readonly [string, string],
): Traffic<HttpRoute> {
  const ref = inNamespace('HTTPRoute', '/apis/gateway.networking.k8s.io/v1', 'httproutes', namespace, route);

  /** Where the two stand in each rule that has both. */
  const places = ({ spec }: HttpRoute) => {
    const found = (spec.rules ?? []).flatMap(({ backendRefs }, rule) => {
      const backends = backendRefs ?? [];
      const [first = -1, second = -1] = services.map(name => backends.findIndex(one => one.name === name));
      return first === -1 || second === -1 ? [] : [{ rule, backends, at: [first, second] as const }];
    });
    if (found.length > 0) return found;
    throw unfit(ref, `has no rule with both ${services.join(' and ')} among its backendRefs`);
  };

  return {
    ref,
    granularityPercent: 1,
    schema: HttpRoute,

    weights(object) {
      // Where one rule was changed from outside, that is what is told.
      const each = places(object).map(({ backends, at }): Weights => {
        const total = backends.reduce((sum, { weight }) => sum + weight, 0);
        return [
          percentOf(backends[at[0]]?.weight ?? 0, total),
          percentOf(backends[at[1]]?.weight ?? 0, total),
        ];
      });
      const [usual = [0, 0] as const, ...others] = each;
      return others.find(other => other[0] !== usual[0]) ?? usual;
    },

    changes: (object, weights) =>
      places(object).flatMap(({ rule, at }) =>
        at.map((index, slot) => ({
          op: 'add' as const,
          path: pointer('spec', 'rules', rule, 'backendRefs', index, 'weight'),
          value: weights[slot],
        })),
      ),

    stand({ metadata, status }) {
      const accepted = (status?.parents ?? []).flatMap(({ conditions }) =>
        (conditions ?? []).filter(({ type }) => type === 'Accepted'),
      );
      const isCurrent = ({ observedGeneration = 0 }) => observedGeneration >= metadata.generation;
      const refused = accepted.find(one => isCurrent(one) && one.status === 'False');
      if (refused) {
        return {
          is: 'failed',
          why: `the gateway does not accept ${ref.what}: ${refused.message ?? refused.reason ?? ''}`,
        };
      }
      if (accepted.length > 0 && accepted.every(isCurrent)) return inForce;
      return { is: 'running', note: 'the gateway has not taken the weights over yet' };
    },
  };
}
