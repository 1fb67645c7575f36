import { type Octokit, RequestError } from 'octokit';
import type { z } from 'zod';
import { EvidenceUnavailable } from '../port.ts';

/** GitHub answered 403 or 404: there is none, or the token may not see it. It tells nobody which of the two. */
export class Hidden extends EvidenceUnavailable {
  override name = 'Hidden';

  constructor(what: string) {
    super(`GitHub knows nothing of ${what}, or hides it from the token`);
  }
}

type Parameters = Record<string, string | number | boolean>;

/** Reads of one repository, with one deadline. */
export interface Reading {
  /** Where people look at it, such as `https://github.com/acme/checkout`. */
  readonly page: string;
  /** @throws EvidenceUnavailable; Hidden where there is none of `what`, which is a noun */
  get<T>(schema: z.ZodType<T>, route: string, parameters: Parameters, what: string): Promise<T>;
  /** All pages, as far as `MOST_PAGES` goes. */
  pages<T>(schema: z.ZodType<T>, route: string, parameters: Parameters, what: string): Promise<T[]>;
}

const PER_PAGE = 100;
/** Whoever has more than 3,000 of anything open need not know how many more. */
const MOST_PAGES = 30;

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api: cursors and numbers look alike here. */
function nextOf(link: string | undefined): Parameters | null {
  const [, address] = /<([^>]+)>;\s*rel="next"/.exec(link ?? '') ?? [];
  return address ? Object.fromEntries(new URL(address).searchParams) : null;
}

const isOutOfQuota = ({ status, response }: RequestError): boolean =>
  status === 429 ||
  (status === 403 &&
    (response?.headers['x-ratelimit-remaining'] === '0' || response?.headers['retry-after'] !== undefined));

function unavailable(error: unknown, what: string, signal: AbortSignal): Error {
  if (error instanceof EvidenceUnavailable) return error;
  if (error instanceof RequestError) {
    if (isOutOfQuota(error)) return new EvidenceUnavailable('the rate limit of GitHub is used up');
    if (error.status === 401) return new EvidenceUnavailable('GitHub does not accept the token');
    if (error.status === 403 || error.status === 404) return new Hidden(what);
    return new EvidenceUnavailable(`GitHub answered ${error.status} about ${what}`);
  }
  const late = signal.aborted ? 'did not answer in time' : 'could not be reached';
  return new EvidenceUnavailable(`GitHub ${late}`);
}

export const readingOf = (
  octokit: Octokit,
  web: string,
  repository: string,
  signal: AbortSignal,
): Reading => {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? [];
  if (!owner || !repo) throw new EvidenceUnavailable(`${repository} is not a repository like owner/name`);

  const ask = async <T>(schema: z.ZodType<T>, route: string, parameters: Parameters, what: string) => {
    const { promise: givenUp, abandon } = untilAborted(signal);
    try {
      const answer = await Promise.race([
        octokit.request(`GET /repos/{owner}/{repo}${route}`, {
          ...parameters,
          owner,
          repo,
          request: { signal },
        }),
        givenUp,
      ]);
      const parsed = schema.safeParse(answer.data);
      if (!parsed.success)
        throw new EvidenceUnavailable(`GitHub gave an answer about ${what} that cannot be understood`);
      return { data: parsed.data, next: nextOf(answer.headers.link) };
    } catch (error) {
      throw unavailable(error, what, signal);
    } finally {
      abandon();
    }
  };

  return {
    page: `${web}/${repository}`,
    get: async (schema, route, parameters, what) => (await ask(schema, route, parameters, what)).data,
    async pages(schema, route, parameters, what) {
      const all = [];
      let next: Parameters | null = { per_page: PER_PAGE };
      for (let page = 0; next && page < MOST_PAGES; page += 1) {
        const answer: Awaited<ReturnType<typeof ask>> = await ask(
          schema,
          route,
          { ...parameters, ...next },
          what,
        );
        all.push(answer.data as z.output<typeof schema>);
        next = answer.next;
      }
      return all;
    },
  };
};

/** The client's waits between retries do not end with the signal; this does. */
const untilAborted = (signal: AbortSignal) => {
  let abandon = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new EvidenceUnavailable('GitHub did not answer in time'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    abandon = () => signal.removeEventListener('abort', giveUp);
  });
  return { promise, abandon };
};

/** Addresses for people belong to those of the API: `https://github.example.com/api/v3` is Enterprise Server. */
export const webOf = (apiUrl: string): string =>
  apiUrl
    .replace(/\/+$/, '')
    .replace(/\/api\/v3$/, '')
    .replace('//api.github.com', '//github.com');
