import { z } from 'zod';
import { type Operation, OperationRefused } from '../port.ts';
import type { AskGitHub } from './calls.ts';
import { GitHubFailure } from './failure.ts';
import { deployId } from './runs.ts';

/** File names in `.github/workflows`. */
export interface WorkflowFiles {
  install: string;
  restore: string;
  /** Only where traffic can be divided. */
  shift?: string;
}

export interface Workflows {
  /** The file that carries the operation out. @throws OperationRefused where the policy names none */
  fileFor(operation: Operation): string;
  /** The inputs its run gets. @throws OperationRefused where they are more than GitHub takes */
  inputsOf(operation: Operation): Record<string, string>;
  /** @throws OperationRefused when the workflow is not there or switched off */
  inspect(file: string, signal: AbortSignal): Promise<void>;
  /** The tag of the version where there is one, else what the workflow runs on. */
  refOf(operation: Operation, signal: AbortSignal): Promise<string>;
  /** Asks for a run, once. Its number, where this GitHub tells it. @throws GitHubFailure */
  dispatch(
    file: string,
    operation: Operation,
    signal: AbortSignal,
  ): Promise<{ id: number; url: string } | null>;
}

export interface WorkflowsOptions {
  ask: AskGitHub;
  repository: string;
  files: WorkflowFiles;
  /** Actions of the organisation's own, by name. */
  actions: Readonly<Record<string, string>>;
  /** A branch or a tag that has the workflow files; `{version}` stands for the version. */
  ref: string;
  /** Handed to every run besides ours. */
  inputs: Readonly<Record<string, string>>;
}

/** https://docs.github.com/en/rest/actions/workflows#create-a-workflow-dispatch-event */
const MOST_INPUTS = 25;

/** `keepDays` → `keep_days`. */
const snakeCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

export const gitHubWorkflows = (options: WorkflowsOptions): Workflows => {
  const { ask, repository, files, actions, ref, inputs } = options;
  const refused = (why: string) => new OperationRefused('rejected', why);
  const refFor = ({ version }: Operation) => ref.replaceAll('{version}', version);

  const exists = async (route: string, parameters: Record<string, string>, signal: AbortSignal) => {
    try {
      const doing = `reading the repository ${repository}`;
      await ask({ route, parameters, schema: z.unknown(), doing, needs: 'Contents: read' }, signal);
      return true;
    } catch (error) {
      if (error instanceof GitHubFailure && error.status === 404) return false;
      throw error;
    }
  };

  return {
    fileFor({ kind, action = '' }) {
      const named =
        kind === 'run' ? (Object.hasOwn(actions, action) ? actions[action] : undefined) : files[kind];
      if (!named) throw refused(`no workflow is set for ${kind === 'run' ? `the action ${action}` : kind}`);
      return named;
    },

    inputsOf(operation) {
      const { id, kind, service, environment, version, against, percent, fence, action } = operation;
      const more = Object.entries(operation.with ?? {}).map(([name, value]) => [snakeCase(name), value]);
      const all = {
        ...inputs,
        ...Object.fromEntries(more),
        deploy_id: deployId(id),
        kind,
        service,
        environment,
        version,
        against: against ?? '',
        percent: String(percent),
        fence: String(fence),
        ...(action === undefined ? {} : { action }),
      };
      const count = Object.keys(all).length;
      if (count > MOST_INPUTS)
        throw refused(`a workflow takes ${MOST_INPUTS} inputs at most, and these are ${count}`);
      return all;
    },

    async inspect(file, signal) {
      let state: string;
      try {
        const { data } = await ask(
          {
            route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}',
            parameters: { workflow_id: file },
            schema: z.object({ state: z.string() }),
            doing: `reading the workflow ${file} of ${repository}`,
            needs: 'Actions: read',
          },
          signal,
        );
        ({ state } = data);
      } catch (error) {
        if (!(error instanceof GitHubFailure) || error.status !== 404) throw error;
        if (await exists('GET /repos/{owner}/{repo}', {}, signal))
          throw refused(`${repository} has no workflow ${file} on its default branch`);
        throw refused(`there is no repository ${repository}, or the token may not see it`);
      }
      if (state !== 'active')
        throw refused(
          `the workflow ${file} of ${repository} is switched off (${state.replaceAll('_', ' ')})`,
        );
    },

    async refOf(operation, signal) {
      for (const tag of [`v${operation.version}`, operation.version])
        if (await exists('GET /repos/{owner}/{repo}/git/ref/{ref}', { ref: `tags/${tag}` }, signal))
          return tag;
      return refFor(operation);
    },

    async dispatch(file, operation, signal) {
      const { data } = await ask(
        {
          route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
          parameters: {
            workflow_id: file,
            ref: refFor(operation),
            inputs: this.inputsOf(operation),
            // Without it GitHub answers 204 and does not say which run came of it; older servers do so anyway.
            return_run_details: true,
          },
          schema: z.object({ workflow_run_id: z.number(), html_url: z.string() }).partial().catch({}),
          doing: `starting ${file} on ${refFor(operation)}`,
          needs: 'Actions: write',
        },
        signal,
      );
      const { workflow_run_id: id, html_url: url } = data;
      return id === undefined || url === undefined ? null : { id, url };
    },
  };
};
