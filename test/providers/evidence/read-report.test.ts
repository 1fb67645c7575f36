import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS, type ReportFormat } from '../../../src/providers/evidence/formats.ts';
import {
  MOST_REPORT_BYTES,
  type Report,
  readReport,
} from '../../../src/providers/evidence/reports/read-report.ts';
import { ReportUnreadable } from '../../../src/providers/evidence/reports/unreadable.ts';

/** Written by the tools themselves, except for gitleaks, whose report is as its documentation shows it. */
const kept = (name: string) => readFileSync(join(import.meta.dirname, 'reports', name), 'utf8');

const whyNot = (report: Report): string => {
  try {
    return `read: ${JSON.stringify(readReport(report))}`;
  } catch (error) {
    if (error instanceof ReportUnreadable) return error.message;
    throw error;
  }
};

describe('what the tools wrote', () => {
  it.each<[ReportFormat, string, object]>([
    [
      'npm-audit',
      'npm-audit.json',
      { gate: 'vulnerabilities', findings: { critical: 1, high: 0, medium: 0, low: 0 } },
    ],
    [
      'license-checker',
      'license-checker.json',
      { gate: 'licences', packages: { MIT: 3, 'CC-BY-3.0': 1, 'CC0-1.0': 1 } },
    ],
    // The lists name what was packed, not the program itself.
    ['cyclonedx', 'cyclonedx.json', { gate: 'licences', packages: { MIT: 2, 'CC-BY-3.0': 1, 'CC0-1.0': 1 } }],
    ['spdx', 'spdx.json', { gate: 'licences', packages: { MIT: 2, 'CC-BY-3.0': 1, 'CC0-1.0': 1 } }],
    ['gitleaks', 'gitleaks.json', { gate: 'secrets', found: 1 }],
    ['secretlint', 'secretlint.json', { gate: 'secrets', found: 1 }],
    ['eslint', 'eslint.json', { gate: 'lint', run: 3, passed: 2, failed: ['/repository/leak.js'] }],
    ['biome', 'biome-report.json', { gate: 'lint', run: 1, passed: 0, failed: ['a.ts'] }],
    ['junit', 'node-junit.xml', { gate: 'tests', run: 2, passed: 1 }],
    ['istanbul', 'coverage-summary.json', { gate: 'coverage', percent: 75 }],
    ['lcov', 'lcov.info', { gate: 'coverage', percent: 75 }],
  ])('%s: %s', (format, file, measured) => {
    expect(readReport({ format, text: kept(file) })).toEqual(measured);
  });
});

describe('any report', () => {
  it.each(REPORT_FORMATS)(
    'of %s that is empty, cut off or of another kind is refused in one sentence',
    format => {
      for (const text of ['', '{', '<html>', '{}', 'null', '"no"', '[{"a": 1}]', '[[]]'])
        if (!(format === 'gitleaks' && text === 'null'))
          expect([text, whyNot({ format, text })]).toEqual([text, expect.not.stringMatching(/^read|\n/)]);
    },
  );

  it('that is too long is not read', () => {
    const text = `[${' '.repeat(MOST_REPORT_BYTES)}]`;
    expect(whyNot({ format: 'secretlint', text })).toBe('the report is longer than 10 MiB');
  });

  it('speaks only for gates its format knows something about', () => {
    expect(whyNot({ format: 'lcov', gate: 'secrets', text: kept('lcov.info') })).toBe(
      'a report of lcov says nothing about secrets; it does about coverage',
    );
  });

  it('is cut where its names would not fit an event', () => {
    const text = `<testsuite>${'<testcase name="x"><error/></testcase>'.repeat(50)}</testsuite>`;
    const measured = readReport({ format: 'junit', gate: 'schema', text });
    expect(measured).toMatchObject({ run: 50, passed: 0 });
    expect(measured).toHaveProperty('failed.length', 20);
  });
});

describe('npm audit', () => {
  it('that could not ask the registry says why, instead of finding nothing', () => {
    const text = JSON.stringify({ message: '405 Method Not Allowed', error: { summary: '', detail: '' } });
    expect(whyNot({ format: 'npm-audit', text })).toBe('npm audit failed: 405 Method Not Allowed');
  });
});

describe('licences', () => {
  const checker = (licenses: unknown) => {
    const measured = readReport({
      format: 'license-checker',
      text: JSON.stringify({ 'left-pad@1.0.0': { licenses } }),
    });
    return Object.keys('packages' in measured ? measured.packages : {});
  };

  it('are expressions; several in a list are a choice', () => {
    expect(checker('(MIT OR Apache-2.0)')).toEqual(['(MIT OR Apache-2.0)']);
    expect(checker(['MIT', 'GPL-3.0'])).toEqual(['(MIT) OR (GPL-3.0)']);
  });

  it('that were guessed count as what was guessed, and none at all is unknown', () => {
    expect(checker('MIT*')).toEqual(['MIT']);
    for (const none of [undefined, '', [], 'NOASSERTION']) expect(checker(none)).toEqual(['UNKNOWN']);
  });

  it('of CycloneDX are all to be kept to', () => {
    const licenses = [{ license: { id: 'MIT' } }, { license: { name: 'ACME' } }];
    const text = JSON.stringify({ bomFormat: 'CycloneDX', components: [{ licenses }] });
    expect(readReport({ format: 'cyclonedx', text })).toMatchObject({ packages: { '(MIT) AND (ACME)': 1 } });
  });

  it('of more kinds than can be kept are refused as a whole, since one left out could be the forbidden one', () => {
    const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [at, { licenses: `L-${at}` }]));
    expect(whyNot({ format: 'license-checker', text: JSON.stringify(many) })).toBe(
      'the report has 101 different licences; at most 100 are kept',
    );
  });
});

describe('JUnit', () => {
  const junit = (text: string) => readReport({ format: 'junit', text });

  it('counts tests however suites are nested, and none that was skipped', () => {
    expect(
      junit(`<testsuites tests="999"><testsuite><testsuite><testcase name="a"/></testsuite>
        <testcase name="b"><failure/><skipped/></testcase><testcase name="c"><skipped/></testcase>
        <testcase name="d"><error/></testcase><testcase name="e"><system-out>ok</system-out></testcase>
      </testsuite></testsuites>`),
    ).toEqual({ gate: 'tests', run: 4, passed: 2 });
  });

  it('names what failed where that is what the gate shows', () => {
    const text = '<testsuite><testcase classname="api" name="keeps v1"><failure/></testcase></testsuite>';
    expect(readReport({ format: 'junit', gate: 'compatibility', text })).toEqual({
      gate: 'compatibility',
      run: 1,
      passed: 0,
      failed: ['api › keeps v1'],
    });
  });

  it('with nothing but skipped tests has shown nothing', () => {
    const text = '<testsuite><testcase name="a"><skipped/></testcase></testsuite>';
    expect(whyNot({ format: 'junit', text })).toBe('the report has no test that ran');
  });

  it('expands no entity', () => {
    const text = '<!DOCTYPE t [<!ENTITY a "aaaa">]><testsuite><testcase name="&a;"/></testsuite>';
    expect(whyNot({ format: 'junit', text })).toMatch(
      /^the report is not well-formed XML: .*undefined entity/,
    );
  });
});

describe('coverage', () => {
  it('counts a line that one of several tests reached once, and as covered', () => {
    const record = (hits: number) => `TN:\nSF:a.js\nDA:1,${hits}\nDA:2,0\nend_of_record\n`;
    expect(readReport({ format: 'lcov', text: record(0) + record(3) })).toEqual({
      gate: 'coverage',
      percent: 50,
    });
  });

  it('takes sums where no lines are listed', () => {
    const text = 'SF:a.js\nLF:8\nLH:6\nend_of_record\nSF:b.js\nDA:1,1\nDA:2,1\nend_of_record\n';
    expect(readReport({ format: 'lcov', text })).toMatchObject({ percent: 80 });
  });

  it('of no line at all, or of more than there are, is none', () => {
    expect(whyNot({ format: 'lcov', text: 'SF:a.js\nend_of_record\n' })).toBe(
      'the report knows no line of code',
    );
    expect(whyNot({ format: 'lcov', text: 'SF:a.js\nLF:1\nLH:2\nend_of_record\n' })).toBe(
      'the report has more lines covered than there are',
    );
    const total = { lines: { total: 0, covered: 0, pct: 'Unknown' } };
    expect(whyNot({ format: 'istanbul', text: JSON.stringify({ total }) })).toBe(
      'the report knows no line of code',
    );
  });
});

describe('SARIF', () => {
  const sarif = (results: object[] | null, more: object = {}) => ({
    format: 'sarif' as const,
    text: JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'CodeQL',
              rules: [
                { id: 'sql', properties: { 'security-severity': '9.1' } },
                { id: 'style', defaultConfiguration: { level: 'note' } },
              ],
            },
          },
          ...(results && { results }),
          ...more,
        },
      ],
    }),
  });

  it('grades findings by the score of their rule, else by their level, else as warnings', () => {
    const results = [
      { ruleId: 'sql', level: 'note' },
      { ruleIndex: 1 },
      { ruleId: 'x', level: 'error' },
      { ruleId: 'y' },
    ];
    expect(readReport(sarif(results))).toEqual({
      gate: 'static-analysis',
      findings: { critical: 1, high: 1, medium: 1, low: 1 },
    });
  });

  it('counts nothing that passed, went away or was accepted', () => {
    const results = [
      { kind: 'pass', level: 'error' },
      { level: 'error', baselineState: 'absent' },
      { level: 'error', suppressions: [{ kind: 'inSource' }] },
      { level: 'error', suppressions: [{ status: 'rejected' }] },
    ];
    expect(readReport(sarif(results))).toMatchObject({
      findings: { critical: 0, high: 1, medium: 0, low: 0 },
    });
  });

  it('of an analysis that broke off shows nothing', () => {
    for (const broken of [sarif(null), sarif([], { invocations: [{ executionSuccessful: false }] })])
      expect(whyNot(broken)).toBe('CodeQL did not come to its end');
  });
});

describe('lint', () => {
  it('as code quality counts errors as high and warnings as low', () => {
    expect(readReport({ format: 'biome', gate: 'code-quality', text: kept('biome-report.json') })).toEqual({
      gate: 'code-quality',
      findings: { critical: 0, high: 3, medium: 0, low: 1 },
    });
  });

  it('of no file at all shows nothing', () => {
    expect(whyNot({ format: 'eslint', text: '[]' })).toBe('no file was linted');
  });
});

describe('benchmarks', () => {
  const timed = (values: Record<string, number>) =>
    JSON.stringify(Object.entries(values).map(([name, value]) => ({ name, unit: 'ms', value })));

  it('tell how much slower the one is that suffered most', () => {
    const report = { text: timed({ start: 100, search: 55 }), baseline: timed({ start: 200, search: 50 }) };
    const measured = readReport({ format: 'benchmark', ...report });
    expect(measured).toMatchObject({ gate: 'performance' });
    expect('regressionPercent' in measured && measured.regressionPercent).toBeCloseTo(10);
  });

  it('leave out what only one version was timed in', () => {
    const report = { text: timed({ new: 900, search: 45 }), baseline: timed({ old: 1, search: 50 }) };
    const measured = readReport({ format: 'benchmark', ...report });
    expect('regressionPercent' in measured && measured.regressionPercent).toBeCloseTo(-10);
  });

  it('show nothing without the running version, or with nothing in common with it', () => {
    expect(whyNot({ format: 'benchmark', text: timed({ a: 1 }) })).toBe(
      'there is no benchmark of the running version to compare with',
    );
    expect(whyNot({ format: 'benchmark', text: timed({ a: 1 }), baseline: timed({ b: 1 }) })).toBe(
      'no benchmark has the name of one of the running version',
    );
  });
});
