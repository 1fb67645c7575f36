import { z } from 'zod';
import type { Findings } from '../../../release/gate-evidence.ts';
import type { Checked } from './checked.ts';
import { jsonOf, ReportUnreadable, shapedAs } from './unreadable.ts';

/** What linters find has no severity of its own: an error counts as high, a warning as low. */
export interface Linted extends Checked {
  findings: Findings;
}

const Count = z.int().min(0);

/** https://eslint.org/docs/latest/use/formatters/#json */
const Files = z.array(z.object({ filePath: z.string(), errorCount: Count, warningCount: Count }));

const found = (errors: number, warnings: number): Findings => ({
  critical: 0,
  high: errors,
  medium: 0,
  low: warnings,
});

/** Files that were linted; one with an error is not right. @throws ReportUnreadable */
export function eslint(text: string): Linted {
  const files = shapedAs(Files, jsonOf(text), 'the report of eslint --format json');
  if (files.length === 0) throw new ReportUnreadable('no file was linted');
  const failed = files.filter(({ errorCount }) => errorCount > 0).map(({ filePath }) => filePath);
  const sum = (of: 'errorCount' | 'warningCount') => files.reduce((all, file) => all + file[of], 0);
  return {
    run: files.length,
    passed: files.length - failed.length,
    failed,
    findings: found(sum('errorCount'), sum('warningCount')),
  };
}

/** https://biomejs.dev/reference/reporters/#json */
const Biome = z.object({
  summary: z.object({ changed: Count, unchanged: Count, errors: Count, warnings: Count }),
  diagnostics: z.array(
    z.object({
      severity: z.string(),
      location: z.object({ path: z.unknown() }).nullish(),
    }),
  ),
});

/** Files that were checked; one with an error is not right. @throws ReportUnreadable */
export function biome(text: string): Linted {
  const { summary, diagnostics } = shapedAs(Biome, jsonOf(text), 'the report of biome --reporter=json');
  const run = summary.changed + summary.unchanged;
  if (run === 0) throw new ReportUnreadable('no file was checked');
  const failed = new Set<string>();
  for (const { severity, location } of diagnostics) {
    if (severity === 'error' || severity === 'fatal') failed.add(pathOf(location?.path));
  }
  // Not every diagnostic is printed (`--max-diagnostics`), but all are counted.
  if (summary.errors > 0 && failed.size === 0) failed.add('a file that is not named');
  const passed = Math.max(0, run - failed.size);
  return { run, passed, failed: [...failed], findings: found(summary.errors, summary.warnings) };
}

/** Text, or `{ "file": "src/main.ts" }` in Biome 1. */
function pathOf(path: unknown): string {
  if (typeof path === 'string') return path;
  const file = z.object({ file: z.string() }).safeParse(path);
  return file.success ? file.data.file : 'a file that is not named';
}
