import type { Octokit } from 'octokit';
import type { Environment } from '../../release/terms.ts';
import { gitHubCalls } from './github-actions/calls.ts';
import { gitHubCancel } from './github-actions/cancel.ts';
import { gitHubCheck } from './github-actions/check.ts';
import { gitHubLedger } from './github-actions/ledger.ts';
import { memory as openMemory } from './github-actions/memory.ts';
import { gitHubRuns } from './github-actions/runs.ts';
import { sharesOf, successes } from './github-actions/shares.ts';
import { gitHubStart } from './github-actions/start.ts';
import { jobLog, transcribe } from './github-actions/transcript.ts';
import { readVersionPage } from './github-actions/version-page.ts';
import { gitHubWorkflows, type WorkflowFiles } from './github-actions/workflows.ts';
import type { DeployTarget, Operation } from './port.ts';

export interface GitHubActionsOptions {
  /** Must never repeat anything but a read: a dispatch repeated after a 502 is a second deploy. */
  octokit: Octokit;
  /** `owner/name` */
  repository: string;
  service: string;
  environment: Environment;
  /** GitHub's name for the environment; ours when left out. */
  gitHubEnvironment?: string;
  /** The branch or tag whose workflow files are run; `{version}` stands for the version. */
  ref: string;
  workflows: WorkflowFiles;
  /** Workflow files of the organisation's own actions, by name. */
  actions?: Readonly<Record<string, string>>;
  inputs?: Readonly<Record<string, string>>;
  /** Smallest step of a share in percent; only read where there is a workflow that shifts. */
  granularityPercent?: number;
  /** An address that tells what really runs; without it the deployments are believed. */
  versionUrl?: string;
  timeouts?: Partial<GitHubTimeouts>;
}

export interface GitHubTimeouts {
  callMs: number;
  /** For a deployment that was just created. */
  visibleAfterMs: number;
  /** For a run that was just asked for; when GitHub is busy that takes a while. */
  runVisibleAfterMs: number;
  /** A run that goes on after it was cancelled is forced to end after this long. */
  forceAfterMs: number;
  /** How often a run is looked at: each look counts against the token's rate limit (5,000 an hour). */
  lookEveryMs: number;
}

const TIMEOUTS: GitHubTimeouts = {
  callMs: 5_000,
  visibleAfterMs: 10_000,
  runVisibleAfterMs: 3 * 60_000,
  forceAfterMs: 15_000,
  lookEveryMs: 3_000,
};

/**
 * Runs of workflows in GitHub Actions, begun by `workflow_dispatch` and written down as GitHub Deployments; see
 * `docs/github-actions-target.md`. One is kept for as long as its settings are the same: it remembers what it saw.
 */
export const gitHubActionsTarget = (options: GitHubActionsOptions): DeployTarget => {
  const { octokit, repository, service, environment, ref, versionUrl, workflows: files } = options;
  const { actions = {}, inputs = {}, gitHubEnvironment = environment } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const { callMs, lookEveryMs, visibleAfterMs } = timeouts;
  const shift = files.shift !== undefined;

  const ask = gitHubCalls(octokit, repository, callMs);
  const ledger = gitHubLedger({ ask, repository, service, environment, gitHubEnvironment });
  const workflows = gitHubWorkflows({ ask, repository, files, actions, ref, inputs });
  const runs = gitHubRuns(ask);
  const memory = openMemory();
  const start = gitHubStart({ ledger, workflows, memory });
  const takesAll = ({ kind, percent }: Operation) =>
    kind === 'restore' || (kind === 'shift' && percent === 100) || (kind === 'install' && !shift);
  const { locate, check } = gitHubCheck({ ...timeouts, ledger, workflows, runs, memory, takesAll });
  const cancel = gitHubCancel({ ...timeouts, ledger, runs, memory, locate });
  const succeeded = successes(ledger);
  const isFresh = (at: number | undefined) => at !== undefined && performance.now() - at < lookEveryMs;

  const starting = new Map<string, Promise<void>>();

  return {
    can: {
      shift,
      granularityPercent: shift ? (options.granularityPercent ?? 1) : 100,
      run: Object.keys(actions).length > 0,
    },
    visibleAfterMs,

    start(operation, signal) {
      const { id } = operation;
      // GitHub cannot tell two calls of one process apart, we can.
      const begun = starting.get(id) ?? start(operation, signal).finally(() => starting.delete(id));
      starting.set(id, begun);
      return begun;
    },

    async check(operation, signal) {
      const seen = memory.of(operation.id)?.seen;
      if (seen && isFresh(seen.at)) return seen.state;
      const state = await check(operation, signal);
      if (state.is === 'running') memory.open(operation.id).seen = { state, at: performance.now() };
      return state;
    },

    cancel,

    async read(signal) {
      if (versionUrl !== undefined) return readVersionPage(versionUrl, callMs, signal);
      const { entries } = await ledger.entries(signal);
      return sharesOf(entries, shift, succeeded, signal);
    },

    async output(operation, offset, signal) {
      if (!memory.of(operation.id)?.run) await locate(operation, signal);
      const mine = memory.of(operation.id);
      if (!mine?.run) return '';
      const { printed, end } = mine;
      // What was printed before the end is not all, however fresh it is.
      if (!printed.isAll && (end || !isFresh(printed.at))) {
        const jobs = await runs.jobs(mine.run.id, signal);
        await transcribe(jobs, printed, job => jobLog(ask, job, signal));
        mine.printed = { ...printed, isAll: end !== undefined, at: performance.now() };
      }
      return mine.printed.text.slice(offset);
    },
  };
};
