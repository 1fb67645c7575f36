import { GATES, type GateEvidence, type GateName, type Measured } from '../../src/release/gate-evidence.ts';
import type { GateRules } from '../../src/release/gate-rules.ts';
import type { Instant } from '../../src/release/terms.ts';
import { HOUR } from './builders.ts';
import { type Command, T0 } from './given.ts';

export const NO_FINDINGS = { critical: 0, high: 0, medium: 0, low: 0 };

/** The figures of R-GATE-1 for a minor release to production. */
export const gateRules = (changes: Partial<GateRules> = {}): GateRules => ({
  required: [],
  fed: [...GATES],
  validForMs: 24 * HOUR,
  allowUpTo: { vulnerabilities: 'medium', 'static-analysis': 'medium', 'code-quality': 'medium' },
  licences: ['MIT', 'Apache-2.0', 'BSD-3-Clause', 'ISC'],
  weights: { critical: 40, high: 20, medium: 5, low: 1, secret: 50, licence: 10 },
  coveragePercent: 90,
  testsPercent: 98,
  compatibilityScore: 95,
  regressionPercent: 5,
  ...changes,
});

/** Something measured for each gate that is just good enough under `gateRules`. */
export const goodEnough = (gate: GateName): Measured => {
  switch (gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return { gate, findings: { ...NO_FINDINGS, medium: 1, low: 2 } };
    case 'licences':
      return { gate, packages: { MIT: 120, '(MIT OR GPL-3.0-only)': 1 } };
    case 'secrets':
      return { gate, found: 0 };
    case 'tests':
      return { gate, run: 100, passed: 98 };
    case 'coverage':
      return { gate, percent: 90 };
    case 'performance':
      return { gate, regressionPercent: 4.99 };
    case 'compatibility':
      return { gate, run: 20, passed: 19, failed: ['platform: arm64'] };
    default:
      return { gate, run: 2, passed: 2, failed: [] };
  }
};

/** The same, just not good enough. */
export const notGoodEnough = (gate: GateName): Measured => {
  switch (gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return { gate, findings: { ...NO_FINDINGS, high: 1 } };
    case 'licences':
      return { gate, packages: { MIT: 120, 'GPL-3.0-only': 1 } };
    case 'secrets':
      return { gate, found: 1 };
    case 'tests':
      return { gate, run: 1000, passed: 979 };
    case 'coverage':
      return { gate, percent: 89.99 };
    case 'performance':
      return { gate, regressionPercent: 5 };
    case 'compatibility':
      return { gate, run: 100, passed: 94, failed: ['api: GET /orders'] };
    default:
      return { gate, run: 2, passed: 1, failed: ['one of them'] };
  }
};

/** A piece of evidence about the commit of `aPlan`, measured at the beginning of the story. */
export const evidenceOf = (measured: Measured, changes: Partial<GateEvidence> = {}): GateEvidence => ({
  source: 'ci',
  by: 'build',
  commit: 'c0ffee1',
  at: T0,
  link: 'https://ci.example.com/runs/1',
  measured,
  ...changes,
});

export const recorded = (...evidence: GateEvidence[]): Command => ({
  type: 'RecordEvidence',
  evidence,
  unavailable: [],
});

export const passing = (gates: readonly GateName[], at: Instant = T0): GateEvidence[] =>
  gates.map(gate => evidenceOf(goodEnough(gate), { at }));
