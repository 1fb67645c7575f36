import type { Findings, GateEvidence, GateName, Measured, NoEvidence, Unavailable } from './gate-evidence.ts';
import { type GateRules, TOLERABLE, type Tolerable } from './gate-rules.ts';
import { forbiddenAmong } from './licences.ts';
import { SEVERITIES } from './risk.ts';
import type { Instant, PersonId } from './terms.ts';

/** A gate that somebody who may lets the release pass. */
export interface Skip {
  by: PersonId;
  reason: string;
  at: Instant;
  gates: GateName[];
}

export type Unknown =
  | NoEvidence
  /** No source has told anything yet. */
  | { because: 'missing' }
  /** The newest evidence is older than evidence counts. */
  | { because: 'stale'; at: Instant }
  /** What was measured is nothing: no test ran, no check was made. */
  | { because: 'empty' }
  /** Nobody knows what commit goes out. */
  | { because: 'no-commit' };

export type Verdict = { is: 'passed' } | { is: 'failed' } | { is: 'unknown'; why: Unknown };

export interface Gate {
  name: GateName;
  /** Whether it blocks when it has not passed. */
  required: boolean;
  verdict: Verdict;
  /** Set where it has not passed and somebody skipped it. */
  skipped: Skip | null;
  /** What speaks for the verdict, the worst first; stale evidence is there only where nothing else is. */
  evidence: GateEvidence[];
  /** What sources should have told and could not. */
  unavailable: Unavailable[];
}

/** What is known about the gates of one commit. */
export interface Known {
  commit: string | null;
  evidence: readonly GateEvidence[];
  unavailable: readonly Unavailable[];
  skipped: Skip | null;
}

/** Tests, checks or scores of nothing at all are no evidence. */
const isEmpty = (measured: Measured): boolean => 'run' in measured && measured.run === 0;

export const scoreOf = ({ run, passed }: { run: number; passed: number }): number =>
  run === 0 ? 0 : (passed / run) * 100;

const isTolerable = (findings: Findings, upTo: Tolerable): boolean =>
  SEVERITIES.every(
    severity => findings[severity] === 0 || SEVERITIES.indexOf(severity) < TOLERABLE.indexOf(upTo),
  );

/** Whether what was measured is good enough (R-GATE-1). Exact figures are compared, never rounded ones. */
export function isGoodEnough(measured: Measured, rules: GateRules): boolean {
  switch (measured.gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return isTolerable(measured.findings, rules.allowUpTo[measured.gate]);
    case 'licences':
      return forbiddenAmong(measured.packages, rules.licences).length === 0;
    case 'secrets':
      return measured.found === 0;
    case 'tests':
      return scoreOf(measured) >= rules.testsPercent;
    case 'coverage':
      return measured.percent >= rules.coveragePercent;
    case 'performance':
      return measured.regressionPercent < rules.regressionPercent;
    case 'compatibility':
      return scoreOf(measured) >= rules.compatibilityScore;
    default:
      return measured.passed === measured.run;
  }
}

/** Evidence counts for its commit alone, and only for a while. */
export const isFresh = ({ at }: GateEvidence, rules: GateRules, now: Instant): boolean =>
  now - at <= rules.validForMs;

/** One gate. Where sources disagree the worst one counts; what is not known is never passed (R-GATE-4). */
export function judgeGate(name: GateName, rules: GateRules, known: Known, now: Instant): Gate {
  const own = known.evidence.filter(
    ({ measured, commit }) => measured.gate === name && commit === known.commit,
  );
  const fresh = own.filter(evidence => isFresh(evidence, rules, now));
  const rank = ({ measured }: GateEvidence) =>
    isEmpty(measured) ? 1 : isGoodEnough(measured, rules) ? 2 : 0;
  const counting = fresh.toSorted((one, other) => rank(one) - rank(other) || other.at - one.at);
  const unavailable = known.unavailable.filter(({ gate }) => gate === name);
  const verdict = verdictOf(counting, own, unavailable, known.commit, rules);
  const isSkipped = verdict.is !== 'passed' && known.skipped?.gates.includes(name);
  return {
    name,
    required: rules.required.includes(name),
    verdict,
    skipped: isSkipped ? known.skipped : null,
    evidence: counting.length > 0 ? counting : own.toSorted((one, other) => other.at - one.at),
    unavailable,
  };
}

function verdictOf(
  [worst]: readonly GateEvidence[],
  own: readonly GateEvidence[],
  unavailable: readonly Unavailable[],
  commit: string | null,
  rules: GateRules,
): Verdict {
  if (commit === null) return { is: 'unknown', why: { because: 'no-commit' } };
  if (worst && !isEmpty(worst.measured) && !isGoodEnough(worst.measured, rules)) return { is: 'failed' };
  // A source that is measuring anew may come to another answer than the one that is known.
  const pending = unavailable.find(({ why }) => why.because === 'running');
  if (pending) return { is: 'unknown', why: pending.why };
  if (worst) return isEmpty(worst.measured) ? { is: 'unknown', why: { because: 'empty' } } : { is: 'passed' };
  const [silent] = unavailable;
  if (silent) return { is: 'unknown', why: silent.why };
  const newest = Math.max(...own.map(({ at }) => at));
  return { is: 'unknown', why: own.length > 0 ? { because: 'stale', at: newest } : { because: 'missing' } };
}
