/** A workflow file on the default branch and on every ref. */
export interface LocalWorkflow {
  state: 'active' | 'disabled_manually' | 'disabled_inactivity';
  /** Null: it has no `workflow_dispatch`. */
  inputs: Record<string, { required?: boolean }> | null;
  /** What `run-name` makes of the inputs. */
  runName(inputs: Record<string, string>): string;
}

export interface LocalRun {
  id: number;
  workflow: string;
  ref: string;
  title: string;
  inputs: Record<string, string>;
  createdAt: number;
  visibleAt: number;
  status: 'queued' | 'in_progress' | 'waiting' | 'completed';
  conclusion: string | null;
  job: { id: number; startedAt: number | null; completedAt: number | null; log: string; errors: string[] };
  wasCancelled: boolean;
}

/** A step of a job, as GitHub tells it. */
const STEPS = ['Set up job', 'Carry it out'];

const stamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const lineOf = (text: string): string => `${new Date().toISOString().replace('Z', '4567Z')} ${text}\n`;

export interface RunsOptions {
  /** How long a run is under way. */
  takesMs: number;
  /** Runs that only end by force when they are cancelled. */
  isStubborn(run: LocalRun): boolean;
  /** How a run of these inputs concludes; null when it goes on until it is cancelled. */
  concludes(inputs: Record<string, string>): string | null;
}

export function begin(run: LocalRun, options: RunsOptions): void {
  const { takesMs, concludes } = options;
  setTimeout(() => {
    if (run.status === 'completed') return;
    run.status = 'in_progress';
    run.job.startedAt = Date.now();
    const { version, action } = run.inputs;
    run.job.log = lineOf(action ? `running ${action}` : `installing ${version}`);
    const conclusion = concludes(run.inputs);
    if (conclusion !== null) setTimeout(() => end(run, conclusion), takesMs);
  }, takesMs);
}

export function end(run: LocalRun, conclusion: string): void {
  if (run.status === 'completed') return;
  run.job.startedAt ??= Date.now();
  run.job.completedAt = Date.now();
  run.conclusion = conclusion;
  run.status = 'completed';
  if (conclusion !== 'failure') return;
  run.job.log += lineOf('no such artefact');
  run.job.errors = ['Process completed with exit code 3.', 'no such artefact'];
}

export function runAnswer(run: LocalRun, example: Record<string, unknown>, url: string) {
  return {
    ...example,
    id: run.id,
    name: run.workflow,
    display_title: run.title,
    path: `.github/workflows/${run.workflow}`,
    event: 'workflow_dispatch',
    head_branch: run.ref,
    status: run.status,
    conclusion: run.conclusion,
    created_at: stamp(run.createdAt),
    html_url: `${url}/acme/checkout/actions/runs/${run.id}`,
  };
}

/** A job ends in fewer ways than a run. */
function ofJob(conclusion: string | null): string | null {
  if (conclusion === 'stale') return 'cancelled';
  const known = [
    'success',
    'failure',
    'neutral',
    'cancelled',
    'skipped',
    'timed_out',
    'action_required',
    null,
  ];
  return known.includes(conclusion) ? conclusion : 'failure';
}

export function jobAnswer(run: LocalRun, example: Record<string, unknown>) {
  const { id, startedAt, completedAt } = run.job;
  const isOver = completedAt !== null;
  const ends = (bad: string | null, at: number) =>
    isOver ? (at < STEPS.length - 1 ? 'success' : bad) : null;
  return {
    ...example,
    id,
    run_id: run.id,
    name: 'deploy',
    status: run.status,
    conclusion: ofJob(run.conclusion),
    created_at: stamp(run.createdAt),
    started_at: stamp(startedAt ?? run.createdAt),
    completed_at: isOver ? stamp(completedAt) : null,
    steps: STEPS.map((name, at) => ({
      name,
      number: at + 1,
      status: isOver ? 'completed' : 'in_progress',
      conclusion: ends(ofJob(run.conclusion), at),
      started_at: startedAt === null ? null : stamp(startedAt),
      completed_at: isOver ? stamp(completedAt) : null,
    })),
  };
}

export const annotationsOf = (run: LocalRun, example: Record<string, unknown>) =>
  run.job.errors.map(message => ({ ...example, annotation_level: 'failure', message }));
