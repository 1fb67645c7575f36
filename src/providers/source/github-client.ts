import { Octokit } from 'octokit';

export interface GitHubClientOptions {
  /** Optional for public repositories. */
  token?: string;
  /** `https://github.example.com/api/v3` for GitHub Enterprise Server. */
  baseUrl?: string;
  /** How long the first retry of a failed read waits; later ones 4 and 9 times as long. */
  retryAfterMs?: number;
  /**
   * Whether writes keep a second apart and short rate limits are waited for. A deploy target writes three times in a
   * row within one deadline, and its callers come again by themselves.
   */
  isPatient?: boolean;
}

/** Reads are repeated twice; waiting longer than this for a rate limit is the caller's business. */
const READ_RETRIES = 2;
const LONGEST_RATE_LIMIT_WAIT_S = 3;

/** GitHub answers by this description for two years at least after a newer one. */
const API_VERSION = '2022-11-28';

/** The client's own list, and 429: how long to wait for that is told by its headers. */
const NOT_WORTH_RETRYING = [400, 401, 403, 404, 410, 422, 429, 451];

const silent = (): void => {};

/** A client that repeats reads after 5xx answers and lost connections, and never anything else. */
export const gitHubClient = (clientOptions: GitHubClientOptions): Octokit => {
  const { token, baseUrl, retryAfterMs = 300, isPatient = true } = clientOptions;
  const mayWait = (
    seconds: number,
    options: { method: string; request?: { retryCount?: number } },
  ): boolean =>
    options.method === 'GET' &&
    seconds <= LONGEST_RATE_LIMIT_WAIT_S &&
    (options.request?.retryCount ?? 0) === 0;
  const octokit = new Octokit({
    ...(token ? { auth: token } : {}),
    ...(baseUrl ? { baseUrl: baseUrl.replace(/\/+$/, '') } : {}),
    userAgent: 'tminus',
    // Failures are told by the errors; the client's own lines would hold addresses of private repositories.
    log: { debug: silent, info: silent, warn: silent, error: silent },
    retry: { retries: READ_RETRIES, retryAfterBaseValue: retryAfterMs, doNotRetry: NOT_WORTH_RETRYING },
    throttle: { enabled: isPatient, onRateLimit: mayWait, onSecondaryRateLimit: mayWait },
  });
  octokit.hook.before('request', options => {
    options.headers['x-github-api-version'] = API_VERSION;
    // By default the client repeats writes too: one dispatch answered 502 starts a workflow four times.
    if (options.method !== 'GET' && options.method !== 'HEAD')
      options.request = { ...options.request, retries: 0 };
  });
  return octokit;
};
