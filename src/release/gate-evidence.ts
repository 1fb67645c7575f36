import type { Severity } from './risk.ts';
import type { Instant } from './terms.ts';

export const SECURITY_GATES = ['vulnerabilities', 'licences', 'secrets', 'static-analysis'] as const;
export const QUALITY_GATES = [
  'tests',
  'coverage',
  'code-quality',
  'lint',
  'types',
  'schema',
  'examples',
  'docs',
] as const;
/** What the history of the code has to show: nothing goes out that went past the branch, its checks or a reviewer. */
export const HYGIENE_GATES = ['tag', 'ancestry', 'branch-protection', 'required-checks', 'reviews'] as const;
/** What a version may have to show before it goes out. Each gate is judged by itself. */
export const GATES = [
  ...SECURITY_GATES,
  ...QUALITY_GATES,
  'compatibility',
  'performance',
  'environment',
  ...HYGIENE_GATES,
] as const;
export type GateName = (typeof GATES)[number];

/** Gates a look at the code itself can tell about; how it came to be so, its source host alone knows. */
export const MEASURABLE_GATES: readonly GateName[] = GATES.filter(
  gate => !HYGIENE_GATES.some(other => other === gate),
);

/** Gates that are a list of things each of which is right or not. */
export const CHECKED_GATES = [
  'lint',
  'types',
  'schema',
  'examples',
  'docs',
  'compatibility',
  'environment',
  ...HYGIENE_GATES,
] as const satisfies readonly GateName[];
export type CheckedGate = (typeof CHECKED_GATES)[number];

/** Where evidence comes from: read from GitHub, a command run in a clean checkout, or posted by CI. */
export const EVIDENCE_SOURCES = ['github', 'command', 'ci'] as const;
export type EvidenceSource = (typeof EVIDENCE_SOURCES)[number];

/** How many findings of each severity; what advisories call moderate is medium. */
export type Findings = Record<Severity, number>;

/** What was measured for one gate. Facts only: whether they are good enough, the rules of the release say. */
export type Measured =
  | { gate: 'vulnerabilities' | 'static-analysis' | 'code-quality'; findings: Findings }
  /** Packages by SPDX licence expression, `UNKNOWN` for those that tell none. */
  | { gate: 'licences'; packages: Record<string, number> }
  | { gate: 'secrets'; found: number }
  /** Those that were skipped are not among those that ran. */
  | { gate: 'tests'; run: number; passed: number }
  /** Of lines, 0–100. */
  | { gate: 'coverage'; percent: number }
  /** How much slower than the running version, in percent; negative when it is faster. */
  | { gate: 'performance'; regressionPercent: number }
  /** `failed` names those that did not pass, as far as `MOST_NAMES` goes. */
  | { gate: CheckedGate; run: number; passed: number; failed: string[] };

/** Events are for ever: no piece of evidence names more failed checks than this. */
export const MOST_NAMES = 20;
/** Nor more licences: none may be left out, since that one could be the forbidden one. */
export const MOST_LICENCES = 100;

/** One thing that was measured, of one commit and valid only for that. Small enough to be kept in an event. */
export interface GateEvidence {
  source: EvidenceSource;
  /** What measured it, such as `npm audit`, `Dependabot` or the name of a CI token. One source holds one newest piece per name and gate. */
  by: string;
  /** The full hash, 40 or 64 hex digits. */
  commit: string;
  /** When it was measured; how long it counts is reckoned from here. */
  at: Instant;
  /** Where people read more; https, or null. */
  link: string | null;
  measured: Measured;
}

/** Why a source that should have evidence for a gate has none. Never as good as passed. */
export type NoEvidence =
  /** The feature is switched off, or hidden from the token: `what` names it, such as `code scanning`. */
  | { because: 'not-enabled'; what: string }
  /** It is being measured. `what` names what is not done, at most `MOST_NAMES`. */
  | { because: 'running'; what: string[] }
  /** These should have reported about the commit and never did. */
  | { because: 'not-reported'; what: string[] }
  /** Neither the branch nor the policy names anything to look at. */
  | { because: 'nothing-named' }
  /** It could not be asked or understood, or its command broke; `what` is one sentence. */
  | { because: 'trouble'; what: string };

/** A gate one source could not tell about. */
export interface Unavailable {
  gate: GateName;
  source: EvidenceSource;
  /** As in `GateEvidence`. */
  by: string;
  why: NoEvidence;
}
