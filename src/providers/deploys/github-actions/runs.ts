import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../../release/terms.ts';
import type { AskGitHub } from './calls.ts';

export const Run = z.object({
  id: z.number(),
  html_url: z.string(),
  /** What `run-name` of the workflow makes of the inputs. */
  display_title: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
});
export type Run = z.output<typeof Run>;

export const Job = z.object({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
  steps: z
    .array(
      z.object({
        name: z.string(),
        number: z.number(),
        status: z.string(),
        conclusion: z.string().nullable(),
        started_at: z.string().nullish(),
        completed_at: z.string().nullish(),
      }),
    )
    .optional(),
});
export type Job = z.output<typeof Job>;

const LONGEST_PLAIN_ID = 100;

/**
 * What stands for an operation in inputs and names of runs: its id, or where that is too long or has characters
 * that a name may lose, its beginning and a hash of it.
 */
export function deployId(operation: string): string {
  if (operation.length <= LONGEST_PLAIN_ID && /^[\w.+-]+$/.test(operation)) return operation;
  const hash = createHash('sha256').update(operation).digest('hex').slice(0, 16);
  return `${operation.replace(/[^\w.+-]/g, '_').slice(0, 60)}-${hash}`;
}

/** Whether the name of a run holds the id as a whole: `x.install.1` is not in `x.install.12`. */
export function isNamedIn(title: string, id: string): boolean {
  for (let at = title.indexOf(id); at !== -1; at = title.indexOf(id, at + 1)) {
    const around = `${title[at - 1] ?? ' '}${title[at + id.length] ?? ' '}`;
    if (!/[\w.+-]/.test(around)) return true;
  }
  return false;
}

/** The run's number in an address such as `https://github.com/acme/checkout/actions/runs/17`. */
export const runIdIn = (address: string | undefined): number | null => {
  const [, id] = /\/actions\/runs\/(\d+)/.exec(address ?? '') ?? [];
  return id === undefined ? null : Number(id);
};

const needs = 'Actions: read';
/** A run is created after it was asked for; so much the clocks of GitHub's parts may differ. */
const LEEWAY_MS = 60_000;

export interface Runs {
  /** The first run of the workflow since then that has the id in its name; null when none is visible. */
  named(id: string, workflow: string, since: Instant, signal: AbortSignal): Promise<Run | null>;
  get(id: number, signal: AbortSignal): Promise<Run>;
  jobs(run: number, signal: AbortSignal): Promise<Job[]>;
  /** What the steps of a job reported as errors, if the token may read it; it also takes `Checks: read`. */
  complaints(job: number, signal: AbortSignal): Promise<string[]>;
  cancel(run: number, force: boolean, signal: AbortSignal): Promise<void>;
}

const Annotations = z.array(
  z.object({ annotation_level: z.string().nullable(), message: z.string().nullable() }),
);

export const gitHubRuns = (ask: AskGitHub): Runs => ({
  async named(id, workflow, since, signal) {
    const created = `>=${new Date(since - LEEWAY_MS).toISOString().slice(0, 19)}Z`;
    const { data } = await ask(
      {
        route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
        parameters: { workflow_id: workflow, event: 'workflow_dispatch', created, per_page: 100 },
        schema: z.object({ workflow_runs: z.array(Run) }),
        doing: `looking for the run of ${workflow} named ${id}`,
        needs,
      },
      signal,
    );
    const found = data.workflow_runs.filter(run => isNamedIn(run.display_title, id));
    return found.sort((one, other) => one.id - other.id)[0] ?? null;
  },

  async get(run_id, signal) {
    const { data } = await ask(
      {
        route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
        parameters: { run_id },
        schema: Run,
        doing: `reading the run ${run_id}`,
        needs,
      },
      signal,
    );
    return data;
  },

  async jobs(run_id, signal) {
    const { data } = await ask(
      {
        route: 'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
        parameters: { run_id, per_page: 100 },
        schema: z.object({ jobs: z.array(Job) }),
        doing: `reading the jobs of the run ${run_id}`,
        needs,
      },
      signal,
    );
    return data.jobs;
  },

  async complaints(check_run_id, signal) {
    const { data } = await ask(
      {
        // The number of a job is the number of its check run too.
        route: 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations',
        parameters: { check_run_id, per_page: 30 },
        schema: Annotations,
        doing: `reading the errors of the job ${check_run_id}`,
        needs: 'Checks: read',
      },
      signal,
    );
    const errors = data.filter(({ annotation_level: level }) => level === 'failure');
    return errors.flatMap(({ message }) => (message ? [message.trim()] : []));
  },

  async cancel(run_id, force, signal) {
    await ask(
      {
        route: `POST /repos/{owner}/{repo}/actions/runs/{run_id}/${force ? 'force-cancel' : 'cancel'}`,
        parameters: { run_id },
        schema: z.unknown(),
        doing: `cancelling the run ${run_id}`,
        needs: 'Actions: write',
      },
      signal,
    );
  },
});
