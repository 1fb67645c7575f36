import type { Octokit } from 'octokit';
import { z } from 'zod';
import type { GitHubEvidence } from '../../policy/gates-policy.ts';
import type { GateName } from '../../release/gate-evidence.ts';
import { alerts } from './github/alerts.ts';
import { orUntold, type Speaker, type Told, together, told } from './github/answer.ts';
import { readBranch } from './github/branch.ts';
import { checksFor, readChecks } from './github/checks.ts';
import { type Reading, readingOf, webOf } from './github/reading.ts';
import { ReviewReader } from './github/reviews.ts';
import { type EvidenceFeed, type EvidenceSubject, EvidenceUnavailable } from './port.ts';

export interface GitHubFeeds {
  /** Reads only; shared with whoever else reads GitHub. */
  octokit: Octokit;
  /** Of the API. */
  baseUrl: string;
  /** The commit behind the tag of a version, or null. */
  commitOf(repository: string, version: string, signal: AbortSignal): Promise<string | null>;
  now(): number;
}

type Look = (reading: Reading, speaker: Omit<Speaker, 'by'>, signal: AbortSignal) => Promise<Told>;

/**
 * What GitHub tells about a commit: checks and statuses by name, alerts, the history of the code. It only reads, so
 * nothing has to be followed to its end: each look asks anew. One feed for each kind, so that they have a deadline each.
 */
export function gitHubFeeds(feeds: GitHubFeeds): (policy: GitHubEvidence) => EvidenceFeed[] {
  const web = webOf(feeds.baseUrl);
  const reviewers = new ReviewReader();
  const feed = (gates: readonly GateName[], look: Look): EvidenceFeed => ({
    source: 'github',
    gates,
    async start({ subject }, signal) {
      const reading = readingOf(feeds.octokit, web, subject.repository, signal);
      return { is: 'done', ...(await look(reading, { subject, now: feeds.now() }, signal)) };
    },
    check: async () => ({ is: 'absent' }),
    cancel: async () => {},
  });
  const commitOf =
    ({ repository }: EvidenceSubject, signal: AbortSignal) =>
    (version: string) =>
      feeds.commitOf(repository, version, signal).catch(error => {
        throw new EvidenceUnavailable(error instanceof Error ? error.message : String(error));
      });

  return policy => {
    const { releaseBranch, requiredChecks, checks } = policy;
    const spokenFor = Object.entries(checks) as [keyof typeof checks & GateName, string[]][];
    return [
      feed(['vulnerabilities', 'static-analysis', 'secrets'], (reading, speaker) =>
        alerts(reading, releaseBranch, speaker),
      ),
      feed(['required-checks', 'branch-protection', ...spokenFor.map(([gate]) => gate)], (reading, speaker) =>
        checked(reading, speaker, releaseBranch, requiredChecks, spokenFor),
      ),
      feed(['tag', 'ancestry'], (reading, speaker, signal) =>
        placed(reading, speaker, releaseBranch, commitOf(speaker.subject, signal)),
      ),
      feed(['reviews'], (reading, speaker, signal) => {
        const by = { ...speaker, by: 'pull requests' };
        return orUntold(by, 'reviews', () =>
          reviewers.read(reading, commitOf(speaker.subject, signal), by, signal),
        );
      }),
    ];
  };
}

/** The branch's protection, the checks it and the policy require, and those that speak for other gates. */
async function checked(
  reading: Reading,
  speaker: Omit<Speaker, 'by'>,
  branch: string,
  requiredChecks: readonly string[],
  spokenFor: readonly (readonly [keyof GitHubEvidence['checks'], readonly string[]])[],
): Promise<Told> {
  const { commit } = speaker.subject;
  const byChecks = { ...speaker, by: 'checks' };
  const byBranch = { ...speaker, by: branch };
  const page = `${reading.page}/commit/${commit}/checks`;
  const found = readChecks(reading, commit);
  const rules = readBranch(reading, branch);
  // Each is awaited by several below; one that fails must not be nobody's for a moment.
  for (const promise of [found, rules]) promise.catch(() => {});
  const any = (name: string) => ({ name, app: null });
  return together(
    await Promise.all([
      orUntold(byBranch, 'branch-protection', async () => {
        const { isProtected } = await rules;
        const failed = isProtected ? [] : [branch];
        const measured = { gate: 'branch-protection', run: 1, passed: 1 - failed.length, failed } as const;
        return told(byBranch, measured, `${reading.page}/settings/branches`);
      }),
      orUntold(byChecks, 'required-checks', async () => {
        const { required } = await rules;
        const more = requiredChecks.filter(name => !required.some(one => one.name === name));
        return checksFor('required-checks', [...required, ...more.map(any)], await found, byChecks, page);
      }),
      ...spokenFor.map(([gate, names]) =>
        orUntold(byChecks, gate, async () => checksFor(gate, names.map(any), await found, byChecks, page)),
      ),
    ]),
  );
}

/** That the tag is there and means this commit, and that the commit is on the release branch. */
async function placed(
  reading: Reading,
  speaker: Omit<Speaker, 'by'>,
  branch: string,
  commitOf: (version: string) => Promise<string | null>,
): Promise<Told> {
  const { commit, version } = speaker.subject;
  const [byTag, byBranch] = [
    { ...speaker, by: 'tags' },
    { ...speaker, by: branch },
  ];
  const page = `${reading.page}/commit/${commit}`;
  return together(
    await Promise.all([
      orUntold(byTag, 'tag', async () => {
        const failed = (await commitOf(version)) === commit ? [] : [`v${version}`];
        return told(byTag, { gate: 'tag', run: 1, passed: 1 - failed.length, failed }, page);
      }),
      orUntold(byBranch, 'ancestry', async () => {
        const { status } = await reading.get(
          z.object({ status: z.enum(['diverged', 'ahead', 'behind', 'identical']) }),
          '/compare/{basehead}',
          { basehead: `${branch}...${commit}`, per_page: 1 },
          `the history of ${branch}`,
        );
        const failed = status === 'behind' || status === 'identical' ? [] : [branch];
        return told(byBranch, { gate: 'ancestry', run: 1, passed: 1 - failed.length, failed }, page);
      }),
    ]),
  );
}
