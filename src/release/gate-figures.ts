import { type GateEvidence, type GateName, type Measured, SECURITY_GATES } from './gate-evidence.ts';
import { isFresh, scoreOf } from './gate-judging.ts';
import type { GateRules } from './gate-rules.ts';
import { forbiddenAmong } from './licences.ts';
import { SEVERITIES } from './risk.ts';
import type { Release } from './state.ts';
import type { Instant } from './terms.ts';

/** What the fresh evidence of the release's commit comes to; null: unknown. Of several sources the worst counts. */
export interface GateFigures {
  /** 0–100 (R-GATE-3). Known only when all four security gates have evidence: a score counts what it has seen. */
  securityScore: number | null;
  /** Of lines, 0–100. */
  coveragePercent: number | null;
  /** In dependencies, of any severity. */
  vulnerabilities: number | null;
  /** Checks passed ÷ run × 100. */
  compatibilityScore: number | null;
  /** How much slower than the running version; negative when faster. */
  regressionPercent: number | null;
}

/** The gates whose evidence the figures come from. */
export const FIGURE_GATES: readonly GateName[] = [
  ...SECURITY_GATES,
  'coverage',
  'compatibility',
  'performance',
];

type Of<Gate extends Measured['gate']> = Extract<Measured, { gate: Gate }>;

export function figuresOf({ terms, gates, plan }: Release, now: Instant): GateFigures {
  const rules = terms.gates;
  const fresh = rules
    ? gates.evidence.filter(one => one.commit === plan.commit && isFresh(one, rules, now))
    : [];
  /** The largest of what the sources say about a gate, or null. */
  const worst = <Gate extends Measured['gate']>(
    gate: Gate,
    badness: (of: Of<Gate>) => number,
  ): number | null => {
    const all = fresh.flatMap(({ measured }) => (isOf(measured, gate) ? [badness(measured)] : []));
    return all.length > 0 ? Math.max(...all) : null;
  };
  const lowest = (of: number | null) => (of === null ? null : -of);
  return {
    securityScore: rules ? securityScore(fresh, rules) : null,
    coveragePercent: lowest(worst('coverage', ({ percent }) => -percent)),
    vulnerabilities: worst('vulnerabilities', ({ findings }) =>
      SEVERITIES.reduce((sum, it) => sum + findings[it], 0),
    ),
    compatibilityScore: lowest(worst('compatibility', measured => -scoreOf(measured))),
    regressionPercent: worst('performance', measured => measured.regressionPercent),
  };
}

const isOf = <Gate extends Measured['gate']>(measured: Measured, gate: Gate): measured is Of<Gate> =>
  measured.gate === gate;

/** 100 − weight × findings of the four security gates, not below 0; what two sources both see counts once, by the worse. */
export function securityScore(
  fresh: readonly GateEvidence[],
  rules: Pick<GateRules, 'weights' | 'licences'>,
): number | null {
  const penalties = SECURITY_GATES.map(gate =>
    fresh.flatMap(({ measured }) => (measured.gate === gate ? [penaltyOf(measured, rules)] : [])),
  );
  if (penalties.some(of => of.length === 0)) return null;
  return Math.max(0, 100 - penalties.reduce((sum, of) => sum + Math.max(...of), 0));
}

function penaltyOf(
  measured: Measured,
  { weights, licences }: Pick<GateRules, 'weights' | 'licences'>,
): number {
  switch (measured.gate) {
    case 'vulnerabilities':
    case 'static-analysis':
      return SEVERITIES.reduce((sum, severity) => sum + weights[severity] * measured.findings[severity], 0);
    case 'secrets':
      return weights.secret * measured.found;
    case 'licences':
      return weights.licence * forbiddenAmong(measured.packages, licences).length;
    default:
      return 0;
  }
}
