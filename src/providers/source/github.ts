import { RequestError } from 'octokit';
import { z } from 'zod';
import type { Version } from '../../release/terms.ts';
import { type GitHubClientOptions, gitHubClient } from './github-client.ts';
import { mainline } from './mainline.ts';
import { type MergedChange, type SourceControl, SourceUnavailable } from './port.ts';

/** The most commits GitHub compares, and as many changes as people will read. */
const MAX_CHANGES = 250;
const PAGE = 100;
/** How many pull requests are asked for at a time; GitHub's limit for one client is 100. */
const AT_A_TIME = 8;
/** With more commits than this, one request each would take too long; where a message tells the pull request, it will do. */
const ASKED_FOR_EACH = 60;

const GitObject = z.object({ object: z.object({ type: z.string(), sha: z.string() }) });

const Comparison = z.object({
  total_commits: z.number(),
  commits: z.array(
    z.object({
      sha: z.string(),
      html_url: z.string(),
      commit: z.object({ message: z.string(), author: z.object({ name: z.string() }).nullish() }),
      author: z.object({ login: z.string().optional() }).nullish(),
      parents: z.array(z.object({ sha: z.string() })),
    }),
  ),
});
type Commit = z.infer<typeof Comparison>['commits'][number];

const PullRequests = z.array(
  z.object({
    number: z.number(),
    title: z.string(),
    html_url: z.string(),
    merged_at: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
    labels: z.array(z.object({ name: z.string() })),
  }),
);

const MERGED = /^Merge pull request #(\d+) from /;
const SQUASHED = / \(#(\d+)\)$/;

/** The pull request as far as the commit's message tells. */
const fromMessage = ({ commit, author, html_url }: Commit): MergedChange | null => {
  const [first = '', , body = ''] = commit.message.split('\n');
  const number = (MERGED.exec(first) ?? SQUASHED.exec(first))?.[1];
  if (!number) return null;
  return {
    number: Number(number),
    title: MERGED.test(first) ? body || first : first.replace(SQUASHED, ''),
    author: author?.login ?? commit.author?.name ?? 'unknown',
    url: html_url.replace(/\/commit\/.*$/, `/pull/${number}`),
    labels: [],
  };
};

const inBatches = async <In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<Out[]> => {
  const done: Out[] = [];
  for (let at = 0; at < all.length; at += AT_A_TIME)
    done.push(...(await Promise.all(all.slice(at, at + AT_A_TIME).map(work))));
  return done;
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof RequestError)) return 'it could not be reached';
  const isOutOfQuota = error.response?.headers['x-ratelimit-remaining'] === '0' || error.status === 429;
  if (isOutOfQuota) return 'its rate limit is used up';
  if (error.status === 401) return 'it does not accept the token';
  return `it answered ${error.status}`;
};

/** Reads tags, commits and merged pull requests of a repository on GitHub or GitHub Enterprise Server. */
export const gitHub = (options: GitHubClientOptions): SourceControl => {
  const octokit = gitHubClient(options);

  /** A read, parsed. Null is a 404. The client's waits between retries do not end with the signal; this does. */
  const get = async <T>(
    schema: z.ZodType<T>,
    url: string,
    parameters: Record<string, string | number>,
    signal: AbortSignal,
  ): Promise<T | null> => {
    const { promise: givenUp, abandon } = untilAborted(signal);
    try {
      const { data } = await Promise.race([
        octokit.request(`GET ${url}`, { ...parameters, request: { signal } }),
        givenUp,
      ]);
      const parsed = schema.safeParse(data);
      if (parsed.success) return parsed.data;
      throw new SourceUnavailable('GitHub gave an answer that cannot be understood');
    } catch (error) {
      if (error instanceof SourceUnavailable) throw error;
      if (error instanceof RequestError && error.status === 404) return null;
      if (signal.aborted) throw new SourceUnavailable('GitHub did not answer in time');
      throw new SourceUnavailable(`GitHub could not be read: ${reasonOf(error)}`);
    } finally {
      abandon();
    }
  };

  const inRepository = (repository: string): { owner: string; repo: string } => {
    const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? [];
    if (!owner || !repo) throw new SourceUnavailable(`${repository} is not a repository like owner/name`);
    return { owner, repo };
  };

  const commitOf: SourceControl['commitOf'] = async (repository, version, signal) => {
    const where = inRepository(repository);
    for (const tag of [`v${version}`, version]) {
      let found = await get(GitObject, '/repos/{owner}/{repo}/git/ref/tags/{tag}', { ...where, tag }, signal);
      // An annotated tag is an object of its own that points to the commit, or to another tag.
      while (found?.object.type === 'tag')
        found = await get(
          GitObject,
          '/repos/{owner}/{repo}/git/tags/{sha}',
          { ...where, sha: found.object.sha },
          signal,
        );
      if (found && found.object.type !== 'commit')
        throw new SourceUnavailable(
          `the tag ${tag} of ${repository} is of a ${found.object.type}, not a commit`,
        );
      if (found) return found.object.sha;
    }
    // A repository that is hidden from the token answers 404 too, and says nothing about its tags.
    if (!(await get(z.object({ full_name: z.string() }), '/repos/{owner}/{repo}', where, signal)))
      throw new SourceUnavailable(`there is no repository ${repository}, or the token may not see it`);
    return null;
  };

  const commitsBetween = async (repository: string, base: string, head: string, signal: AbortSignal) => {
    const commits: Commit[] = [];
    for (let page = 1; commits.length < MAX_CHANGES; page++) {
      const part = await get(
        Comparison,
        '/repos/{owner}/{repo}/compare/{basehead}',
        { ...inRepository(repository), basehead: `${base}...${head}`, per_page: PAGE, page },
        signal,
      );
      if (!part) throw new SourceUnavailable(`${repository} has no common history of ${base} and ${head}`);
      commits.push(...part.commits);
      if (part.commits.length < PAGE || commits.length >= part.total_commits) break;
    }
    return commits.slice(0, MAX_CHANGES);
  };

  const mergedBy = async (
    repository: string,
    commit: Commit,
    signal: AbortSignal,
  ): Promise<MergedChange[]> => {
    const where = { ...inRepository(repository), sha: commit.sha };
    const found = await get(PullRequests, '/repos/{owner}/{repo}/commits/{sha}/pulls', where, signal);
    const merged = (found ?? []).filter(pull => pull.merged_at != null);
    if (merged.length === 0) return [fromMessage(commit)].filter(change => change !== null);
    return merged.map(({ number, title, html_url, user, labels }) => ({
      number,
      title,
      author: user?.login ?? 'unknown',
      url: html_url,
      labels: labels.map(({ name }) => name),
    }));
  };

  return {
    commitOf,
    async mergedSince(repository, from, to, signal) {
      const commitFor = async (version: Version): Promise<string> => {
        const commit = await commitOf(repository, version, signal);
        if (commit) return commit;
        throw new SourceUnavailable(`${repository} has no tag of version ${version}`);
      };
      const [base, head] = await Promise.all([commitFor(from), commitFor(to)]);
      const commits = await commitsBetween(repository, base, head, signal);
      const own = mainline(commits);
      const changes = await inBatches(own, async commit => {
        const told = own.length > ASKED_FOR_EACH ? fromMessage(commit) : null;
        return told ? [told] : mergedBy(repository, commit, signal);
      });
      const byNumber = new Map(changes.flat().map(change => [change.number, change]));
      return [...byNumber.values()];
    },
  };
};

const untilAborted = (signal: AbortSignal) => {
  let abandon = (): void => {};
  const promise = new Promise<never>((_, reject) => {
    const giveUp = (): void => reject(new SourceUnavailable('GitHub did not answer in time'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    abandon = () => signal.removeEventListener('abort', giveUp);
  });
  return { promise, abandon };
};
