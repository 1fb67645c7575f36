import type { CheckedGate, Measured } from '../../../release/gate-evidence.ts';
import { CHECKED_GATES, type GateName, MOST_LICENCES, MOST_NAMES } from '../../../release/gate-evidence.ts';
import { GATES_OF_FORMAT, type ReportFormat } from '../formats.ts';
import { benchmarks, regressionPercent } from './benchmark.ts';
import type { Checked } from './checked.ts';
import { istanbul, lcov } from './coverage.ts';
import { junit } from './junit.ts';
import { cycloneDx, licenseChecker, spdx } from './licences.ts';
import { biome, eslint, type Linted } from './lint.ts';
import { npmAudit } from './npm-audit.ts';
import { sarif } from './sarif.ts';
import { gitleaks, secretlint } from './secrets.ts';
import { ReportUnreadable } from './unreadable.ts';

/** The longest report that is read, in bytes: an SBOM or a JUnit report of ten thousand entries has a few. */
export const MOST_REPORT_BYTES = 10 * 1024 * 1024;

export interface Report {
  format: ReportFormat;
  /** What it speaks for, where its format could speak for several. */
  gate?: GateName | undefined;
  text: string;
  /** Of benchmarks: the same report of the running version, which they are compared with. */
  baseline?: string | undefined;
}

/**
 * The facts in a report. A report that is cut off, of another kind, or about nothing gives none.
 *
 * @throws ReportUnreadable with one sentence
 */
export function readReport({ format, gate, text, baseline }: Report): Measured {
  const fit = GATES_OF_FORMAT[format];
  const about = gate ?? fit[0];
  if (!about || !fit.includes(about))
    throw new ReportUnreadable(
      `a report of ${format} says nothing about ${about}; it does about ${fit.join(', ')}`,
    );
  if (Buffer.byteLength(text) > MOST_REPORT_BYTES)
    throw new ReportUnreadable(`the report is longer than ${MOST_REPORT_BYTES / 1024 / 1024} MiB`);
  switch (format) {
    case 'npm-audit':
      return { gate: 'vulnerabilities', findings: npmAudit(text) };
    case 'license-checker':
      return licences(licenseChecker(text));
    case 'cyclonedx':
      return licences(cycloneDx(text));
    case 'spdx':
      return licences(spdx(text));
    case 'gitleaks':
      return { gate: 'secrets', found: gitleaks(text) };
    case 'secretlint':
      return { gate: 'secrets', found: secretlint(text) };
    case 'sarif':
      return found(about, sarif(text));
    case 'eslint':
      return linted(about, eslint(text));
    case 'biome':
      return linted(about, biome(text));
    case 'junit':
      return checked(about, junit(text));
    case 'istanbul':
      return { gate: 'coverage', percent: istanbul(text) };
    case 'lcov':
      return { gate: 'coverage', percent: lcov(text) };
    case 'benchmark': {
      if (baseline === undefined)
        throw new ReportUnreadable('there is no benchmark of the running version to compare with');
      return {
        gate: 'performance',
        regressionPercent: regressionPercent(benchmarks(text), benchmarks(baseline)),
      };
    }
  }
}

function licences(packages: Record<string, number>): Measured {
  const different = Object.keys(packages).length;
  if (different > MOST_LICENCES)
    throw new ReportUnreadable(
      `the report has ${different} different licences; at most ${MOST_LICENCES} are kept`,
    );
  return { gate: 'licences', packages };
}

function found(gate: GateName, findings: Linted['findings']): Measured {
  if (gate === 'secrets') {
    const { critical, high, medium, low } = findings;
    return { gate, found: critical + high + medium + low };
  }
  return gate === 'vulnerabilities' || gate === 'code-quality'
    ? { gate, findings }
    : { gate: 'static-analysis', findings };
}

const linted = (gate: GateName, { findings, ...files }: Linted): Measured =>
  gate === 'code-quality' ? { gate, findings } : checked(gate, files);

const LONGEST_NAME = 200;
const isChecked = (gate: GateName): gate is CheckedGate => CHECKED_GATES.some(other => other === gate);

/** Things that were checked, as many of them named as an event may hold. */
export function checked(gate: GateName, { run, passed, failed }: Checked): Measured {
  if (!isChecked(gate)) return { gate: 'tests', run, passed };
  const names = failed.slice(0, MOST_NAMES).map(name => name.slice(0, LONGEST_NAME));
  return { gate, run, passed, failed: names };
}
