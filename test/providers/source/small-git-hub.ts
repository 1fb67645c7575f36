import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, type LocalServer, localServer } from '../local-server.ts';

export const shaOf = (name: string): string => createHash('sha1').update(name).digest('hex');

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
  requests: { method: string; path: string; headers: IncomingMessage['headers'] }[];
  /** Answers in place of the server while it returns true. */
  fault: ((response: ServerResponse, path: string, hit: number) => boolean) | null;
}

const NOT_FOUND = { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' };

/** The read endpoints that tminus uses, after https://docs.github.com/en/rest, for the repository acme/checkout. */
export const openSmallGitHub = async (): Promise<SmallGitHub> => {
  const state: Omit<SmallGitHub, keyof LocalServer> = {
    tags: {},
    commits: [],
    pulls: [],
    requests: [],
    fault: null,
  };
  const hits = new Map<string, number>();
  const root = '/repos/acme/checkout';

  const ref = (tag: string): unknown => {
    const found = state.tags[tag];
    if (!found) return null;
    const { commit, annotated = 0, type = 'commit' } = found;
    const object =
      annotated > 0
        ? { type: 'tag', sha: shaOf(`${commit}-tag-${annotated}`) }
        : { type, sha: shaOf(commit) };
    return { ref: `refs/tags/${tag}`, node_id: 'x', url: 'x', object: { ...object, url: 'x' } };
  };
  const tagObject = (sha: string): unknown => {
    for (const { commit, annotated = 0 } of Object.values(state.tags))
      for (let depth = annotated; depth > 0; depth--)
        if (sha === shaOf(`${commit}-tag-${depth}`)) {
          const next =
            depth > 1
              ? { type: 'tag', sha: shaOf(`${commit}-tag-${depth - 1}`) }
              : { type: 'commit', sha: shaOf(commit) };
          return { sha, tag: 'x', message: 'x', object: next };
        }
    return null;
  };
  const compare = (basehead: string, page: number, perPage: number): unknown => {
    const [base, head] = basehead
      .split('...')
      .map(sha => state.commits.findIndex(({ name }) => shaOf(name) === sha));
    if (base === undefined || head === undefined || base < 0 || head < 0) return null;
    const between = state.commits.slice(base + 1, head + 1);
    return {
      status: 'ahead',
      total_commits: between.length,
      commits: between.slice((page - 1) * perPage, page * perPage).map(({ name, message, parents }) => ({
        sha: shaOf(name),
        html_url: `https://github.example/acme/checkout/commit/${shaOf(name)}`,
        commit: { message, author: { name: 'Ana', email: 'a@example.com', date: '2026-01-01T00:00:00Z' } },
        author: { login: 'ana' },
        parents: parents.map(parent => ({ sha: shaOf(parent) })),
      })),
    };
  };
  const pullsOf = (sha: string): unknown =>
    state.pulls
      .filter(({ commits }) => commits.some(name => shaOf(name) === sha))
      .map(({ number, title, login, labels = [], isMerged = true }) => ({
        number,
        title,
        html_url: `https://github.example/acme/checkout/pull/${number}`,
        merged_at: isMerged ? '2026-01-01T00:00:00Z' : null,
        user: { login },
        labels: labels.map(name => ({ id: 1, name })),
      }));

  const answerTo = (path: string, query: URLSearchParams): unknown => {
    if (path === root) return { full_name: 'acme/checkout' };
    const [, kind, rest = ''] =
      /^\/(git\/ref\/tags|git\/tags|compare|commits)\/(.*)$/.exec(path.slice(root.length)) ?? [];
    switch (path.startsWith(root) ? kind : null) {
      case 'git/ref/tags':
        return ref(decodeURIComponent(rest));
      case 'git/tags':
        return tagObject(rest);
      case 'compare':
        return compare(decodeURIComponent(rest), Number(query.get('page')), Number(query.get('per_page')));
      case 'commits':
        return pullsOf(rest.replace(/\/pulls$/, ''));
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
    const answer = method === 'GET' ? answerTo(pathname, searchParams) : null;
    return answer === null ? json(response, 404, NOT_FOUND) : json(response, 200, answer);
  });
  const github: SmallGitHub = Object.assign(state, local);
  return github;
};
