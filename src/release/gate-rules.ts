import type { Findings, GateName } from './gate-evidence.ts';
import type { ReleaseType } from './terms.ts';

/** The gravest finding that still passes. */
export const TOLERABLE = ['none', 'low', 'medium', 'high'] as const;
export type Tolerable = (typeof TOLERABLE)[number];

/** What the policy demands of the evidence for one release, compiled when it is planned. Percentages are 0–100. */
export interface GateRules {
  /** These have to pass before the release may go out. */
  required: GateName[];
  /** Some source of the service can tell about these, whether they are required or not. */
  fed: GateName[];
  /** How long evidence counts after it was measured. */
  validForMs: number;
  allowUpTo: { vulnerabilities: Tolerable; 'static-analysis': Tolerable; 'code-quality': Tolerable };
  /** SPDX identifiers. */
  licences: string[];
  /** What each finding takes off a score of 100 (R-GATE-3). */
  weights: Findings & { secret: number; licence: number };
  /** At least. */
  coveragePercent: number;
  testsPercent: number;
  compatibilityScore: number;
  /** Less than. */
  regressionPercent: number;
}

/** How much slower a version may be, by its type (R-GATE-1: a major may lose less). */
export const regressionFor = (
  type: ReleaseType,
  limits: { regressionPercent: number; majorRegressionPercent: number },
): number => (type === 'major' ? limits.majorRegressionPercent : limits.regressionPercent);
