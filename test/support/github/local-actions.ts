import { type Answers, type LocalState, notFound, type Reply, unprocessable } from './local-github.ts';
import { annotationsOf, begin, end, jobAnswer, type LocalRun, runAnswer } from './local-runs.ts';

const WORKFLOW = '/repos/{owner}/{repo}/actions/workflows/{workflow_id}';
const RUN = '/repos/{owner}/{repo}/actions/runs/{run_id}';

let lastId = 500;

/** https://docs.github.com/en/rest/actions, with the sentences GitHub refuses with. */
export function actionsAnswers(state: LocalState): Answers {
  const { options } = state;
  const isVisible = ({ visibleAt }: LocalRun) => Date.now() >= visibleAt;
  const runOf = (id = '') => state.runs.find(run => run.id === Number(id) && isVisible(run));
  const jobOf = (id = '') => state.runs.find(({ job }) => job.id === Number(id));
  const workflowOf = (file = '') =>
    Object.hasOwn(state.workflows, file) ? state.workflows[file] : undefined;

  const cancelled = (id: string | undefined, force: boolean): Reply => {
    const run = runOf(id);
    if (!run) return notFound;
    if (run.status === 'completed')
      return { status: 409, body: { message: 'Cannot cancel a workflow run that is completed.' } };
    run.wasCancelled = true;
    if (force || !options.isStubborn(run)) setTimeout(() => end(run, 'cancelled'), options.takesMs);
    return { status: 202, body: {} };
  };

  return {
    [`GET ${WORKFLOW}`]: (_, call) => {
      const { workflow_id: file } = call.parameters;
      const workflow = workflowOf(file);
      if (!workflow) return notFound;
      return {
        status: 200,
        body: { ...call.example(200), path: `.github/workflows/${file}`, state: workflow.state },
      };
    },

    [`POST ${WORKFLOW}/dispatches`]: ({ body }, call) => {
      const { workflow_id: file = '' } = call.parameters;
      const workflow = workflowOf(file);
      if (!workflow) return notFound;
      const ref = String(body.ref);
      const inputs = (body.inputs ?? {}) as Record<string, string>;
      if (!(ref in state.tags) && !state.branches.includes(ref))
        return unprocessable(`No ref found for: ${ref}`);
      if (workflow.state !== 'active')
        return unprocessable("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
      const declared = workflow.inputs;
      if (!declared) return unprocessable("Workflow does not have 'workflow_dispatch' trigger");
      const unexpected = Object.keys(inputs).filter(name => !(name in declared));
      if (unexpected.length > 0)
        return unprocessable(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
      const missing = Object.entries(declared).find(([name, { required }]) => required && !inputs[name]);
      if (missing) return unprocessable(`Required input '${missing[0]}' not provided`);
      lastId += 2;
      const createdAt = Date.now();
      const run: LocalRun = {
        id: lastId,
        workflow: file,
        ref,
        inputs,
        title: workflow.runName(inputs),
        createdAt,
        visibleAt: createdAt + options.hiddenMs,
        status: 'queued',
        conclusion: null,
        job: { id: lastId + 1, startedAt: null, completedAt: null, log: '', errors: [] },
        wasCancelled: false,
      };
      state.runs.push(run);
      begin(run, options);
      if (!body.return_run_details || !options.tellsRun) return { status: 204 };
      const { html_url } = runAnswer(run, {}, state.url);
      const run_url = `${state.url}/repos/acme/checkout/actions/runs/${run.id}`;
      return { status: 200, body: { workflow_run_id: run.id, run_url, html_url } };
    },

    [`GET ${WORKFLOW}/runs`]: (_, call, query) => {
      const [example = {}] = call.example(200).workflow_runs as Record<string, unknown>[];
      const since = Date.parse((query.get('created') ?? '').replace(/^>=/, '')) || 0;
      const found = state.runs.filter(
        run => run.workflow === call.parameters.workflow_id && isVisible(run) && run.createdAt >= since,
      );
      const workflow_runs = found.toReversed().map(run => runAnswer(run, example, state.url));
      return {
        status: 200,
        body: {
          total_count: found.length,
          workflow_runs: workflow_runs.slice(0, Number(query.get('per_page') ?? 30)),
        },
      };
    },

    [`GET ${RUN}`]: (_, call) => {
      const run = runOf(call.parameters.run_id);
      return run ? { status: 200, body: runAnswer(run, call.example(200), state.url) } : notFound;
    },

    [`GET ${RUN}/jobs`]: (_, call) => {
      const run = runOf(call.parameters.run_id);
      if (!run) return notFound;
      const [example = {}] = call.example(200).jobs as Record<string, unknown>[];
      // A run that could not begin has none.
      const jobs = run.conclusion === 'startup_failure' ? [] : [jobAnswer(run, example)];
      return { status: 200, body: { total_count: jobs.length, jobs } };
    },

    [`POST ${RUN}/cancel`]: (_, call) => cancelled(call.parameters.run_id, false),
    [`POST ${RUN}/force-cancel`]: (_, call) => cancelled(call.parameters.run_id, true),

    'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': (_, call) => {
      const run = jobOf(call.parameters.job_id);
      if (run?.status !== 'completed') return notFound;
      return { status: 302, headers: { location: `${state.url}/blob/${run.job.id}` } };
    },

    'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': (_, call) => {
      const run = jobOf(call.parameters.check_run_id);
      if (!run) return notFound;
      const [example = {}] = call.example(200) as unknown as Record<string, unknown>[];
      return { status: 200, body: annotationsOf(run, example) };
    },
  };
}
