import { z } from 'zod';
import { pointer } from '../change.ts';
import { Metadata } from '../shapes.ts';
import { inForce, inNamespace, type SlotLabels, type Traffic, unfit } from './traffic.ts';

const Service = z.looseObject({
  metadata: Metadata,
  spec: z.looseObject({ selector: z.record(z.string(), z.string()).nullish() }),
});
type Service = z.output<typeof Service>;

/** Blue-green: the Service selects the pods of one slot by a label, and switches at once. */
export function byService(namespace: string, service: string, label: string): Traffic<Service> {
  const ref = inNamespace('Service', '/api/v1', 'services', namespace, service);

  const valuesOf = (labels: SlotLabels): [string, string] => {
    const [first, second] = labels.map(one => one[label]);
    if (first === undefined || second === undefined || first === second) {
      throw unfit(
        ref,
        `cannot tell the two Deployments apart: give their pods different labels \`${label}\``,
      );
    }
    return [first, second];
  };

  return {
    ref,
    granularityPercent: 100,
    schema: Service,

    weights({ spec }, labels) {
      const chosen = spec.selector?.[label];
      const at = valuesOf(labels).indexOf(chosen ?? '');
      if (at === -1) {
        throw unfit(ref, `selects \`${label}: ${chosen ?? ''}\`, which is neither of the two Deployments`);
      }
      return at === 0 ? [100, 0] : [0, 100];
    },

    changes({ spec }, [first], labels) {
      const values = valuesOf(labels);
      const path = pointer('spec', 'selector', label);
      return [
        { op: 'test', path, value: spec.selector?.[label] },
        { op: 'replace', path, value: first === 100 ? values[0] : values[1] },
      ];
    },

    stand: () => inForce,
  };
}
