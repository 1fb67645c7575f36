import { join, resolve } from 'node:path';
import { gatesOfService } from '../policy/gates-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { withReferences } from '../policy/references.ts';
import { commandFeed } from '../providers/evidence/commands.ts';
import { gitHubFeeds } from '../providers/evidence/github.ts';
import type { EvidenceFeed, EvidenceFeeds } from '../providers/evidence/port.ts';
import { postedFeed } from '../providers/evidence/posted.ts';
import { type GitHubClientOptions, gitHubClient } from '../providers/source/github-client.ts';
import type { SourceControl } from '../providers/source/port.ts';
import type { Settings } from '../settings.ts';
import type { Database } from '../store/database.ts';
import { postedAbout } from '../store/posted-evidence.ts';
import { gitHost } from './git-host.ts';
import type { SecretLookUp } from './secrets.ts';

export interface EvidenceFeedParts {
  policy: () => Policy;
  settings: Pick<Settings, 'dataFolder' | 'git' | 'github'>;
  /** How GitHub is asked. */
  access: GitHubClientOptions;
  source: SourceControl;
  db: Database;
  lookUp: SecretLookUp;
  /** Takes every secret out of a sentence. */
  mask(text: string): string;
}

/** Where evidence comes from, as the policy names it for each service. */
export function evidenceFeeds(parts: EvidenceFeedParts): EvidenceFeeds {
  const { policy, settings, access, source, db, lookUp, mask } = parts;
  const octokit = gitHubClient(access);
  const { baseUrl = 'https://api.github.com' } = access;
  const { commitOf } = source;
  const fromGitHub = gitHubFeeds({ octokit, baseUrl, commitOf, now: () => Date.now() });
  const { url, pages, token } = gitHost(settings);
  return (service, environment) => {
    const { gates } = policy().security;
    if (!gates) return [];
    const { github, checkout, ci } = gatesOfService(gates, service);
    const feeds: EvidenceFeed[] = github ? [...fromGitHub(github)] : [];
    if (checkout)
      feeds.push(
        commandFeed({
          folder: join(resolve(settings.dataFolder), 'evidence', service, environment),
          ...withReferences(checkout, lookUp),
          urlOf: repository => url.replace('{repository}', repository),
          // As GitHub wants it, whose tokens go with that name; others take any name.
          authorization: token && `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
          commitOf,
          linkOf: (repository, commit) => pages && `${pages}/${repository}/commit/${commit}`,
          mask,
        }),
      );
    // Also where CI is not said to post anything: what it posts all the same counts.
    feeds.push(postedFeed({ gates: ci?.gates ?? [], about: subject => postedAbout(db, subject), commitOf }));
    return feeds;
  };
}
