import { z } from 'zod';
import { pointer } from '../change.ts';
import { Metadata } from '../shapes.ts';
import { inForce, inNamespace, percentOf, type Traffic, unfit } from './traffic.ts';

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/; one destination alone weighs all. */
const Destination = z.looseObject({
  destination: z.looseObject({ host: z.string() }),
  weight: z.number().optional(),
});
const Route = z.looseObject({ name: z.string().optional(), route: z.array(Destination).nullish() });
const VirtualService = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({ http: z.array(Route).nullish() }),
});
type VirtualService = z.output<typeof VirtualService>;

/** Weights of the destinations of one HTTP route of an Istio VirtualService, found by its name. */
export function byVirtualService(
  namespace: string,
  virtualService: string,
  /** Left out where there is only one. */
  routeName: string | null,
  services: readonly [string, string],
): Traffic<VirtualService> {
  const ref = inNamespace(
    'VirtualService',
    // Served by every Istio since 1.5, also by those that call it v1.
    '/apis/networking.istio.io/v1beta1',
    'virtualservices',
    namespace,
    virtualService,
  );
  /** A host is written short or in full: `checkout`, `checkout.shop`, `checkout.shop.svc.cluster.local`. */
  const isHostOf = (service: string, host: string) =>
    host === service || host.startsWith(`${service}.${namespace}`);

  const place = ({ spec }: VirtualService) => {
    const routes = spec.http ?? [];
    const named = routes.flatMap(({ name }) => (name ? [`\`${name}\``] : []));
    const route = routeName === null ? 0 : routes.findIndex(({ name }) => name === routeName);
    if (routeName === null && routes.length !== 1) {
      throw unfit(
        ref,
        `has ${routes.length} HTTP routes; name one in the policy: ${named.join(', ') || 'none has a name'}`,
      );
    }
    const destinations = routes[route]?.route;
    if (!destinations) {
      throw unfit(
        ref,
        `has no HTTP route \`${routeName ?? ''}\`; it has ${named.join(', ') || 'none with a name'}`,
      );
    }
    const [first = -1, second = -1] = services.map(service =>
      destinations.findIndex(({ destination }) => isHostOf(service, destination.host)),
    );
    if (first === -1 || second === -1) {
      throw unfit(ref, `does not have both ${services.join(' and ')} as destinations of its HTTP route`);
    }
    return { route, destinations, at: [first, second] as const };
  };

  return {
    ref,
    granularityPercent: 1,
    schema: VirtualService,

    weights(object) {
      const { destinations, at } = place(object);
      const total = destinations.reduce((sum, { weight = 0 }) => sum + weight, 0);
      return [
        percentOf(destinations[at[0]]?.weight ?? 0, total),
        percentOf(destinations[at[1]]?.weight ?? 0, total),
      ];
    },

    changes(object, weights) {
      const { route, at } = place(object);
      return at.map((index, slot) => ({
        op: 'add' as const,
        path: pointer('spec', 'http', route, 'route', index, 'weight'),
        value: Math.round(weights[slot] ?? 0),
      }));
    },

    stand: () => inForce,
  };
}
