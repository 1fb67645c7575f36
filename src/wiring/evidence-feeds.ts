import { gatesOfService } from '../policy/gates-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { gitHubFeeds } from '../providers/evidence/github.ts';
import type { EvidenceFeeds } from '../providers/evidence/port.ts';
import { type GitHubClientOptions, gitHubClient } from '../providers/source/github-client.ts';
import type { SourceControl } from '../providers/source/port.ts';

/** Where evidence comes from, as the policy names it for each service. */
export function evidenceFeeds(
  policy: () => Policy,
  access: GitHubClientOptions,
  source: SourceControl,
): EvidenceFeeds {
  const octokit = gitHubClient(access);
  const { baseUrl = 'https://api.github.com' } = access;
  const fromGitHub = gitHubFeeds({ octokit, baseUrl, commitOf: source.commitOf, now: () => Date.now() });
  return service => {
    const { gates } = policy().security;
    if (!gates) return [];
    const { github } = gatesOfService(gates, service);
    return github ? fromGitHub(github) : [];
  };
}
