import { deployId } from '../../../src/providers/deploys/github-actions/runs.ts';
import {
  type GitHubActionsOptions,
  gitHubActionsTarget,
} from '../../../src/providers/deploys/github-actions.ts';
import type { DeployTarget } from '../../../src/providers/deploys/port.ts';
import { gitHubClient } from '../../../src/providers/source/github-client.ts';
import { aWorkflow, type LocalGitHub, openLocalGitHub } from '../../support/github/local-github.ts';
import type { Rig } from './conformance.ts';

export interface GitHubRig extends Rig {
  github: LocalGitHub;
  /** Another process with the same settings: it remembers nothing. */
  another(over?: Partial<GitHubActionsOptions>): DeployTarget;
}

/** What the policy of these tests says. */
export const GITHUB_SETTINGS = {
  repository: 'acme/checkout',
  service: 'checkout',
  environment: 'production',
  ref: 'main',
  workflows: { install: 'deploy.yml', restore: 'deploy.yml', shift: 'traffic.yml' },
  actions: { backup: 'backup.yml' },
} as const satisfies Omit<GitHubActionsOptions, 'octokit'>;

const gitHubTargetOf = (url: string, token: string, over: Partial<GitHubActionsOptions> = {}): DeployTarget =>
  gitHubActionsTarget({
    octokit: gitHubClient({ token, baseUrl: url, retryAfterMs: 2, isPatient: false }),
    ...GITHUB_SETTINGS,
    ...over,
    timeouts: { callMs: 2_000, lookEveryMs: 0, visibleAfterMs: 0, ...over.timeouts },
  });

export const openGitHubRig = async (over: Partial<GitHubActionsOptions> = {}): Promise<GitHubRig> => {
  const github = await openLocalGitHub();
  github.workflows['backup.yml'] = aWorkflow({
    inputs: { ...aWorkflow().inputs, action: {}, keep_days: {} },
  });
  const another = (more: Partial<GitHubActionsOptions> = {}) =>
    gitHubTargetOf(github.url, github.token, { ...over, ...more });
  return {
    github,
    another,
    target: another(),
    effects: async id => github.runs.filter(({ inputs }) => inputs.deploy_id === deployId(id)).length,
    async close() {
      await github.close();
      if (github.violations.length > 0) throw new Error(github.violations.join('\n'));
    },
  };
};
