import { z } from 'zod';
import {
  CHECKED_GATES,
  type CheckedGate,
  type GateName,
  type Measured,
  MOST_LICENCES,
  MOST_NAMES,
} from '../release/gate-evidence.ts';

const Count = z.int().min(0).max(1_000_000_000);
const Name = z.string().min(1).max(200);
const Findings = z.strictObject({ critical: Count, high: Count, medium: Count, low: Count });
/** Checks of nothing at all have shown nothing. */
const Checked = { run: Count.min(1), passed: Count };
const isPossible = ({ run, passed }: { run: number; passed: number }) => passed <= run;

const isChecked = (gate: GateName): gate is CheckedGate => CHECKED_GATES.some(other => other === gate);

/** Plain facts about a gate, as `Measured` has them. */
export function factsOf(gate: GateName): z.ZodType<Measured> {
  if (isChecked(gate)) {
    const failed = z.array(Name).max(MOST_NAMES).default([]);
    return z
      .strictObject({ gate: z.literal(gate), ...Checked, failed })
      .refine(isPossible, { path: ['passed'] });
  }
  switch (gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return z.strictObject({ gate: z.literal(gate), findings: Findings });
    case 'licences': {
      const packages = z
        .record(Name, Count.min(1))
        .refine(all => Object.keys(all).length > 0 && Object.keys(all).length <= MOST_LICENCES);
      return z.strictObject({ gate: z.literal(gate), packages });
    }
    case 'secrets':
      return z.strictObject({ gate: z.literal(gate), found: Count });
    case 'tests':
      return z.strictObject({ gate: z.literal(gate), ...Checked }).refine(isPossible, { path: ['passed'] });
    case 'coverage':
      return z.strictObject({ gate: z.literal(gate), percent: z.number().min(0).max(100) });
    case 'performance':
      return z.strictObject({
        gate: z.literal(gate),
        regressionPercent: z.number().min(-100).max(1_000_000),
      });
  }
}
