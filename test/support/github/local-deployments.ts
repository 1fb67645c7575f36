import type { Answers, LocalState } from './local-github.ts';
import { notFound, unprocessable } from './local-github.ts';

export interface LocalDeployment {
  id: number;
  ref: string;
  task: string;
  environment: string;
  payload: unknown;
  createdAt: number;
  body: Record<string, unknown>;
  statuses: { id: number; createdAt: number; body: Record<string, unknown> }[];
}

const stamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const LIST = 'GET /repos/{owner}/{repo}/deployments';
const STATUSES = '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

let lastId = 7_000;

export function deploymentAnswers(state: LocalState): Answers {
  const answerOf = (
    { id, ref, task, environment, payload, createdAt }: LocalDeployment,
    example: object,
  ) => ({
    ...example,
    id,
    ref,
    task,
    environment,
    payload,
    sha: state.tags[ref] ?? 'b'.repeat(40),
    created_at: stamp(createdAt),
  });
  const statusOf = ({ id, createdAt, body }: LocalDeployment['statuses'][number], example: object) => ({
    ...example,
    id,
    state: body.state,
    description: body.description ?? '',
    log_url: body.log_url ?? '',
    created_at: stamp(createdAt),
  });
  const known = (ref: unknown) =>
    typeof ref === 'string' && (ref in state.tags || state.branches.includes(ref));
  const found = (id = '') => state.deployments.find(deployment => deployment.id === Number(id));
  const page = <T>(all: T[], query: URLSearchParams) => all.slice(0, Number(query.get('per_page') ?? 30));

  return {
    [LIST]: (_, call, query) => {
      const [example = {}] = call.example(200) as unknown as object[];
      const matching = state.deployments.filter(
        ({ task, environment }) =>
          task === (query.get('task') ?? task) && environment === (query.get('environment') ?? environment),
      );
      return {
        status: 200,
        body: page(matching.toReversed(), query).map(deployment => answerOf(deployment, example)),
      };
    },

    'POST /repos/{owner}/{repo}/deployments': ({ body }, call) => {
      if (!known(body.ref)) return unprocessable(`No ref found for: ${body.ref}`);
      // The defaults would merge the default branch, or find the statuses of the commit wanting.
      if (body.auto_merge !== false) return { status: 202, body: call.example(202) };
      if (!Array.isArray(body.required_contexts))
        return { status: 409, body: { message: 'Conflict: Commit status checks failed.' } };
      lastId += 1;
      const deployment: LocalDeployment = {
        id: lastId,
        ref: String(body.ref),
        task: String(body.task ?? 'deploy'),
        environment: String(body.environment ?? 'production'),
        payload: body.payload ?? '',
        createdAt: Date.now(),
        body,
        statuses: [],
      };
      state.deployments.push(deployment);
      return { status: 201, body: answerOf(deployment, call.example(201)) };
    },

    [`GET ${STATUSES}`]: (_, call, query) => {
      const deployment = found(call.parameters.deployment_id);
      const [example = {}] = call.example(200) as unknown as object[];
      if (!deployment) return notFound;
      const all = deployment.statuses.toReversed().map(status => statusOf(status, example));
      return { status: 200, body: page(all, query) };
    },

    [`POST ${STATUSES}`]: ({ body }, call) => {
      const deployment = found(call.parameters.deployment_id);
      if (!deployment) return notFound;
      if (String(body.description ?? '').length > 140)
        return unprocessable('description is too long (maximum is 140 characters)');
      lastId += 1;
      const status = { id: lastId, createdAt: Date.now(), body };
      deployment.statuses.push(status);
      return { status: 201, body: statusOf(status, call.example(201)) };
    },
  };
}
