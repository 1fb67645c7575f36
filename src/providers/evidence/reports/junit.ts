import { SaxesParser } from 'saxes';
import type { Checked } from './checked.ts';
import { ReportUnreadable } from './unreadable.ts';

const FAILED = new Set(['failure', 'error']);

/**
 * The test cases of a JUnit XML report, however its suites are nested; those that were skipped did not run. Counted one
 * by one: the sums that stand in it are differently meant by every tool.
 *
 * @throws ReportUnreadable
 */
export function junit(text: string): Checked {
  const failed: string[] = [];
  let run = 0;
  let passed = 0;
  let test: { name: string; is: 'passed' | 'failed' | 'skipped' } | null = null;
  let root: string | null = null;
  const parser = new SaxesParser();
  // No entity but the five of XML is known, so that none can grow.
  parser.on('error', error => {
    throw new ReportUnreadable(`the report is not well-formed XML: ${error.message.slice(0, 100)}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    root ??= name;
    if (name === 'testcase') {
      const { classname = '', name: title = '' } = attributes as Record<string, string>;
      test = { name: [classname, title].filter(Boolean).join(' › '), is: 'passed' };
    } else if (test && FAILED.has(name)) test.is = 'failed';
    else if (test?.is === 'passed' && name === 'skipped') test.is = 'skipped';
  });
  parser.on('closetag', ({ name }) => {
    if (name !== 'testcase' || !test) return;
    if (test.is !== 'skipped') run += 1;
    if (test.is === 'passed') passed += 1;
    if (test.is === 'failed') failed.push(test.name);
    test = null;
  });
  parser.write(text).close();
  if (root !== 'testsuites' && root !== 'testsuite')
    throw new ReportUnreadable(`this is not a JUnit report: it begins with <${root ?? ''}>`);
  if (run === 0) throw new ReportUnreadable('the report has no test that ran');
  return { run, passed, failed };
}
