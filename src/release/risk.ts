import { type Refusal, refuse } from './refusals.ts';

export const RISK_LEVELS = ['low', 'medium', 'high', 'very high'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Risk {
  what: string;
  probability: RiskLevel;
  impact: RiskLevel;
  mitigation: string;
  owner: string;
}

/** Rows: probability; columns: impact low, medium, high, very high. */
const MATRIX: Record<RiskLevel, readonly [Severity, Severity, Severity, Severity]> = {
  low: ['low', 'low', 'medium', 'medium'],
  medium: ['low', 'medium', 'medium', 'high'],
  high: ['medium', 'medium', 'high', 'critical'],
  'very high': ['medium', 'high', 'critical', 'critical'],
};

export function severityOf(risk: Pick<Risk, 'probability' | 'impact'>): Severity {
  return MATRIX[risk.probability][RISK_LEVELS.indexOf(risk.impact)] ?? 'critical';
}

/** What a plan owes about its risks (R-PLAN-2): each is mitigated, and somebody looks after it. */
export function refuseRisks(risks: readonly Risk[]): Refusal | null {
  const unmitigated = risks.find(({ mitigation }) => !mitigation.trim());
  if (unmitigated) {
    return refuse('mitigation-missing', { risk: unmitigated.what, severity: severityOf(unmitigated) });
  }
  const unowned = risks.find(({ owner }) => !owner.trim());
  return unowned ? refuse('risk-owner-missing', { risk: unowned.what }) : null;
}

/** The gravest of them; null where no risk was named. */
export function gravest(risks: readonly Risk[]): Severity | null {
  const ranks = risks.map(risk => SEVERITIES.indexOf(severityOf(risk)));
  return SEVERITIES[Math.max(...ranks)] ?? null;
}
