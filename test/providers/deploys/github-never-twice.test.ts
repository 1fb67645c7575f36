import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deployId } from '../../../src/providers/deploys/github-actions/runs.ts';
import { type Operation, OperationRefused, TargetUnavailable } from '../../../src/providers/deploys/port.ts';
import { page, soon } from '../local-server.ts';
import { anOperation, ended } from './conformance.ts';
import { GITHUB_SETTINGS, type GitHubRig, openGitHubRig } from './github-rig.ts';

const DISPATCH = /^POST .*\/dispatches$/;
const CREATE = /^POST .*\/deployments$/;
const FAULTS: [string, (response: ServerResponse) => void][] = [
  ['a 502', response => page(response, 502)],
  ['a reset', response => response.socket?.resetAndDestroy()],
  ['a connection that ends', response => response.socket?.destroy()],
  ['nothing in time', () => {}],
];
const timeouts = { callMs: 500, runVisibleAfterMs: 400 };

let rig: GitHubRig;
// The first answer waits for the validators to be compiled, which would look like an answer that never comes.
beforeAll(async () => {
  const warm = await openGitHubRig();
  await warm.target.start(anOperation(), soon());
  await warm.close();
});
beforeEach(async () => {
  rig = await openGitHubRig({ timeouts });
});
afterEach(() => rig.close());

const runsOf = ({ id }: Operation) => rig.effects(id);
const dispatches = () => rig.github.asked.filter(({ name }) => DISPATCH.test(name)).length;
const failure = async (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => new Error('it did not fail'),
    error => error,
  );

describe.each(FAULTS)('a dispatch answered with %s', (_, answer) => {
  it.each([
    ['this process', () => rig.target],
    ['another one', () => rig.another({ timeouts })],
  ])('that had its effect is found by its name by %s, and never sent again', async (_who, target) => {
    rig.github.faults.push({ name: DISPATCH, effect: true, answer });
    const operation = anOperation();
    const error = await failure(rig.target.start(operation, soon()));
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error).not.toBeInstanceOf(OperationRefused);
    const later = target();
    await later.start(operation, soon());
    expect(await ended(later, operation)).toEqual({ is: 'succeeded' });
    expect(await runsOf(operation)).toBe(1);
    expect(dispatches()).toBe(1);
  });

  it('that had none stays open until a run would be visible, then unknown, and is not sent again', async () => {
    rig.github.faults.push({ name: DISPATCH, effect: false, answer });
    const operation = anOperation();
    await failure(rig.target.start(operation, soon()));
    for (const target of [rig.target, rig.another({ timeouts })]) {
      await target.start(operation, soon());
      expect((await target.check(operation, soon())).is).toMatch(/running|unknown/);
      const state = await ended(target, operation);
      expect(state).toMatchObject({ is: 'unknown', why: expect.stringContaining('none with') });
    }
    expect(dispatches()).toBe(1);
  });
});

describe('a run that shows up late', () => {
  it('is waited for and found, and not taken for one that never began', async () => {
    rig.github.options.hiddenMs = 600_000;
    rig.github.options.tellsRun = false;
    const operation = anOperation();
    const patient = { timeouts: { runVisibleAfterMs: 60_000 } };
    const target = rig.another(patient);
    await target.start(operation, soon());
    for (const target of [rig.another(patient), rig.another(patient)]) {
      await target.start(operation, soon());
      expect(await target.check(operation, soon())).toMatchObject({ is: 'running' });
    }
    for (const run of rig.github.runs) run.visibleAt = 0;
    expect(await ended(target, operation)).toEqual({ is: 'succeeded' });
    expect(dispatches()).toBe(1);
  });

  it('later than that is still found, and has not been begun a second time', async () => {
    rig.github.options.hiddenMs = 600_000;
    rig.github.faults.push({ name: DISPATCH, effect: true, answer: response => page(response, 502) });
    const operation = anOperation();
    await failure(rig.target.start(operation, soon()));
    expect((await ended(rig.target, operation)).is).toBe('unknown');
    for (const run of rig.github.runs) run.visibleAt = 0;
    expect(await ended(rig.target, operation)).toEqual({ is: 'succeeded' });
    expect(await runsOf(operation)).toBe(1);
  });

  it('is not mistaken for the run of another attempt whose id begins the same', async () => {
    rig.github.options.tellsRun = false;
    const tenth = anOperation({ id: 'checkout-1.4.0-ab.install.10' });
    await rig.target.start(tenth, soon());
    await ended(rig.target, tenth);
    rig.github.faults.push({ name: DISPATCH, effect: false, answer: response => page(response, 502) });
    const first = anOperation({ id: 'checkout-1.4.0-ab.install.1' });
    await failure(rig.target.start(first, soon()));
    expect((await ended(rig.another({ timeouts }), first)).is).toBe('unknown');
  });
});

describe('a deployment that may not have been created', () => {
  it.each([true, false])('is created once, or taken up (it was created: %s)', async effect => {
    rig.github.faults.push({ name: CREATE, effect, answer: response => page(response, 502) });
    const operation = anOperation();
    await failure(rig.target.start(operation, soon()));
    expect(dispatches()).toBe(0);
    // Nothing was dispatched, and this process knows.
    expect((await rig.target.check(operation, soon())).is).toBe('absent');
    await rig.target.start(operation, soon());
    expect(await ended(rig.target, operation)).toEqual({ is: 'succeeded' });
    expect(rig.github.deployments).toHaveLength(1);
    expect(await runsOf(operation)).toBe(1);
  });
});

describe('several processes that begin the same operation', () => {
  it('dispatch it once between them', async () => {
    const operation = anOperation();
    const targets = Array.from({ length: 6 }, () => rig.another({ timeouts: { callMs: 5_000 } }));
    await Promise.all(targets.map(target => target.start(operation, soon())));
    expect(await runsOf(operation)).toBe(1);
    for (const target of targets) expect(await ended(target, operation)).toEqual({ is: 'succeeded' });
  });
});

describe('a rate limit', () => {
  const LIMIT = (response: ServerResponse) =>
    response
      .writeHead(403, { 'content-type': 'application/json', 'retry-after': '7' })
      .end('{"message":"You have exceeded a secondary rate limit"}');

  it('begins nothing, and the operation goes on when it is over', async () => {
    rig.github.faults.push({ name: DISPATCH, effect: false, answer: LIMIT });
    const operation = anOperation();
    const error = await failure(rig.target.start(operation, soon()));
    expect(error).toBeInstanceOf(TargetUnavailable);
    expect(error.message).toContain('opens again in 7 s');
    expect((await rig.target.check(operation, soon())).is).toBe('absent');
    await rig.target.start(operation, soon());
    expect(await ended(rig.target, operation)).toEqual({ is: 'succeeded' });
    expect([await runsOf(operation), rig.github.deployments.length]).toEqual([1, 1]);
  });
});

describe('a process that is killed between two calls', () => {
  const outfile = resolve('node_modules', '.cache', `crash-while-dispatching-${process.pid}.mjs`);
  beforeAll(async () => {
    const entry = join(import.meta.dirname, 'crash-while-dispatching.ts');
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
    });
  });
  afterAll(() => rm(outfile, { force: true }));

  it('leaves no second deploy to be begun, wherever it dies', async () => {
    let deaths = 0;
    for (let calls = 1; ; calls++) {
      const operation = anOperation({ id: `checkout-1.4.0-k${calls}.install.1` });
      const child = fork(outfile, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
      const before = rig.github.asked.length;
      const { url, token } = rig.github;
      child.send({ url, token, options: GITHUB_SETTINGS, operation });
      // The question is answered in full, and the answer reaches nobody.
      rig.github.onAsked = asked => {
        if (asked === before + calls) child.kill('SIGKILL');
      };
      const [code, signal] = await once(child, 'exit');
      rig.github.onAsked = () => {};
      if (signal !== 'SIGKILL') {
        expect(code).toBe(0);
        break;
      }
      deaths += 1;
      const target = rig.another({ timeouts });
      let state = await target.check(operation, soon());
      expect(state.is).toMatch(/absent|running|succeeded/);
      await target.start(operation, soon());
      state = await ended(target, operation);
      expect(state.is).toMatch(/succeeded|unknown/);
      expect(await runsOf(operation)).toBe(state.is === 'succeeded' ? 1 : 0);
      expect(
        rig.github.runs.filter(run => run.inputs.deploy_id === deployId(operation.id)).length,
      ).toBeLessThan(2);
    }
    // Each of its questions was one to die at.
    expect(deaths).toBeGreaterThanOrEqual(7);
  });
});
