import type { OperationState } from '../port.ts';
import type { GitHubFailure } from './failure.ts';
import type { Job, Run, Runs } from './runs.ts';

/** Where a run stands that has not ended, for people. https://docs.github.com/en/rest/actions/workflow-runs */
const WAITING: Record<string, string> = {
  queued: 'the run waits for a runner',
  requested: 'the run was asked for',
  pending: "the run waits for another one of its workflow's concurrency group",
  waiting: 'the run waits for a protection rule of its environment',
  in_progress: 'the run is under way',
};

/** How a run ends other than well. */
const ENDED: Record<string, string> = {
  failure: 'the run failed',
  cancelled: 'the run was cancelled',
  timed_out: 'the run took longer than its workflow allows',
  action_required: 'the run ended because somebody has to approve it in GitHub first',
  stale: 'GitHub gave the run up because it did not end for two weeks',
  startup_failure: 'the run could not begin: the workflow file is not valid, or may not be run',
  skipped: 'the run did nothing: every job was skipped',
  neutral: 'the run ended without saying whether it succeeded',
};

/** What a run says about its operation; why it failed is looked up by `whyFailed`. */
export function stateOf({ status, conclusion }: Run): OperationState {
  if (status !== 'completed') return { is: 'running', note: WAITING[status ?? ''] ?? `the run is ${status}` };
  // Its parts are told one by one: what is not told yet is no failure, which would take the release back.
  if (conclusion === null)
    return { is: 'running', note: 'the run has ended, and GitHub does not say how yet' };
  if (conclusion === 'success') return { is: 'succeeded' };
  return {
    is: 'failed',
    why: ENDED[conclusion] ?? `the run ended with ${conclusion}`,
  };
}

const isBad = ({ conclusion }: Pick<Job, 'conclusion'>): boolean =>
  conclusion !== null && !['success', 'skipped', 'neutral'].includes(conclusion);

/** What GitHub itself writes when a step fails; the errors a step printed say more. */
const SAYS_NOTHING = /^Process completed with exit code \d+\.?$/;

/** The step where it broke and what that step reported, as far as it can be learned: worth having, not worth failing for. */
export async function whyFailed(run: Run, why: string, runs: Runs, signal: AbortSignal): Promise<string> {
  try {
    const job = (await runs.jobs(run.id, signal)).find(isBad);
    if (!job) return `${why} (${run.html_url})`;
    const step = job.steps?.find(isBad);
    const where = step ? `at “${step.name}” of the job “${job.name}”` : `in the job “${job.name}”`;
    const said = await runs.complaints(job.id, signal).catch((_: GitHubFailure) => []);
    const complaint = said.find(one => !SAYS_NOTHING.test(one)) ?? said[0];
    return `${why} ${where}${complaint ? `: ${complaint.slice(0, 300)}` : ''} (${run.html_url})`;
  } catch {
    return `${why} (${run.html_url})`;
  }
}
