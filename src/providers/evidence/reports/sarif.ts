import { z } from 'zod';
import type { Findings } from '../../../release/gate-evidence.ts';
import type { Severity } from '../../../release/risk.ts';
import { jsonOf, ReportUnreadable, shapedAs } from './unreadable.ts';

const Level = z.enum(['none', 'note', 'warning', 'error']);

const Rule = z.object({
  id: z.string(),
  defaultConfiguration: z.object({ level: Level.optional() }).optional(),
  properties: z.object({ 'security-severity': z.coerce.number().min(0).max(10).optional() }).optional(),
});
type Rule = z.output<typeof Rule>;

const Result = z.object({
  ruleId: z.string().optional(),
  ruleIndex: z.int().optional(),
  rule: z.object({ id: z.string().optional(), index: z.int().optional() }).optional(),
  kind: z.string().optional(),
  level: Level.optional(),
  baselineState: z.string().optional(),
  suppressions: z.array(z.object({ status: z.string().optional() })).optional(),
});
type Result = z.output<typeof Result>;

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
const Log = z.object({
  version: z.literal('2.1.0'),
  runs: z
    .array(
      z.object({
        tool: z.object({ driver: z.object({ name: z.string(), rules: z.array(Rule).optional() }) }),
        invocations: z.array(z.object({ executionSuccessful: z.boolean() })).optional(),
        // Left out where the analysis did not come to an end (§3.14.23).
        results: z.array(Result).nullish(),
      }),
    )
    .min(1),
});

/** Findings of static analysis that nobody has accepted, by severity. @throws ReportUnreadable */
export function sarif(text: string): Findings {
  const findings: Findings = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const { tool, invocations = [], results } of shapedAs(Log, jsonOf(text), 'a SARIF 2.1.0 log').runs) {
    const { name, rules = [] } = tool.driver;
    if (!results || invocations.some(({ executionSuccessful }) => !executionSuccessful))
      throw new ReportUnreadable(`${name.slice(0, 100)} did not come to its end`);
    for (const result of results) {
      const severity = isFinding(result) ? severityOf(result, ruleOf(result, rules)) : null;
      if (severity) findings[severity] += 1;
    }
  }
  return findings;
}

/** What passed, went away since the baseline or was accepted is none; an acceptance may itself be refused (§3.35.3). */
const isFinding = ({ kind = 'fail', baselineState, suppressions = [] }: Result): boolean =>
  kind === 'fail' &&
  baselineState !== 'absent' &&
  !suppressions.some(({ status = 'accepted' }) => status === 'accepted');

const ruleOf = ({ ruleId, ruleIndex, rule }: Result, rules: readonly Rule[]): Rule | undefined =>
  rules[ruleIndex ?? rule?.index ?? -1] ?? rules.find(({ id }) => id === (ruleId ?? rule?.id));

/**
 * By the score GitHub reads too, else by the level.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object
 */
function severityOf({ level }: Result, rule: Rule | undefined): Severity | null {
  const score = rule?.properties?.['security-severity'];
  if (score !== undefined && score > 0)
    return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
  switch (level ?? rule?.defaultConfiguration?.level ?? 'warning') {
    case 'error':
      return 'high';
    case 'warning':
      return 'medium';
    case 'note':
      return 'low';
    default:
      return null;
  }
}
