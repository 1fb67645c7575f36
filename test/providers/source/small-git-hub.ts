import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type DescribedCall, describedCall } from '../../support/github/openapi.ts';
import { json, type LocalServer, localServer } from '../local-server.ts';

export const shaOf = (name: string): string => createHash('sha1').update(name).digest('hex');

type Example = Record<string, unknown>;

interface Commit {
  name: string;
  message: string;
  parents: string[];
}

interface Pull {
  number: number;
  title: string;
  login: string;
  labels?: string[];
  isMerged?: boolean;
  commits: string[];
}

export interface SmallGitHub extends LocalServer {
  /** Where a tag points: a commit, or with `annotated` a tag object on the way. */
  tags: Record<string, { commit: string; annotated?: number; type?: string }>;
  /** Oldest first. */
  commits: Commit[];
  pulls: Pull[];
  /** What was not as GitHub describes it, on either side. A test ends with none. */
  violations: string[];
  requests: { method: string; path: string; headers: IncomingMessage['headers'] }[];
  /** Answers in place of the server while it returns true. */
  fault: ((response: ServerResponse, path: string, hit: number) => boolean) | null;
}

const NOT_FOUND = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

/**
 * The read endpoints that tminus uses, for the repository acme/checkout. Questions and answers are checked against
 * GitHub's own description, whose examples fill in what nobody reads.
 */
export const openSmallGitHub = async (): Promise<SmallGitHub> => {
  const state: Omit<SmallGitHub, keyof LocalServer> = {
    tags: {},
    commits: [],
    pulls: [],
    violations: [],
    requests: [],
    fault: null,
  };
  const hits = new Map<string, number>();
  const root = '/repos/acme/checkout';

  const ref = (tag: string, example: Example): unknown => {
    const found = state.tags[tag];
    if (!found) return null;
    const { commit, annotated = 0, type = 'commit' } = found;
    const object =
      annotated > 0
        ? { type: 'tag', sha: shaOf(`${commit}-tag-${annotated}`) }
        : { type, sha: shaOf(commit) };
    return { ...example, ref: `refs/tags/${tag}`, object: { ...(example.object as Example), ...object } };
  };
  const tagObject = (sha: string, example: Example): unknown => {
    for (const { commit, annotated = 0 } of Object.values(state.tags))
      for (let depth = annotated; depth > 0; depth--)
        if (sha === shaOf(`${commit}-tag-${depth}`)) {
          const next =
            depth > 1
              ? { type: 'tag', sha: shaOf(`${commit}-tag-${depth - 1}`) }
              : { type: 'commit', sha: shaOf(commit) };
          return { ...example, sha, object: { ...(example.object as Example), ...next } };
        }
    return null;
  };
  const compare = (basehead: string, page: number, perPage: number, example: Example): unknown => {
    const [base, head] = basehead
      .split('...')
      .map(sha => state.commits.findIndex(({ name }) => shaOf(name) === sha));
    if (base === undefined || head === undefined || base < 0 || head < 0) return null;
    const between = state.commits.slice(base + 1, head + 1);
    const [sample] = example.commits as (Example & { commit: Example; author: Example })[];
    return {
      ...example,
      status: 'ahead',
      total_commits: between.length,
      commits: between.slice((page - 1) * perPage, page * perPage).map(({ name, message, parents }) => ({
        ...sample,
        sha: shaOf(name),
        html_url: `https://github.example/acme/checkout/commit/${shaOf(name)}`,
        commit: {
          ...sample?.commit,
          message,
          author: { name: 'Ana', email: 'a@example.com', date: '2026-01-01T00:00:00Z' },
        },
        author: { ...sample?.author, login: 'ana' },
        parents: parents.map(parent => ({ sha: shaOf(parent), url: 'https://github.example/parent' })),
      })),
    };
  };
  const pullsOf = (sha: string, example: Example): unknown =>
    state.pulls
      .filter(({ commits }) => commits.some(name => shaOf(name) === sha))
      .map(({ number, title, login, labels = [], isMerged = true }) => ({
        ...example,
        // GitHub's own example lacks what its description requires.
        requested_teams: [],
        number,
        title,
        html_url: `https://github.example/acme/checkout/pull/${number}`,
        merged_at: isMerged ? '2026-01-01T00:00:00Z' : null,
        user: { ...(example.user as Example), login },
        labels: labels.map(name => ({ ...(example.labels as Example[])[0], name })),
      }));

  const answerTo = (path: string, query: URLSearchParams, call: DescribedCall): unknown => {
    const example = call.example(200);
    if (path === root) {
      const { source: _source, parent: _parent, template_repository: _template, ...rest } = example;
      return { ...rest, full_name: 'acme/checkout', language: null };
    }
    const [, kind, rest = ''] =
      /^\/(git\/ref\/tags|git\/tags|compare|commits)\/(.*)$/.exec(path.slice(root.length)) ?? [];
    switch (path.startsWith(root) ? kind : null) {
      case 'git/ref/tags':
        return ref(decodeURIComponent(rest), example);
      case 'git/tags':
        return tagObject(rest, example);
      case 'compare':
        return compare(
          decodeURIComponent(rest),
          Number(query.get('page')),
          Number(query.get('per_page')),
          example,
        );
      case 'commits':
        return pullsOf(rest.replace(/\/pulls$/, ''), (example as unknown as Example[])[0] ?? {});
      default:
        return null;
    }
  };

  const local = await localServer((request, response) => {
    const { method = '', headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://github');
    github.requests.push({ method, path: pathname, headers });
    const hit = (hits.get(pathname) ?? 0) + 1;
    hits.set(pathname, hit);
    if (github.fault?.(response, pathname, hit)) return;
    if (!headers['user-agent'] || !headers.accept?.includes('json'))
      return json(response, 403, { message: 'Forbidden' });
    const call = describedCall(method, pathname);
    if (!call) {
      github.violations.push(`${method} ${pathname} is not described`);
      return json(response, 501, NOT_FOUND);
    }
    const answer = method === 'GET' ? answerTo(pathname, searchParams, call) : null;
    const version = headers['x-github-api-version'] === '2022-11-28' ? null : 'another version of the API';
    const wrong = version ?? call.wrongQuestion(searchParams, undefined);
    const amiss = wrong ?? (answer === null ? null : call.wrongAnswer(200, answer));
    if (amiss) github.violations.push(`${call.name}: ${amiss}`);
    return answer === null ? json(response, 404, NOT_FOUND) : json(response, 200, answer);
  });
  const github: SmallGitHub = Object.assign(state, local);
  return github;
};
