import type { GateFigures } from './gate-figures.ts';

/** From which figures on the gates fill the seats of the groups (R-APPR-3), for one release. Percentages are 0–100. */
export interface AutomaticRule {
  /** At least. */
  securityScore: number;
  coveragePercent: number;
  compatibilityScore: number;
  /** At most. */
  vulnerabilities: number;
  /** Less than. */
  regressionPercent: number;
}

export type SeatsEvent =
  /** Mandatory approvers still sign in person. */
  | { type: 'SeatsFilled'; figures: GateFigures }
  | { type: 'SeatsWithdrawn'; missed: (keyof GateFigures)[]; figures: GateFigures };
