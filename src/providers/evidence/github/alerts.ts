import { z } from 'zod';
import type { Findings } from '../../../release/gate-evidence.ts';
import { orUntold, type Speaker, type Told, together, told, untold } from './answer.ts';
import type { Reading } from './reading.ts';

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
type Severity = (typeof SEVERITIES)[number];

const counted = (severities: readonly Severity[]): Findings => ({
  critical: severities.filter(one => one === 'critical').length,
  high: severities.filter(one => one === 'high').length,
  medium: severities.filter(one => one === 'medium').length,
  low: severities.filter(one => one === 'low').length,
});

const DependabotAlerts = z.array(
  z.object({
    fixed_at: z.string().nullish(),
    security_vulnerability: z.object({ severity: z.enum(SEVERITIES) }),
  }),
);

const Comparison = z.object({
  commits: z.array(z.object({ commit: z.object({ committer: z.object({ date: z.string() }).nullish() }) })),
});

/**
 * Dependabot looks at the default branch, not at commits. What is open there counts; where the branch has gone on since
 * the commit, so does what was fixed there from the next commit on.
 * https://docs.github.com/en/rest/dependabot/alerts
 */
async function vulnerabilities(reading: Reading, branch: string, speaker: Speaker): Promise<Told> {
  const what = 'Dependabot';
  const alertsIn = async (state: 'open' | 'fixed') =>
    (await reading.pages(DependabotAlerts, '/dependabot/alerts', { state }, what)).flat();
  const open = await alertsIn('open');
  const { commits } = await reading.get(
    Comparison,
    '/compare/{basehead}',
    { basehead: `${speaker.subject.commit}...${branch}`, per_page: 1 },
    `the history of ${branch}`,
  );
  const next = commits[0] && Date.parse(commits[0].commit.committer?.date ?? '1970-01-01');
  const since =
    next === undefined
      ? []
      : (await alertsIn('fixed')).filter(({ fixed_at }) => Date.parse(fixed_at ?? '') >= next);
  const severities = [...open, ...since].map(({ security_vulnerability: { severity } }) => severity);
  const measured = { gate: 'vulnerabilities', findings: counted(severities) } as const;
  return told(speaker, measured, `${reading.page}/security/dependabot`);
}

const Analyses = z.array(
  z.object({ ref: z.string(), commit_sha: z.string(), created_at: z.string(), error: z.string().nullish() }),
);

const CodeAlerts = z.array(
  z.object({
    created_at: z.string(),
    fixed_at: z.string().nullish(),
    rule: z.object({
      severity: z.enum(['none', 'note', 'warning', 'error']).nullish(),
      security_severity_level: z.enum(SEVERITIES).nullish(),
    }),
  }),
);

/** As GitHub shows rules that are about anything but security. */
const BY_RULE: Record<'none' | 'note' | 'warning' | 'error', Severity> = {
  none: 'low',
  note: 'low',
  warning: 'medium',
  error: 'high',
};

/**
 * Only an analysis of exactly the commit counts. Of its branch counts what was known before the next analysis there and
 * was not fixed before it.
 * https://docs.github.com/en/rest/code-scanning/code-scanning
 */
async function staticAnalysis(reading: Reading, speaker: Speaker): Promise<Told> {
  const what = 'code scanning';
  const all = (await reading.pages(Analyses, '/code-scanning/analyses', {}, what)).flat();
  const own = all.filter(({ commit_sha }) => commit_sha === speaker.subject.commit);
  const [analysis] = own;
  if (!analysis) return untold(speaker, 'static-analysis', { because: 'not-reported', what: [what] });
  const broken = own.find(({ error }) => error);
  if (broken)
    return untold(speaker, 'static-analysis', {
      because: 'trouble',
      what: `code scanning broke: ${broken.error}`,
    });
  const at = Math.max(...own.map(({ created_at }) => Date.parse(created_at)));
  const later = all
    .filter(({ ref, commit_sha }) => ref === analysis.ref && commit_sha !== analysis.commit_sha)
    .map(({ created_at }) => Date.parse(created_at))
    .filter(time => time > at);
  const next = Math.min(Number.POSITIVE_INFINITY, ...later);
  const alertsIn = async (state: 'open' | 'fixed') =>
    (await reading.pages(CodeAlerts, '/code-scanning/alerts', { state, ref: analysis.ref }, what)).flat();
  const fixed = later.length === 0 ? [] : await alertsIn('fixed');
  const alerts = [
    ...(await alertsIn('open')),
    ...fixed.filter(({ fixed_at }) => Date.parse(fixed_at ?? '') >= next),
  ].filter(({ created_at }) => Date.parse(created_at) < next);
  const severities = alerts.map(
    ({ rule }) => rule.security_severity_level ?? BY_RULE[rule.severity ?? 'warning'],
  );
  const measured = { gate: 'static-analysis', findings: counted(severities) } as const;
  return told(speaker, measured, `${reading.page}/security/code-scanning`);
}

/** What is open in the whole history: a secret that leaked once is known, whatever commit goes out. */
async function secrets(reading: Reading, speaker: Speaker): Promise<Told> {
  const pages = await reading.pages(
    z.array(z.object({ number: z.number() })),
    '/secret-scanning/alerts',
    // The secrets themselves are nobody's business here.
    { state: 'open', hide_secret: true },
    'secret scanning',
  );
  const measured = { gate: 'secrets', found: pages.flat().length } as const;
  return told(speaker, measured, `${reading.page}/security/secret-scanning`);
}

/** The open alerts of a repository. Each kind is a feature of its own, which may be switched off. */
export async function alerts(reading: Reading, branch: string, about: Omit<Speaker, 'by'>): Promise<Told> {
  const of = (
    by: string,
    gate: 'vulnerabilities' | 'static-analysis' | 'secrets',
    look: (speaker: Speaker) => Promise<Told>,
  ) => {
    const speaker = { ...about, by };
    return orUntold(speaker, gate, () => look(speaker), by);
  };
  return together(
    await Promise.all([
      of('Dependabot', 'vulnerabilities', speaker => vulnerabilities(reading, branch, speaker)),
      of('code scanning', 'static-analysis', speaker => staticAnalysis(reading, speaker)),
      of('secret scanning', 'secrets', speaker => secrets(reading, speaker)),
    ]),
  );
}
