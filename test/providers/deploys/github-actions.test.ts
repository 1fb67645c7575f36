import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitHubActionsOptions } from '../../../src/providers/deploys/github-actions.ts';
import { OperationRefused, TargetUnavailable } from '../../../src/providers/deploys/port.ts';
import { aWorkflow } from '../../support/github/local-github.ts';
import { end } from '../../support/github/local-runs.ts';
import { json, localServer, page, soon } from '../local-server.ts';
import { anOperation, deployTargetConformance, ended } from './conformance.ts';
import { type GitHubRig, openGitHubRig } from './github-rig.ts';

deployTargetConformance('GitHub Actions', openGitHubRig);
deployTargetConformance('GitHub Actions on a server that does not tell its runs', async () => {
  const rig = await openGitHubRig();
  rig.github.options.tellsRun = false;
  return rig;
});

let rig: GitHubRig;
const opened: GitHubRig[] = [];
const open = async (over: Partial<GitHubActionsOptions> = {}): Promise<GitHubRig> => {
  rig = await openGitHubRig(over);
  opened.push(rig);
  return rig;
};
beforeEach(() => open());
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const refusal = async (operation = anOperation()): Promise<OperationRefused> => {
  const error = await rig.target.start(operation, soon()).catch(problem => problem);
  expect(error).toBeInstanceOf(OperationRefused);
  expect(error.reason).toBe('rejected');
  expect(error.message).not.toContain(rig.github.token);
  return error.message;
};
const carriedOut = async (over: Parameters<typeof anOperation>[0] = {}) => {
  const operation = anOperation(over);
  await rig.target.start(operation, soon());
  return { operation, state: await ended(rig.target, operation) };
};
const statuses = (at = -1) =>
  rig.github.deployments.at(at)?.statuses.map(({ body }) => body.state as string) ?? [];

it('a run that has ended is no failure until GitHub says how', async () => {
  const operation = anOperation();
  await rig.target.start(operation, soon());
  const [run] = rig.github.runs;
  if (!run) throw new Error('nothing was dispatched');
  Object.assign(run, { status: 'completed', conclusion: null });
  expect(await rig.another().check(operation, soon())).toMatchObject({ is: 'running' });
  Object.assign(run, { conclusion: 'success' });
  expect(await ended(rig.target, operation)).toMatchObject({ is: 'succeeded' });
});

describe('what GitHub will not do', () => {
  it.each<[string, () => void, string]>([
    [
      'without the workflow',
      () => delete rig.github.workflows['deploy.yml'],
      'acme/checkout has no workflow deploy.yml on its default branch',
    ],
    [
      'with the workflow switched off',
      () => Object.assign(rig.github.workflows['deploy.yml'] ?? {}, { state: 'disabled_manually' }),
      'deploy.yml of acme/checkout is switched off (disabled manually)',
    ],
    [
      'with a workflow that is not started by hand',
      () => Object.assign(rig.github.workflows['deploy.yml'] ?? {}, { inputs: null }),
      "Workflow does not have 'workflow_dispatch' trigger",
    ],
    [
      'with a workflow that does not declare our inputs',
      () => Object.assign(rig.github.workflows['deploy.yml'] ?? {}, { inputs: { version: {} } }),
      'Unexpected inputs provided: ["deploy_id","kind"',
    ],
    [
      'with a workflow that wants more than it gets',
      () =>
        Object.assign(rig.github.workflows['deploy.yml'] ?? {}, {
          inputs: { ...aWorkflow().inputs, region: { required: true } },
        }),
      "Required input 'region' not provided",
    ],
    ['on a branch that is gone', () => rig.github.branches.splice(0), 'No ref found for: main'],
  ])('%s nothing is begun, for a reason in a sentence', async (_, spoil, sentence) => {
    spoil();
    const operation = anOperation();
    expect(await refusal(operation)).toContain(sentence);
    expect(await rig.effects(operation.id)).toBe(0);
    const later = await rig.another().check(operation, soon());
    expect(['absent', 'failed']).toContain(later.is);
  });

  it('in a repository that the token may not see is told apart from a missing workflow', async () => {
    await open({ repository: 'acme/secret' });
    expect(await refusal()).toContain('there is no repository acme/secret, or the token may not see it');
  });

  it('beyond 25 inputs is not asked of it', async () => {
    const more = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`input${at}`, 'x']));
    expect(await refusal(anOperation({ with: more }))).toContain('25 inputs at most, and these are 28');
    expect(rig.github.asked).toEqual([]);
  });

  it.each([
    ['Actions: write', 'starting deploy.yml on main'],
    ['Deployments: write', 'creating a deployment of'],
    ['Actions: read', 'reading the workflow deploy.yml'],
  ])('without the permission %s is told with its name, and may be tried again', async (permission, doing) => {
    rig.github.may.delete(permission);
    const operation = anOperation();
    const error = await rig.target.start(operation, soon()).catch(problem => problem);
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error.message).toContain(`needs the permission "${permission}"`);
    expect(error.message).toContain(doing);
    rig.github.may.add(permission);
    await rig.target.start(operation, soon());
    expect(await ended(rig.target, operation)).toEqual({ is: 'succeeded' });
    expect(await rig.effects(operation.id)).toBe(1);
  });

  it('for a wrong token is told without the token', async () => {
    rig.github.token = 'github_pat_another';
    const error = await rig.target.read(soon()).catch(problem => problem);
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error.message).toContain('does not accept the token (401) when reading the deployments');
    expect(error.message).not.toContain('5ecret');
  });
});

describe('a GitHub that misbehaves', () => {
  it('is asked again when a read fails for a moment, and is unavailable when it goes on', async () => {
    const fault = { name: /^GET/, effect: false, answer: (response: never) => page(response, 502) };
    rig.github.faults.push({ ...fault, times: 2 });
    expect(await rig.target.read(soon())).toEqual({ version: null, shares: {} });
    rig.github.faults.push({ ...fault, times: 3 });
    const error = await rig.target.check(anOperation(), soon()).catch(problem => problem);
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error.message).toBe(
      'GitHub answered 502 when reading the deployments of acme/checkout: it gave no reason',
    );
  });

  it('is unavailable when its answer has another shape', async () => {
    rig.github.faults.push({
      name: null,
      effect: false,
      answer: response => json(response, 200, [{ id: 'x' }]),
    });
    await expect(rig.target.read(soon())).rejects.toThrow('cannot be understood: 0.id is not as documented');
  });

  it('is unavailable when nobody is there', async () => {
    await rig.github.close();
    await expect(rig.target.read(soon())).rejects.toThrow('could not be reached');
    await expect(rig.target.start(anOperation(), soon())).rejects.toThrow(TargetUnavailable);
  });

  it('is not waited for longer than the caller wants, also between two tries of a read', async () => {
    rig.github.faults.push({ name: null, effect: false, answer: () => {} });
    await expect(rig.target.read(soon(80))).rejects.toThrow('given up');
  });
});

describe('how a run ends', () => {
  it.each([
    ['cancelled', 'the run was cancelled'],
    ['timed_out', 'longer than its workflow allows'],
    ['action_required', 'somebody has to approve it in GitHub'],
    ['stale', 'did not end for two weeks'],
    ['startup_failure', 'the workflow file is not valid'],
    ['skipped', 'every job was skipped'],
    ['neutral', 'without saying whether it succeeded'],
    ['something_new', 'ended with something_new'],
  ])('as %s is a failure with its own sentence', async (conclusion, sentence) => {
    rig.github.options.concludes = () => conclusion;
    const { state } = await carriedOut();
    expect(state).toEqual({ is: 'failed', why: expect.stringContaining(sentence) });
  });

  it('badly is told with the step, what it reported, and where to look', async () => {
    const { state } = await carriedOut({ version: '1.4.0-fails' });
    const [run] = rig.github.runs;
    expect(state).toEqual({
      is: 'failed',
      why: `the run failed at “Carry it out” of the job “deploy”: no such artefact (${rig.github.url}/acme/checkout/actions/runs/${run?.id})`,
    });
  });

  it('badly is told without what the step reported where the token may not read that', async () => {
    rig.github.may.delete('Checks: read');
    const { state } = await carriedOut({ version: '1.4.0-fails' });
    expect(state).toHaveProperty(
      'why',
      expect.stringMatching(/^the run failed at “Carry it out” of the job “deploy” \(/),
    );
  });

  it.each([
    ['queued', 'waits for a runner'],
    ['waiting', 'waits for a protection rule'],
    ['in_progress', 'under way'],
  ] as const)('is not known while it is %s, and people are told what it waits for', async (status, note) => {
    rig.github.options.concludes = () => null;
    const operation = anOperation();
    await rig.target.start(operation, soon());
    await expect.poll(() => rig.github.runs[0]?.status).toBe('in_progress');
    Object.assign(rig.github.runs[0] ?? {}, { status });
    expect(await rig.target.check(operation, soon())).toEqual({
      is: 'running',
      note: expect.stringContaining(note),
    });
  });

  it('stays as it was told, although somebody runs it again in GitHub', async () => {
    const { operation } = await carriedOut({ version: '1.4.0-fails' });
    Object.assign(rig.github.runs[0] ?? {}, { status: 'in_progress', conclusion: null });
    expect((await rig.another().check(operation, soon())).is).toBe('failed');
  });
});

describe('a run that is told to stop', () => {
  it('and does not is forced to after a while, also by another process, and cancelled once before', async () => {
    rig.github.options.isStubborn = () => true;
    const operation = anOperation({ version: '1.4.0-hangs' });
    await rig.target.start(operation, soon());
    await expect.poll(() => rig.github.runs[0]?.status).toBe('in_progress');
    const counts = () =>
      ['/cancel', '/force-cancel'].map(
        end => rig.github.asked.filter(({ name }) => name.endsWith(end)).length,
      );
    for (const target of [rig.target, rig.target, rig.another()]) await target.cancel(operation, soon());
    expect(counts()).toEqual([1, 0]);
    for (const { createdAt, ...status } of rig.github.deployments[0]?.statuses.splice(0) ?? [])
      rig.github.deployments[0]?.statuses.push({ ...status, createdAt: createdAt - 20_000 });
    await rig.another().cancel(operation, soon());
    expect(counts()).toEqual([1, 1]);
    expect(await ended(rig.target, operation)).toMatchObject({
      why: expect.stringContaining('was cancelled'),
    });
  });

  it('and ends by itself in that moment is left alone', async () => {
    const operation = anOperation();
    await rig.target.start(operation, soon());
    rig.github.faults.push({
      name: /cancel$/,
      effect: false,
      answer: response => json(response, 409, { message: 'Cannot cancel a workflow run that is completed.' }),
    });
    await rig.target.cancel(operation, soon());
    expect((await ended(rig.target, operation)).is).toBe('succeeded');
  });
});

describe('the deployment of an operation', () => {
  it('says what was asked for, and follows the run', async () => {
    const { operation } = await carriedOut({ version: '1.4.0' });
    const [deployment] = rig.github.deployments;
    expect(deployment?.body).toMatchObject({
      ref: 'v1.4.0',
      task: 'tminus:checkout',
      environment: 'production',
      auto_merge: false,
      required_contexts: [],
      production_environment: true,
      payload: { operation: operation.id, version: '1.4.0', against: '1.3.2', kind: 'install', fence: 1 },
    });
    expect(statuses()).toEqual(['in_progress', 'success']);
    const [run] = rig.github.runs;
    const logs = deployment?.statuses.map(({ body }) => body.log_url);
    expect(new Set(logs)).toEqual(new Set([`${rig.github.url}/acme/checkout/actions/runs/${run?.id}`]));
  });

  it('is of the ref of the workflow where the version has no tag', async () => {
    await carriedOut({ version: '9.9.9' });
    expect(rig.github.deployments[0]?.ref).toBe('main');
  });

  it('is inactive once another version has all the traffic, and not before', async () => {
    await carriedOut({ kind: 'restore', version: '1.3.2', against: null });
    await carriedOut({ kind: 'install' });
    await carriedOut({ kind: 'shift', percent: 25 });
    expect(statuses(0)).toEqual(['in_progress', 'success']);
    await carriedOut({ kind: 'shift', percent: 100 });
    expect(statuses(0)).toEqual(['in_progress', 'success', 'inactive']);
    expect(statuses(2)).toEqual(['in_progress', 'success', 'inactive']);
    expect(statuses(3)).toEqual(['in_progress', 'success']);
    expect(await rig.another().read(soon())).toEqual({
      version: '1.4.0',
      shares: { '1.3.2': 0, '1.4.0': 100 },
    });
  });

  it('of another service or by other hands is none of our business', async () => {
    const other = await rig.another({ service: 'search' });
    await other.start(anOperation({ fence: 90 }), soon());
    rig.github.deployments.push({
      ...(rig.github.deployments[0] as never as object),
      id: 9_999_999,
      task: 'tminus:checkout',
      payload: 'by hand',
    } as never);
    expect(await rig.target.read(soon())).toEqual({ version: null, shares: {} });
    expect((await carriedOut()).state).toEqual({ is: 'succeeded' });
  });

  it('of an operation that came while a later one was written down is ended, and nothing is dispatched', async () => {
    const late = anOperation({ fence: 7 });
    await carriedOut({ fence: 6 });
    const [earlier] = rig.github.deployments;
    rig.github.onAsked = () => {
      if (rig.github.asked.at(-1)?.name !== 'POST /repos/{owner}/{repo}/deployments' || !earlier) return;
      rig.github.onAsked = () => {};
      const payload = { ...(earlier.payload as object), operation: 'a-rollback', fence: 8 };
      rig.github.deployments.push({ ...earlier, id: earlier.id + 1_000, payload, statuses: [] });
    };
    const error = await rig.target.start(late, soon()).catch(problem => problem);
    expect(error).toMatchObject({ name: 'OperationRefused', reason: 'superseded' });
    expect(await rig.effects(late.id)).toBe(0);
    expect(await rig.another().check(late, soon())).toMatchObject({ is: 'failed' });
  });
});

describe('what runs', () => {
  it('is not changed by operations that failed or still run', async () => {
    await carriedOut({ kind: 'restore', version: '1.3.2', against: null });
    await carriedOut({ kind: 'shift', version: '1.4.0-fails', percent: 50 });
    await rig.target.start(anOperation({ kind: 'shift', version: '1.4.0-hangs', percent: 50 }), soon());
    expect(await rig.another().read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
  });

  it('is what was installed last where traffic is not divided', async () => {
    await open({ workflows: { install: 'deploy.yml', restore: 'deploy.yml' } });
    expect(rig.target.can).toEqual({ shift: false, granularityPercent: 100, run: true });
    await carriedOut({ version: '1.3.2', against: null });
    await carriedOut({ version: '1.4.0' });
    expect(await rig.target.read(soon())).toEqual({ version: '1.4.0', shares: { '1.4.0': 100 } });
    expect(await refusal(anOperation({ kind: 'shift' }))).toContain('no workflow is set for shift');
  });

  it.each([
    ['v1.3.2\n', { version: '1.3.2', shares: { '1.3.2': 100 } }],
    ['{"version":"1.3.2","build":7}', { version: '1.3.2', shares: { '1.3.2': 100 } }],
    [
      '{"version":"1.3.2","shares":{"1.3.2":75,"v1.4.0":25}}',
      { version: '1.3.2', shares: { '1.3.2': 75, '1.4.0': 25 } },
    ],
    ['', { version: null, shares: {} }],
  ])('is what the service itself says, where the policy names its address: %s', async (body, running) => {
    const service = await localServer((request, response) => {
      expect(request.headers.authorization).toBeUndefined();
      response.end(body);
    });
    await open({ versionUrl: service.url });
    expect(await rig.target.read(soon())).toEqual(running);
    expect(rig.github.asked).toEqual([]);
    await service.close();
  });

  it.each([
    ['latest', 200, 'does not tell a version'],
    ['{"version":', 200, 'does not tell a version'],
    ['1.3.2', 503, 'answered 503'],
    ['x'.repeat(100_000), 200, 'sent more than a version'],
  ])('is not known when the service answers %.20s with %i', async (body, status, sentence) => {
    const service = await localServer((_, response) => response.writeHead(status).end(body));
    await open({ versionUrl: service.url });
    const error = await rig.target.read(soon()).catch(problem => problem);
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error.message).toContain(sentence);
    await service.close();
  });
});

describe('the output of a run', () => {
  it('is its jobs and steps, and the log of a job that ended without its time stamps', async () => {
    const { operation } = await carriedOut();
    expect(await rig.target.output(operation, 0, soon())).toBe(
      'deploy: began\ndeploy: ✓ Set up job\ndeploy: ✓ Carry it out\ndeploy: ended, success\ninstalling 1.4.0\n',
    );
  });

  it('only grows, so that what was kept of it stays true', async () => {
    const operation = anOperation();
    await rig.target.start(operation, soon());
    const texts: string[] = [];
    while ((await rig.target.check(operation, soon())).is === 'running')
      texts.push(await rig.target.output(operation, 0, soon()));
    const whole = await rig.target.output(operation, 0, soon());
    expect(texts.filter(text => !whole.startsWith(text))).toEqual([]);
    expect(await rig.another().output(operation, 0, soon())).toBe(whole);
  });

  it('is whole once the run has ended, however fresh the last look was', async () => {
    await open({ timeouts: { lookEveryMs: 60_000 } });
    const operation = anOperation({ version: '1.4.0-hangs' });
    await rig.target.start(operation, soon());
    await expect.poll(() => rig.github.runs[0]?.status).toBe('in_progress');
    expect(await rig.target.output(operation, 0, soon())).toBe('deploy: began\n');
    for (const run of rig.github.runs) end(run, 'success');
    expect(await rig.target.check(operation, soon())).toEqual({ is: 'succeeded' });
    expect(await rig.target.output(operation, 0, soon())).toContain('installing 1.4.0-hangs');
  });

  it('of a job with a long log has its beginning and its end', async () => {
    const { operation } = await carriedOut();
    Object.assign(rig.github.runs[0]?.job ?? {}, { log: `first\n${'x'.repeat(200_000)}\nlast` });
    const text = await rig.target.output(operation, 0, soon());
    expect(text.length).toBeLessThan(70_000);
    expect(text).toMatch(/first\nx+\n… \d+ characters left out …\nx+\nlast\n$/);
  });

  it('waits a moment for the log of a job that has just ended', async () => {
    const { operation } = await carriedOut();
    const late = (response: never) => json(response, 404, { message: 'Not Found' });
    rig.github.faults.push({ name: /logs$/, effect: false, answer: late, times: 2 });
    expect(await rig.target.output(operation, 0, soon())).toContain('installing 1.4.0');
  });

  it('is not there when the log cannot be fetched, in a sentence without its address', async () => {
    const { operation } = await carriedOut();
    rig.github.faults.push({
      name: /logs$/,
      effect: false,
      answer: response => response.writeHead(302, { location: 'http://127.0.0.1:9/s3cret?sig=x' }).end(),
    });
    const error = await rig.target.output(operation, 0, soon()).catch(problem => problem);
    expect(error.message).toBe('the log of the job “deploy” could not be fetched');
  });
});

it('looks at a run no more often than it is told to', async () => {
  await open({ timeouts: { lookEveryMs: 60_000 } });
  const operation = anOperation({ version: '1.4.0-hangs' });
  await rig.target.start(operation, soon());
  await rig.target.check(operation, soon());
  const before = rig.github.asked.length;
  for (let look = 0; look < 20; look++)
    expect((await rig.target.check(operation, soon())).is).toBe('running');
  expect(rig.github.asked.length).toBe(before);
});
