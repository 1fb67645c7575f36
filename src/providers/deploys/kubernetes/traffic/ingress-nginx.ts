import { pointer } from '../change.ts';
import { inForce, inNamespace, percentOf, type Traffic, TrafficObject, unfit } from './traffic.ts';

/** https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#canary */
const CANARY = 'nginx.ingress.kubernetes.io/canary';
const WEIGHT = `${CANARY}-weight`;
const TOTAL = `${CANARY}-weight-total`;
const RULES = [`${CANARY}-by-header`, `${CANARY}-by-cookie`];

/**
 * The weight of a canary Ingress of ingress-nginx, which leads to the second slot; the main Ingress leads to the
 * first. That controller was retired in March 2026: it works as long as it runs, and gets no more fixes.
 */
export function byIngressNginx(namespace: string, ingress: string): Traffic {
  const ref = inNamespace('Ingress', '/apis/networking.k8s.io/v1', 'ingresses', namespace, ingress);
  const totalOf = ({ metadata }: TrafficObject): number => Number(metadata.annotations?.[TOTAL] ?? 100);

  return {
    ref,
    granularityPercent: 1,
    schema: TrafficObject,

    weights(object) {
      const { annotations } = object.metadata;
      const weight = annotations?.[CANARY] === 'true' ? Number(annotations[WEIGHT] ?? 0) : 0;
      const second = percentOf(weight, totalOf(object));
      return [100 - second, second];
    },

    changes(object, [, second]) {
      const rule = RULES.find(name => object.metadata.annotations?.[name] !== undefined);
      // Whoever such a rule sends there stays there, whatever the weight: only a rollback may go on regardless.
      if (rule && second !== 0 && second !== 100) {
        throw unfit(ref, `has \`${rule}\`, which no weight overrules; take it away first`);
      }
      const values: [string, string][] = [
        [CANARY, 'true'],
        [WEIGHT, String(Math.round((second * totalOf(object)) / 100))],
      ];
      return values.map(([name, value]) => ({
        op: 'add' as const,
        path: pointer('metadata', 'annotations', name),
        value,
      }));
    },

    stand: () => inForce,
  };
}
