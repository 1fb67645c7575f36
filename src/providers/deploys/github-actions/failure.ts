import { RequestError } from 'octokit';
import { TargetUnavailable } from '../port.ts';

/** GitHub did not do what was asked, or it cannot be told whether it did. */
export class GitHubFailure extends TargetUnavailable {
  override name = 'GitHubFailure';
  /** Null where no answer came; `unsent` where GitHub never got the question. */
  readonly status: number | 'unsent' | null;

  constructor(message: string, status: number | 'unsent' | null = null) {
    super(message);
    this.status = status;
  }

  /** Whether it is sure that nothing was done. */
  get isSure(): boolean {
    const { status } = this;
    return status === 'unsent' || (status !== null && status >= 400 && status < 500 && status !== 408);
  }

  /** Whether the same question may be answered otherwise later, with nothing of it changed. */
  get mayPass(): boolean {
    return ['unsent', 401, 403, 429].includes(this.status ?? 0);
  }
}

/** What was asked, for the sentence: `reading the deployments of acme/checkout`. */
export interface Asked {
  doing: string;
  repository: string;
  /** The token's permission it takes, as GitHub names it: `Deployments: write`. */
  needs: string;
}

/** One sentence of whatever octokit threw. The token is in none of its texts; addresses stay out. */
export function failureOf(error: unknown, { doing, repository, needs }: Asked): GitHubFailure {
  if (!(error instanceof RequestError) || !error.response) return unreachable(doing, networkReason(error));
  const { status, response } = error;
  const wait = waitOf(response.headers);
  const isLimit = status === 429 || (status === 403 && (wait !== null || /rate limit/i.test(error.message)));
  if (isLimit) {
    const until = wait === null ? 'try again later' : `it opens again in ${wait} s`;
    return new GitHubFailure(`GitHub's rate limit was reached when ${doing}: ${until}`, status);
  }
  if (status === 401)
    return new GitHubFailure(`GitHub does not accept the token (401) when ${doing}`, status);
  if (status === 403) {
    const sentence = `the token may not do that in ${repository}: ${doing} needs the permission "${needs}" (403)`;
    return new GitHubFailure(sentence, status);
  }
  if (status === 404) {
    const sentence = `GitHub knows nothing of it, or the token may not see ${repository} (404), when ${doing}`;
    return new GitHubFailure(sentence, status);
  }
  return new GitHubFailure(`GitHub answered ${status} when ${doing}: ${complaintOf(error)}`, status);
}

/** With these nobody has heard us. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

const unreachable = (doing: string, reason: string): GitHubFailure =>
  new GitHubFailure(
    `GitHub could not be reached when ${doing}: ${reason}`,
    UNSENT.has(reason) ? 'unsent' : null,
  );

/** Seconds until a rate limit opens again; null when it is none. https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function waitOf(headers: Record<string, string | number | undefined>): number | null {
  if (headers['retry-after'] !== undefined) return Number(headers['retry-after']);
  if (String(headers['x-ratelimit-remaining']) !== '0') return null;
  const opensAt = Number(headers['x-ratelimit-reset']) * 1000;
  const now = Date.parse(String(headers.date ?? '')) || Date.now();
  return Math.max(1, Math.ceil((opensAt - now) / 1000));
}

const LONGEST_COMPLAINT = 300;

/** GitHub's own sentence. A page of a proxy in between is no sentence. */
function complaintOf({ response }: RequestError): string {
  const data: unknown = response?.data;
  if (typeof data !== 'object' || data === null || !('message' in data)) return 'it gave no reason';
  const errors = 'errors' in data && Array.isArray(data.errors) ? data.errors : [];
  const more = errors
    .map(one => (typeof one === 'string' ? one : one?.message))
    .filter(one => typeof one === 'string');
  return [String(data.message), ...more].join('; ').slice(0, LONGEST_COMPLAINT);
}

/** What fetch hides one level down: `fetch failed` says nothing, its cause says `ECONNREFUSED`. */
function networkReason(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
  }
  return 'the connection failed';
}
