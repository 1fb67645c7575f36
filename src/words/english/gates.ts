import type { Findings, GateEvidence, GateName, Measured } from '../../release/gate-evidence.ts';
import { scoreOf, type Unknown } from '../../release/gate-judging.ts';
import type { GateRules, Tolerable } from '../../release/gate-rules.ts';
import { forbiddenAmong } from '../../release/licences.ts';
import { SEVERITIES } from '../../release/risk.ts';
import type { PersonId } from '../../release/terms.ts';
import { clause, code, inline, person, when } from '../mrkdwn.ts';
import { formats, terms } from './terms.ts';

const name: Record<GateName, string> = {
  vulnerabilities: 'Dependency vulnerabilities',
  licences: 'Licences',
  secrets: 'Secrets',
  'static-analysis': 'Static analysis',
  tests: 'Tests',
  coverage: 'Coverage',
  'code-quality': 'Code quality',
  lint: 'Lint',
  types: 'Types',
  schema: 'Schema',
  examples: 'Examples',
  docs: 'Documentation',
  compatibility: 'Compatibility',
  performance: 'Performance',
  environment: 'Environment',
  tag: 'Tag',
  ancestry: 'Release branch',
  'branch-protection': 'Branch protection',
  'required-checks': 'Required checks',
  reviews: 'Reviews',
};

/** A share that is shown as 98 % is one. */
const share = (percent: number) => formats.percent(Math.floor(percent * 100) / 100);
const listed = (names: readonly string[], limit = 5): string => {
  const more = names.length > limit ? [`${formats.number(names.length - limit)} more`] : [];
  return formats.and([...names.slice(0, limit).map(one => code(one)), ...more]);
};

function findings(of: Findings): string {
  const some = SEVERITIES.toReversed().filter(severity => of[severity] > 0);
  if (some.length === 0) return 'no findings';
  const counted = some.map(severity => `${formats.number(of[severity])} ${terms.severity[severity]}`);
  return `findings: ${formats.and(counted)}`;
}

const packages = (count: number) => formats.count(count, { one: 'package', other: 'packages' });

/** What was measured, as a fact; of licences only those the rules do not allow are named. */
function measured(it: Measured, rules: GateRules): string {
  switch (it.gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return findings(it.findings);
    case 'licences': {
      const forbidden = forbiddenAmong(it.packages, rules.licences);
      const all = Object.values(it.packages).reduce((sum, count) => sum + count, 0);
      if (forbidden.length === 0) return `${packages(all)}, every licence allowed`;
      return `not allowed: ${formats.and(forbidden.map(([one, count]) => `${code(one)} (${packages(count)})`))}`;
    }
    case 'secrets':
      return it.found === 0 ? 'none found' : `${formats.number(it.found)} found`;
    case 'tests':
      return `${formats.number(it.passed)} of ${formats.number(it.run)} passed (${share(scoreOf(it))})`;
    case 'coverage':
      return `${share(it.percent)} of the lines`;
    case 'performance':
      return it.regressionPercent > 0
        ? `${formats.percent(it.regressionPercent)} slower than the running version`
        : 'no slower than the running version';
    default: {
      const failed = it.failed.length > 0 ? `; not: ${listed(it.failed)}` : '';
      const score = it.gate === 'compatibility' ? ` (${share(scoreOf(it))})` : '';
      return `${formats.number(it.passed)} of ${formats.number(it.run)} passed${score}${failed}`;
    }
  }
}

const tolerates = (upTo: Tolerable) =>
  upTo === 'none' ? 'no finding at all' : `nothing graver than ${terms.severity[upTo]}`;

/** What the rules ask of a gate. */
function demand(gate: GateName, rules: GateRules): string {
  switch (gate) {
    case 'vulnerabilities':
    case 'static-analysis':
    case 'code-quality':
      return tolerates(rules.allowUpTo[gate]);
    case 'licences':
      return `only ${formats.or(rules.licences.map(one => inline(one, 40)))}`;
    case 'secrets':
      return 'none';
    case 'tests':
      return `at least ${formats.percent(rules.testsPercent)} passed`;
    case 'coverage':
      return `at least ${formats.percent(rules.coveragePercent)}`;
    case 'compatibility':
      return `at least ${formats.percent(rules.compatibilityScore)}`;
    case 'performance':
      return `less than ${formats.percent(rules.regressionPercent)} slower`;
    default:
      return 'all passed';
  }
}

/** Why nobody knows; completes “Unknown: …”. */
function why(it: Unknown): string {
  switch (it.because) {
    case 'not-enabled':
      return `${inline(it.what, 120)} is not enabled, or hidden from the token`;
    case 'running':
      return it.what.length > 0 ? `still running: ${listed(it.what)}` : 'it is being measured';
    case 'not-reported':
      return `no result of this commit: ${listed(it.what)}`;
    case 'nothing-named':
      return 'neither the branch nor the policy names a check';
    case 'trouble':
      return clause(it.what);
    case 'missing':
      return 'no evidence of this commit yet';
    case 'stale':
      return `the evidence of ${when(it.at, formats)} is too old to count`;
    case 'empty':
      return 'what was run was empty';
    case 'no-commit':
      return 'the commit behind the tag is not known';
  }
}

const RERUN = `then ${code('/release gates rerun')}`;
const BY_CODE = `Fix it and tag a new version; if the run itself was at fault, repeat that, ${RERUN}.`;
const BY_FINDING = `Fix it and tag a new version, or dismiss with a reason, where it was found, what does not apply; ${RERUN}.`;

/** What would make a failed gate pass. */
const mend: Partial<Record<GateName, string>> = {
  vulnerabilities: BY_FINDING,
  'static-analysis': BY_FINDING,
  'code-quality': BY_FINDING,
  licences: `Replace those packages and tag a new version, or allow the licence in ${code('config/security.yml')}.`,
  secrets: `Revoke what leaked and close the finding, ${RERUN}.`,
  environment: `Set what is missing and start what does not answer, ${RERUN}.`,
  tag: 'Push the tag of the version to the commit that is meant, then start the release again.',
  ancestry: 'Merge the commit into the release branch, tag it there, then start that version.',
  'branch-protection': `Protect the release branch in the settings of the repository, ${RERUN}.`,
  'required-checks': `Have the checks run again for this commit, ${RERUN}; what they found takes a fix and a new version.`,
  reviews: `Have somebody else review and approve what was merged without, ${RERUN}.`,
};

/** What would make an unknown one known. */
function learn(it: Unknown): string {
  switch (it.because) {
    case 'not-enabled':
      return `Enable ${inline(it.what, 120)} or let the token see it, ${RERUN}.`;
    case 'running':
      return 'Nothing to do: it is looked at again by itself.';
    case 'not-reported':
      return `Have them run for this commit, ${RERUN}.`;
    case 'nothing-named':
      return `Require checks on the release branch, or name them in ${code('config/security.yml')}.`;
    case 'trouble':
      return `It is tried again by itself, or with ${code('/release gates rerun')}.`;
    case 'missing':
      return `Have it measured for this commit, ${RERUN}.`;
    case 'stale':
      return `Have it measured again: ${code('/release gates rerun')}.`;
    case 'empty':
      return `See to it that something is run, ${RERUN}.`;
    case 'no-commit':
      return `Save the plan again with ${code('/release edit')}, so that the commit is looked up.`;
  }
}

/** How the required ones stand, counted. */
function count(standings: readonly ('passed' | 'failed' | 'unknown' | 'skipped')[]): string {
  const of = (is: string) => standings.filter(one => one === is).length;
  const others = (['failed', 'unknown', 'skipped'] as const)
    .filter(is => of(is) > 0)
    .map(is => `${formats.number(of(is))} ${is}`);
  if (standings.length === 0) return 'None is required.';
  const passed = `${formats.number(of('passed'))} of ${formats.number(standings.length)} required passed`;
  return `${[passed, ...others].join(', ')}.`;
}

export const gates = {
  label: 'Gates',
  title: (title: string) => `Gates of ${title}`,
  none: 'The policy asks no gates of this release.',
  count,
  notRequired: 'not required',
  unknown: (it: Unknown) => `unknown: ${why(it)}`,
  skippedBy: (who: PersonId, reason: string) => `Skipped by ${person(who)}: ${clause(reason)}.`,
  score: (score: number | null) =>
    score === null
      ? 'The security score is not known: one of its four gates has no evidence.'
      : `Security score: ${formats.number(score)} of 100.`,
  look: 'look',
  age: (duration: string) => `${duration} ago`,
  ofCommit: (commit: string | null, validForMs: number) =>
    `${commit === null ? 'Of no known commit' : `Of commit ${code(commit.slice(0, 7))} and of no other`}; evidence counts for ${formats.duration(validForMs)}.`,
  /** Of a dry run. */
  wouldAsk: (names: readonly GateName[]) =>
    `These gates would have to pass: ${formats.and(names.map(one => name[one]))}.`,
  name,
  measured,
  demand,
  why,
  mend: (gate: GateName): string => mend[gate] ?? BY_CODE,
  learn,
  /** Where a piece of evidence comes from. */
  source: ({ source, by }: Pick<GateEvidence, 'source' | 'by'>): string =>
    source === 'github'
      ? `GitHub, ${inline(by, 80)}`
      : source === 'ci'
        ? `CI, ${inline(by, 80)}`
        : inline(by, 80),
};
