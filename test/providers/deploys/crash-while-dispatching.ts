/*
 * Started by github-never-twice.test.ts, to be killed: begins an operation at the GitHub it is told of, and ends.
 */
import { gitHubActionsTarget } from '../../../src/providers/deploys/github-actions.ts';
import { gitHubClient } from '../../../src/providers/source/github-client.ts';

process.once('message', async (told: { url: string; token: string; options: never; operation: never }) => {
  const octokit = gitHubClient({ token: told.token, baseUrl: told.url, isPatient: false });
  const target = gitHubActionsTarget({ ...(told.options as object), octokit } as never);
  await target.start(told.operation, AbortSignal.timeout(10_000));
  process.exit(0);
});
