import { z } from 'zod';
import type { Findings } from '../../../release/gate-evidence.ts';
import { jsonOf, ReportUnreadable, shapedAs } from './unreadable.ts';

const Count = z.int().min(0);

/** https://docs.npmjs.com/cli/v11/commands/npm-audit: what npm 7 and later print, version 2. */
const Report = z.object({
  auditReportVersion: z.literal(2),
  metadata: z.object({
    vulnerabilities: z.object({ low: Count, moderate: Count, high: Count, critical: Count }),
  }),
});

/** What it prints instead when the registry did not answer. */
const Failed = z.object({ message: z.string().min(1), error: z.object({}) });

/** Vulnerable packages by severity. @throws ReportUnreadable */
export function npmAudit(text: string): Findings {
  const json = jsonOf(text);
  const failed = Failed.safeParse(json);
  if (failed.success) throw new ReportUnreadable(`npm audit failed: ${failed.data.message.slice(0, 200)}`);
  const { metadata } = shapedAs(Report, json, 'the report of npm audit --json (npm 7 or later)');
  const { critical, high, moderate, low } = metadata.vulnerabilities;
  return { critical, high, medium: moderate, low };
}
