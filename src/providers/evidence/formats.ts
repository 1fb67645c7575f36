import { CHECKED_GATES, type GateName, HYGIENE_GATES } from '../../release/gate-evidence.ts';

/** Report formats that are read, as the tools name them. `exit-code` is what a command without a report says. */
export const REPORT_FORMATS = [
  'npm-audit',
  'license-checker',
  'cyclonedx',
  'spdx',
  'gitleaks',
  'secretlint',
  'sarif',
  'eslint',
  'biome',
  'junit',
  'istanbul',
  'lcov',
  'benchmark',
] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const CHECKS = CHECKED_GATES.filter(gate => !HYGIENE_GATES.some(other => other === gate));

/** The gates a report can speak for; the first unless another one is named. */
export const GATES_OF_FORMAT: {
  readonly [Format in ReportFormat | 'exit-code']: readonly [GateName, ...GateName[]];
} = {
  'npm-audit': ['vulnerabilities'],
  'license-checker': ['licences'],
  cyclonedx: ['licences'],
  spdx: ['licences'],
  gitleaks: ['secrets'],
  secretlint: ['secrets'],
  sarif: ['static-analysis', 'code-quality', 'vulnerabilities', 'secrets'],
  eslint: ['lint', 'code-quality'],
  biome: ['lint', 'code-quality'],
  // A report of checks can speak for whatever is a list of checks.
  junit: ['tests', ...CHECKS],
  istanbul: ['coverage'],
  lcov: ['coverage'],
  benchmark: ['performance'],
  'exit-code': ['lint', ...CHECKS.filter(gate => gate !== 'lint')],
};
