import { type DescribedCall, describedCall } from '../../support/github/openapi.ts';
import { json, type LocalServer, localServer } from '../local-server.ts';

type Example = Record<string, unknown>;
type Severity = 'critical' | 'high' | 'medium' | 'low';

/** Forty hex digits from a short name, the same each time. */
export const sha = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0').slice(0, 40);

/** All that a repository is, whatever its name, as far as evidence goes. Times are ISO. */
export interface RepositoryOnGitHub extends LocalServer {
  /** On the release branch, oldest first, by name. */
  branch: { name: string; at: string }[];
  /** Elsewhere. */
  strays: string[];
  tags: Record<string, string>;
  protection: { contexts: string[] } | null;
  rules: { type: string; checks?: { context: string; app?: number }[] }[];
  runs: { name: string; status?: string; conclusion: string | null; app?: number }[];
  statuses: { context: string; state: string }[];
  pulls: { number: number; author: string; commits: string[]; isMerged?: boolean }[];
  reviews: Record<number, { by: string; state: string }[]>;
  /** Null: switched off. */
  dependabot: { severity: Severity; fixedAt?: string }[] | null;
  codeScanning: {
    analyses: { commit: string; at: string; ref?: string; error?: string }[];
    alerts: { severity: Severity | null; rule?: 'error' | 'warning'; createdAt: string; fixedAt?: string }[];
  } | null;
  secrets: number | null;
  /** Answers of 403 that are about the quota. */
  isOutOfQuota: boolean;
  /** What was not as GitHub describes it, on either side. A test ends with none. */
  violations: string[];
  asked: string[];
}

const MESSAGE_OFF = { message: 'Disabled for this repository.', status: '403' };
const NOT_FOUND = { message: 'Not Found', status: '404' };

/** An answer: a list is divided into pages with a Link header, as GitHub does it. */
type Answer = { status: number; body: unknown } | { list: unknown[]; wrap?: (page: unknown[]) => unknown };
const off: Answer = { status: 403, body: MESSAGE_OFF };
const gone: Answer = { status: 404, body: NOT_FOUND };

export async function openRepositoryOnGitHub(): Promise<RepositoryOnGitHub> {
  const state: Omit<RepositoryOnGitHub, keyof LocalServer> = {
    branch: [
      { name: 'base', at: '2026-11-01T10:00:00Z' },
      { name: 'head', at: '2026-11-02T10:00:00Z' },
    ],
    strays: ['stray'],
    tags: { 'v1.3.0': 'base', 'v1.4.0': 'head' },
    protection: { contexts: ['build'] },
    rules: [],
    runs: [{ name: 'build', conclusion: 'success' }],
    statuses: [],
    pulls: [{ number: 12, author: 'ana', commits: ['head'] }],
    reviews: { 12: [{ by: 'ben', state: 'APPROVED' }] },
    dependabot: [],
    codeScanning: { analyses: [{ commit: 'head', at: '2026-11-02T11:00:00Z' }], alerts: [] },
    secrets: 0,
    isOutOfQuota: false,
    violations: [],
    asked: [],
  };

  const compare = (basehead: string, example: Example): Answer => {
    const [base = '', head = ''] = basehead.split('...');
    const nameOf = (ref: string) =>
      ref === 'main'
        ? state.branch.at(-1)?.name
        : [...state.branch.map(({ name }) => name), ...state.strays].find(name => sha(name) === ref);
    const [from, to] = [nameOf(base), nameOf(head)];
    if (!from || !to) return gone;
    const place = (name: string) => state.branch.findIndex(commit => commit.name === name);
    const isStray = place(from) < 0 || place(to) < 0;
    const status = isStray
      ? 'diverged'
      : from === to
        ? 'identical'
        : place(to) < place(from)
          ? 'behind'
          : 'ahead';
    const between = isStray ? [] : state.branch.slice(place(from) + 1, place(to) + 1);
    const [sample] = example.commits as (Example & { commit: Example })[];
    const commits = between.map(({ name, at }) => ({
      ...sample,
      sha: sha(name),
      commit: { ...sample?.commit, committer: { name: 'Ana', email: 'a@example.com', date: at } },
    }));
    return {
      list: commits,
      wrap: page => ({ ...example, status, total_commits: commits.length, commits: page }),
    };
  };

  const code = (what: string, query: URLSearchParams, example: Example): Answer => {
    const scanning = state.codeScanning;
    if (!scanning) return off;
    if (what === 'analyses') {
      return {
        list: scanning.analyses.map(({ commit, at, ref = 'refs/heads/main', error = '' }) => ({
          ...example,
          ref,
          commit_sha: sha(commit),
          created_at: at,
          error,
        })),
      };
    }
    const wanted = scanning.alerts.filter(
      ({ fixedAt }) => (query.get('state') === 'fixed') === Boolean(fixedAt),
    );
    return {
      list: wanted.map(({ severity, rule = 'warning', createdAt, fixedAt = null }) => ({
        ...example,
        created_at: createdAt,
        fixed_at: fixedAt,
        state: fixedAt ? 'fixed' : 'open',
        rule: { ...(example.rule as Example), severity: rule, security_severity_level: severity },
      })),
    };
  };

  function answerTo(path: string, query: URLSearchParams, call: DescribedCall): Answer {
    const whole = call.example(200);
    const example = (Array.isArray(whole) ? whole[0] : whole) as Example;
    const rest = decodeURIComponent(path.replace(/^\/repos\/[^/]+\/[^/]+/, ''));
    const [, kind = '', argument = ''] =
      /^\/(git\/ref\/tags|compare|commits|branches|rules\/branches|pulls|dependabot|code-scanning|secret-scanning)\/(.*)$/.exec(
        rest,
      ) ?? [];
    switch (kind) {
      case 'git/ref/tags': {
        const name = state.tags[argument];
        const object = { ...(example.object as Example), type: 'commit', sha: sha(name ?? '') };
        return name ? { status: 200, body: { ...example, ref: `refs/tags/${argument}`, object } } : gone;
      }
      case 'compare':
        return compare(argument, example);
      case 'branches': {
        if (argument !== 'main') return gone;
        const { contexts = [] } = state.protection ?? {};
        const required_status_checks = {
          enforcement_level: 'everyone',
          contexts,
          checks: contexts.map(context => ({ context, app_id: null })),
        };
        const isProtected = state.protection !== null;
        const protection = {
          ...(example.protection as Example),
          enabled: isProtected,
          required_status_checks,
        };
        return { status: 200, body: { ...example, protected: isProtected, protection } };
      }
      case 'rules/branches':
        return {
          list: state.rules.map(({ type, checks = [] }) => ({
            type,
            ruleset_source_type: 'Repository',
            ruleset_source: 'acme/checkout',
            ruleset_id: 42,
            ...(type === 'required_status_checks' && {
              parameters: {
                strict_required_status_checks_policy: false,
                required_status_checks: checks.map(({ context, app }) => ({
                  context,
                  ...(app && { integration_id: app }),
                })),
              },
            }),
          })),
        };
      case 'commits':
        return ofCommit(argument, whole);
      case 'pulls': {
        const number = Number(argument.replace(/\/reviews$/, ''));
        return {
          list: (state.reviews[number] ?? []).map(review => ({
            ...example,
            state: review.state,
            user: { ...(example.user as Example), login: review.by },
          })),
        };
      }
      case 'dependabot': {
        if (!state.dependabot) return off;
        const wanted = state.dependabot.filter(
          ({ fixedAt }) => (query.get('state') === 'fixed') === Boolean(fixedAt),
        );
        return {
          list: wanted.map(({ severity, fixedAt = null }) => ({
            ...example,
            state: fixedAt ? 'fixed' : 'open',
            fixed_at: fixedAt,
            // GitHub's own example has a list where its description wants an object.
            security_advisory: { ...(example.security_advisory as Example), epss: null },
            security_vulnerability: { ...(example.security_vulnerability as Example), severity },
          })),
        };
      }
      case 'code-scanning':
        return code(argument, query, example);
      case 'secret-scanning':
        return state.secrets === null
          ? gone
          : { list: Array.from({ length: state.secrets }, (_, at) => ({ ...example, number: at + 1 })) };
      default:
        return gone;
    }
  }

  function ofCommit(argument: string, whole: Example): Answer {
    const [, hash = '', what = ''] = /^([0-9a-f]{40})\/(.*)$/.exec(argument) ?? [];
    if (what === 'pulls') {
      const [example = {}] = whole as unknown as Example[];
      const own = state.pulls.filter(({ commits }) => commits.some(name => sha(name) === hash));
      return {
        list: own.map(({ number, author, isMerged = true }) => ({
          ...example,
          // GitHub's own example lacks what its description requires.
          requested_teams: [],
          number,
          merged_at: isMerged ? '2026-11-02T09:00:00Z' : null,
          user: { ...(example.user as Example), login: author },
        })),
      };
    }
    if (what === 'check-runs') {
      const [sample] = whole.check_runs as (Example & { app: Example })[];
      const all = state.runs.map(({ name, status = 'completed', conclusion, app = 1 }) => ({
        ...sample,
        head_sha: hash,
        name,
        status,
        conclusion,
        app: { ...sample?.app, id: app },
      }));
      return { list: all, wrap: check_runs => ({ total_count: all.length, check_runs }) };
    }
    const [sample] = whole.statuses as Example[];
    const statuses = state.statuses.map(status => ({ ...sample, ...status }));
    return {
      list: statuses,
      wrap: page => ({ ...whole, sha: hash, total_count: statuses.length, statuses: page }),
    };
  }

  const local = await localServer((request, response) => {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', 'http://github');
    const { pathname, searchParams } = url;
    repository.asked.push(`${method} ${pathname}`);
    if (repository.isOutOfQuota) {
      response.setHeader('x-ratelimit-remaining', '0');
      return json(response, 403, { message: 'API rate limit exceeded' });
    }
    const call = describedCall(method, pathname);
    if (!call) {
      repository.violations.push(`${method} ${pathname} is not described`);
      return json(response, 501, NOT_FOUND);
    }
    const wrong = headers['x-github-api-version'] === '2022-11-28' ? null : 'another version of the API';
    const amiss = wrong ?? call.wrongQuestion(searchParams, undefined);
    if (amiss) repository.violations.push(`${call.name}: ${amiss}`);
    const answer = answerTo(pathname, searchParams, call);
    if ('status' in answer && answer.status >= 400) return json(response, answer.status, answer.body);
    const body = 'list' in answer ? paged(answer) : answer.body;
    const untrue = call.wrongAnswer(200, body);
    if (untrue) repository.violations.push(`${call.name}: ${untrue}`);
    return json(response, 200, body);

    function paged({ list, wrap = page => page }: Extract<Answer, { list: unknown[] }>): unknown {
      const size = Number(searchParams.get('per_page') ?? 30);
      // Dependabot has cursors in place of numbers.
      const key = pathname.endsWith('/dependabot/alerts') ? 'after' : 'page';
      const page = Number(searchParams.get(key) ?? 1);
      if (page * size < list.length) {
        const next = new URL(url);
        next.searchParams.set(key, String(page + 1));
        response.setHeader('link', `<${repository.url}${next.pathname}${next.search}>; rel="next"`);
      }
      return wrap(list.slice((page - 1) * size, page * size));
    }
  });
  const repository: RepositoryOnGitHub = Object.assign(state, local);
  return repository;
}
