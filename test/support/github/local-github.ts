import type { IncomingMessage, ServerResponse } from 'node:http';
import { json, type LocalServer, localServer } from '../../providers/local-server.ts';
import { actionsAnswers } from './local-actions.ts';
import { appAnswers, isByApp, type LocalApp, openLocalApp } from './local-app.ts';
import { deploymentAnswers, type LocalDeployment } from './local-deployments.ts';
import type { LocalRun, LocalWorkflow, RunsOptions } from './local-runs.ts';
import { type DescribedCall, describedCall } from './openapi.ts';

export interface Asked {
  /** As in the description: `POST /repos/{owner}/{repo}/deployments`. */
  name: string;
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** Empty where there is none. */
  body: Record<string, unknown>;
  hasBody: boolean;
}

/** What happens to a question in place of its answer. */
export interface Fault {
  /** Of the call. Null: any. */
  name: RegExp | null;
  /** Whether it is carried out before its answer is lost. */
  effect: boolean;
  answer(response: ServerResponse): void;
  /** How often it happens; once when left out. */
  times?: number;
}

export interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** All that the repository acme/checkout is, as far as anybody asks. */
export interface LocalState {
  url: string;
  tags: Record<string, string>;
  branches: string[];
  workflows: Record<string, LocalWorkflow>;
  runs: LocalRun[];
  deployments: LocalDeployment[];
  options: RunsOptions & {
    /** How long a new run is in no list. */
    hiddenMs: number;
    /** Whether a dispatch tells its run; older servers do not. */
    tellsRun: boolean;
  };
}

export interface LocalGitHub extends LocalServer, Omit<LocalState, 'url'> {
  token: string;
  /** What the token may do; GitHub calls them `Actions: write` and so on. */
  may: Set<string>;
  asked: Asked[];
  faults: Fault[];
  /** What was not as GitHub describes it, on either side. A test ends with none. */
  violations: string[];
  /** The GitHub App that is installed there. */
  app: LocalApp;
  /** Called with the number of questions so far, before a question is answered or has an effect. */
  onAsked(count: number): void;
}

export type Answers = Record<string, (asked: Asked, call: DescribedCall, query: URLSearchParams) => Reply>;

export const notFound: Reply = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
};
export const unprocessable = (message: string): Reply => ({
  status: 422,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: '422' },
});

/** The permission each call takes. https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens */
function permissionFor({ method, path }: Asked): string {
  const level = method === 'GET' ? 'read' : 'write';
  if (path.endsWith('/deployment_protection_rule')) return 'Deployments: write';
  if (path.includes('/actions/')) return `Actions: ${level}`;
  if (path.includes('/deployments')) return `Deployments: ${level}`;
  return path.includes('/check-runs/') ? `Checks: ${level}` : 'Contents: read';
}

const ours: LocalWorkflow = {
  state: 'active',
  inputs: Object.fromEntries(
    ['deploy_id', 'kind', 'service', 'environment', 'version', 'against', 'percent', 'fence'].map(name => [
      name,
      {},
    ]),
  ),
  runName: ({ kind, version, deploy_id }) => `${kind} ${version} [${deploy_id}]`,
};
export const aWorkflow = (over: Partial<LocalWorkflow> = {}): LocalWorkflow => ({ ...ours, ...over });

/**
 * GitHub for one repository, as far as tminus asks: every question and every answer is checked against GitHub's own
 * OpenAPI description. Runs begin, go on and end by themselves.
 */
export async function openLocalGitHub(): Promise<LocalGitHub> {
  const state: LocalState = {
    url: '',
    tags: { 'v1.4.0': 'a'.repeat(40) },
    branches: ['main'],
    workflows: { 'deploy.yml': aWorkflow(), 'traffic.yml': aWorkflow() },
    runs: [],
    deployments: [],
    options: {
      takesMs: 15,
      hiddenMs: 0,
      tellsRun: true,
      isStubborn: () => false,
      concludes: ({ version = '' }) =>
        version.endsWith('-hangs') ? null : version.endsWith('-fails') ? 'failure' : 'success',
    },
  };
  const app = openLocalApp();
  const answers: Answers = { ...actionsAnswers(state), ...deploymentAnswers(state), ...appAnswers(app) };
  answers['GET /repos/{owner}/{repo}'] = (_asked, call) => {
    // GitHub's own example lacks what its description requires.
    const { source: _source, parent: _parent, template_repository: _, ...example } = call.example(200);
    return { status: 200, body: { ...example, full_name: 'acme/checkout', language: null } };
  };
  answers['GET /repos/{owner}/{repo}/git/ref/{ref}'] = (_, call) => {
    const tag = (call.parameters.ref ?? '').replace(/^tags\//, '');
    const sha = state.tags[tag];
    if (!sha) return notFound;
    const example = call.example(200);
    const object = { ...(example.object as object), type: 'commit', sha };
    return { status: 200, body: { ...example, ref: `refs/tags/${tag}`, object } };
  };

  function replyTo(asked: Asked, call: DescribedCall | null, query: URLSearchParams): Reply {
    const isApp = asked.path.startsWith('/app/') || asked.path.endsWith('/deployment_protection_rule');
    const isKnown = isApp ? isByApp(asked, app) : asked.headers.authorization === `token ${github.token}`;
    if (!isKnown) return { status: 401, body: { message: 'Bad credentials', status: '401' } };
    if (!call)
      return { status: 501, body: { message: `${asked.method} ${asked.path} is not made by tminus` } };
    if (asked.headers['x-github-api-version'] !== '2022-11-28' && !asked.path.startsWith('/app/'))
      github.violations.push(`${call.name} asks for another version of the API`);
    if (!/^\/(app|repos\/acme\/checkout)(\/|$)/.test(asked.path)) return notFound;
    if (!asked.path.startsWith('/app/') && !github.may.has(permissionFor(asked)))
      return { status: 403, body: { message: 'Resource not accessible by personal access token' } };
    const wrong = call.wrongQuestion(query, asked.hasBody ? asked.body : undefined);
    if (wrong) {
      github.violations.push(`${call.name}: ${wrong}`);
      return unprocessable(`Invalid request. ${wrong}`);
    }
    return (
      answers[call.name]?.(asked, call, query) ?? {
        status: 501,
        body: { message: `${call.name} is not here` },
      }
    );
  }

  const server = await localServer((request, response, text) => {
    const { method = '', headers } = request;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://github');
    if (pathname.startsWith('/blob/')) return blob(state, pathname, request, response);
    const call = describedCall(method, pathname);
    const body = text === '' ? {} : JSON.parse(text);
    const asked: Asked = {
      name: call?.name ?? `${method} ${pathname}`,
      method,
      path: pathname,
      headers,
      body,
      hasBody: text !== '',
    };
    github.asked.push(asked);
    github.onAsked(github.asked.length);
    const fault = github.faults.find(({ name }) => name === null || name.test(asked.name));
    if (fault) {
      fault.times = (fault.times ?? 1) - 1;
      if (fault.times <= 0) github.faults.splice(github.faults.indexOf(fault), 1);
      if (fault.effect) replyTo(asked, call, searchParams);
      return fault.answer(response);
    }
    const reply = replyTo(asked, call, searchParams);
    const wrong = call?.wrongAnswer(reply.status, reply.body) ?? null;
    if (wrong !== null || reply.status === 501)
      github.violations.push(`${asked.name}: ${wrong ?? 'not described'}`);
    response.setHeader('date', new Date().toUTCString());
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    if (reply.body === undefined) response.writeHead(reply.status).end();
    else json(response, reply.status, reply.body);
  });
  state.url = server.url;
  const may = ['Actions', 'Deployments', 'Checks', 'Contents'].flatMap(name => [
    `${name}: read`,
    `${name}: write`,
  ]);
  const github: LocalGitHub = Object.assign(state, server, {
    token: 'github_pat_5ecret',
    may: new Set(may),
    asked: [],
    faults: [],
    violations: [],
    onAsked: () => {},
    app,
  });
  return github;
}

/** Where logs really are: elsewhere, open to whoever has the address. */
function blob(
  { runs }: LocalState,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const run = runs.find(({ job }) => pathname === `/blob/${job.id}`);
  const isLeak = request.headers.authorization !== undefined;
  if (!run || isLeak) response.writeHead(isLeak ? 400 : 404).end();
  else response.writeHead(200, { 'content-type': 'text/plain' }).end(`\uFEFF${run.job.log}`);
}
