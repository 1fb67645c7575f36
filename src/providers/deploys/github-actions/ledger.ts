import { z } from 'zod';
import type { Environment, Instant } from '../../../release/terms.ts';
import type { Operation } from '../port.ts';
import type { AskGitHub } from './calls.ts';
import { GitHubFailure } from './failure.ts';

/** What a GitHub Deployment of ours says about the operation it stands for. */
const Payload = z.object({
  operation: z.string(),
  kind: z.enum(['install', 'shift', 'restore', 'run']),
  version: z.string(),
  against: z.string().nullable(),
  percent: z.number(),
  fence: z.number(),
  /** Unique for each attempt to begin it. */
  claim: z.string(),
});

const Deployment = z.object({ id: z.number(), created_at: z.string(), payload: z.unknown() });

const Status = z.object({
  id: z.number(),
  state: z.string(),
  description: z.string().nullish(),
  log_url: z.string().nullish(),
  created_at: z.string(),
});

export interface Entry extends z.output<typeof Payload> {
  /** Of the deployment; grows. */
  id: number;
  createdAt: Instant;
}

export interface Mark {
  state: 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';
  description: string;
  /** The address of the run. */
  logUrl?: string | undefined;
}

export type KeptMark = Omit<Mark, 'state'> & { state: string; at: Instant };

export interface Ledger {
  /** The newest hundred, newest first. `now` is GitHub's clock. */
  entries(signal: AbortSignal): Promise<{ entries: Entry[]; now: Instant }>;
  /** Writes the operation down, which is what claims it: of several entries for one operation the first counts. */
  enter(operation: Operation, ref: string, claim: string, signal: AbortSignal): Promise<number>;
  /** Newest first. */
  marks(id: number, signal: AbortSignal): Promise<{ marks: KeptMark[]; now: Instant }>;
  mark(id: number, mark: Mark, signal: AbortSignal): Promise<void>;
}

export interface LedgerOptions {
  ask: AskGitHub;
  repository: string;
  service: string;
  /** Ours, and GitHub's name for it. */
  environment: Environment;
  gitHubEnvironment: string;
}

/** GitHub cuts nothing off, it refuses. https://docs.github.com/en/rest/deployments/statuses */
const DESCRIPTION_LENGTH = 140;

/**
 * GitHub Deployments as the memory of what was asked for: each operation is one. GitHub has no "create unless it is
 * there", so whoever begins an operation writes it down first and reads the list after that: the entry with the
 * lowest number has it, the others leave it alone.
 */
export const gitHubLedger = (options: LedgerOptions): Ledger => {
  const { ask, repository, service, environment, gitHubEnvironment } = options;
  /** Keeps ours apart from those that GitHub makes for the jobs of a workflow, and services of one repository apart. */
  const task = `tminus:${service}`;
  const place = { task, environment: gitHubEnvironment };
  const about = `the deployments of ${repository}`;

  return {
    async entries(signal) {
      const { data, at } = await ask(
        {
          route: 'GET /repos/{owner}/{repo}/deployments',
          parameters: { ...place, per_page: 100 },
          schema: z.array(Deployment),
          doing: `reading ${about}`,
          needs: 'Deployments: read',
        },
        signal,
      );
      const entries = data.flatMap(({ id, created_at, payload }) => {
        const parsed = Payload.safeParse(typeof payload === 'string' ? fromJson(payload) : payload);
        return parsed.success ? [{ ...parsed.data, id, createdAt: Date.parse(created_at) }] : [];
      });
      return { entries: entries.sort((one, other) => other.id - one.id), now: at };
    },

    async enter(operation, ref, claim, signal) {
      const { id, kind, version, against, percent, fence } = operation;
      const { status, data } = await ask(
        {
          route: 'POST /repos/{owner}/{repo}/deployments',
          parameters: {
            ...place,
            ref,
            // By default GitHub merges the default branch into the ref first, and deploys nothing.
            auto_merge: false,
            // By default every commit status must be green; whether it may go out was decided by our own gates.
            required_contexts: [],
            description: `${kind} ${version}`.slice(0, DESCRIPTION_LENGTH),
            production_environment: environment === 'production',
            payload: { operation: id, kind, service, version, against, percent, fence, claim },
          },
          schema: z.object({ id: z.number().optional() }),
          doing: `creating a deployment of ${ref} in ${repository}`,
          needs: 'Deployments: write',
        },
        signal,
      );
      if (data.id === undefined)
        throw new GitHubFailure(`GitHub created no deployment of ${ref} (${status})`);
      return data.id;
    },

    async marks(deployment_id, signal) {
      const { data, at } = await ask(
        {
          route: 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
          parameters: { deployment_id, per_page: 100 },
          schema: z.array(Status),
          doing: `reading the statuses of ${about}`,
          needs: 'Deployments: read',
        },
        signal,
      );
      const marks = data
        .sort((one, other) => other.id - one.id)
        .map(({ state, description, log_url, created_at }) => ({
          state,
          description: description ?? '',
          ...(log_url ? { logUrl: log_url } : {}),
          at: Date.parse(created_at),
        }));
      return { marks, now: at };
    },

    async mark(deployment_id, { state, description, logUrl }, signal) {
      await ask(
        {
          route: 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
          parameters: {
            deployment_id,
            state,
            description: description.slice(0, DESCRIPTION_LENGTH),
            environment: gitHubEnvironment,
            // It covers environments that are not production only; we end old deployments ourselves.
            auto_inactive: false,
            ...(logUrl === undefined ? {} : { log_url: logUrl }),
          },
          schema: z.unknown(),
          doing: `writing a status of ${about}`,
          needs: 'Deployments: write',
        },
        signal,
      );
    },
  };
};

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
