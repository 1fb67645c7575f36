import { z } from 'zod';
import { jsonOf, shapedAs } from './unreadable.ts';

/** `gitleaks detect --report-format json`: a list, and with some versions nothing at all when there is none. */
const Leaks = z.array(z.object({ RuleID: z.string() })).nullable();

/** Secrets found. @throws ReportUnreadable */
export const gitleaks = (text: string): number =>
  (shapedAs(Leaks, jsonOf(text), 'the JSON report of gitleaks') ?? []).length;

/** `secretlint --format json`: every file that was looked at. */
const Files = z.array(
  z.object({ filePath: z.string(), messages: z.array(z.object({ ruleId: z.string() })) }),
);

/** Secrets found. @throws ReportUnreadable */
export const secretlint = (text: string): number =>
  shapedAs(Files, jsonOf(text), 'the JSON report of secretlint').reduce(
    (sum, { messages }) => sum + messages.length,
    0,
  );
