import { App, Octokit, RequestError } from 'octokit';
import { type Protection, ProtectionRefused, ProtectionUnavailable, type WaitingJob } from './port.ts';

export interface GitHubAppOptions {
  appId: string;
  /** PEM, as GitHub gives it. */
  privateKey: string;
  /** `https://github.example.com/api/v3` for GitHub Enterprise Server. */
  baseUrl?: string;
}

const CALL_MS = 5_000;
const deadlineOf = (signal: RequestInit['signal']): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(CALL_MS), ...(signal ? [signal] : [])]);

const silent = (): void => {};
/** Untyped: the client's own type knows either an answer or a comment. */
const ROUTE: string = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule';

/**
 * Answers a custom deployment protection rule as the GitHub App it belongs to, which GitHub takes from nobody else.
 * https://docs.github.com/en/actions/managing-workflow-runs-and-deployments/managing-deployments/creating-custom-deployment-protection-rules
 */
export const gitHubApp = ({ appId, privateKey, baseUrl }: GitHubAppOptions): Protection => {
  const app = new App({
    appId,
    // In an environment variable the line breaks are often written as \n.
    privateKey: privateKey.replaceAll('\\n', '\n'),
    Octokit: Octokit.defaults({
      ...(baseUrl ? { baseUrl: baseUrl.replace(/\/+$/, '') } : {}),
      userAgent: 'tminus',
      log: { debug: silent, info: silent, warn: silent, error: silent },
      // Whoever asks comes again by itself.
      retry: { enabled: false },
      throttle: { enabled: false },
      // The token of the installation is fetched on the way, without the signal of whoever asks.
      request: {
        fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: deadlineOf(init.signal) }),
      },
    }),
  });

  const tell = async (
    { repository, runId, environment, installationId }: WaitingJob,
    answer: { state?: 'approved' | 'rejected'; comment: string },
    signal: AbortSignal,
  ): Promise<void> => {
    const [owner = '', repo = ''] = repository.split('/');
    try {
      const octokit = await app.getInstallationOctokit(installationId);
      await octokit.request(ROUTE, {
        owner,
        repo,
        run_id: runId,
        environment_name: environment,
        ...answer,
        headers: { 'x-github-api-version': '2022-11-28' },
        request: { signal },
      });
    } catch (error) {
      throw meaning(error, repository, runId);
    }
  };

  return {
    approve: (job, comment, signal) => tell(job, { state: 'approved', comment }, signal),
    reject: (job, comment, signal) => tell(job, { state: 'rejected', comment }, signal),
    comment: (job, comment, signal) => tell(job, { comment }, signal),
  };
};

function meaning(error: unknown, repository: string, runId: number): Error {
  const about = `the run ${runId} of ${repository}`;
  if (!(error instanceof RequestError) || !error.response)
    return new ProtectionUnavailable(`GitHub could not be reached about ${about}`);
  const { status, response } = error;
  const isAuthentication = response.url.includes('/app/installations/');
  if (isAuthentication || status === 401) {
    const what = `GitHub does not accept the App's id and private key, or it is not installed there (${status})`;
    return new ProtectionUnavailable(`${what}, about ${about}`);
  }
  if (status === 404 || status === 422)
    return new ProtectionRefused(`${about} does not wait for us (${status})`);
  if (status === 403)
    return new ProtectionUnavailable(
      `the App may not answer about ${about}: it needs "Deployments: write" (403)`,
    );
  return new ProtectionUnavailable(`GitHub answered ${status} about ${about}`);
}
