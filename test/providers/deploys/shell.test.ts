import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOf } from '../../../src/processes/operation-files.ts';
import { processStart } from '../../../src/processes/process-identity.ts';
import { OperationRefused } from '../../../src/providers/deploys/port.ts';
import { shellTarget } from '../../../src/providers/deploys/shell.ts';
import { soon } from '../local-server.ts';
import { anOperation, deployTargetConformance, ended } from './conformance.ts';
import { openShellRig, type ShellRig } from './shell-rig.ts';

deployTargetConformance('shell', openShellRig);

describe('a command on this machine', () => {
  let rig: ShellRig;
  beforeEach(async () => {
    rig = await openShellRig();
  });
  afterEach(() => rig.close());

  const running = (argv: string[], over = {}) =>
    shellTarget({ ...rig.options, commands: { ...rig.options.commands, install: argv }, ...over });
  const sh = (script: string, over = {}) => running(['sh', '-c', script], over);
  const numberIn = async (path: string): Promise<number> => {
    await expect.poll(() => readFile(path, 'utf8').catch(() => ''), { timeout: 5_000 }).toMatch(/^\d+\n$/);
    return Number(await readFile(path, 'utf8'));
  };

  it('finds the release in its environment, and nothing that was not handed to it', async () => {
    const target = running(['env']);
    const operation = anOperation({
      id: 'checkout-1.4.0-ab.traffic-25.2',
      kind: 'install',
      percent: 25,
      fence: 6,
    });
    await target.start(operation, soon());
    await ended(target, operation);
    const lines = (await target.output(operation, 0, soon())).trim().split('\n');
    const variables = Object.fromEntries(
      lines.map(line => [line.split('=', 1)[0], line.replace(/^[^=]*=/, '')]),
    );
    expect(variables).toMatchObject({
      TMINUS_RELEASE: 'checkout-1.4.0-ab',
      TMINUS_OPERATION: 'checkout-1.4.0-ab.traffic-25.2',
      TMINUS_SERVICE: 'checkout',
      TMINUS_ENVIRONMENT: 'production',
      TMINUS_VERSION: '1.4.0',
      TMINUS_AGAINST: '1.3.2',
      TMINUS_PERCENT: '25',
      TMINUS_FENCE: '6',
    });
    const others = Object.keys(variables).filter(name => !name.startsWith('TMINUS_'));
    expect(others.toSorted()).toEqual(['PATH', 'ROOM']);
  });

  it('finds the action and what the policy hands down in its environment', async () => {
    const target = shellTarget({ ...rig.options, actions: { backup: ['env'] } });
    const operation = anOperation({ kind: 'run', action: 'backup', with: { keepDays: '7' } });
    await target.start(operation, soon());
    await ended(target, operation);
    const lines = (await target.output(operation, 0, soon())).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['TMINUS_ACTION=backup', 'TMINUS_KEEP_DAYS=7']));
  });

  it('is not taken for an action that every object has', async () => {
    const operation = anOperation({ kind: 'run', action: 'constructor' });
    await expect(rig.target.start(operation, soon())).rejects.toThrow('no constructor command is set');
  });

  it('gets its arguments as they are: no shell expands them', async () => {
    const target = running(['echo', '$HOME; rm -rf *', '$(id)']);
    const operation = anOperation();
    await target.start(operation, soon());
    await ended(target, operation);
    expect(await target.output(operation, 0, soon())).toBe('$HOME; rm -rf * $(id)\n');
  });

  it('fails with its exit code and the last of what it printed', async () => {
    const target = sh('seq 1 2000; echo "the disk is full" >&2; exit 9');
    const operation = anOperation();
    await target.start(operation, soon());
    const state = await ended(target, operation);
    expect(state).toHaveProperty('why', expect.stringMatching(/^exit code 9: [\s\S]*the disk is full$/));
  });

  it('fails when there is no such program', async () => {
    const target = running(['/no/such/program']);
    const operation = anOperation();
    await target.start(operation, soon());
    expect(await ended(target, operation)).toEqual({
      is: 'failed',
      why: '/no/such/program could not be run (ENOENT)',
    });
  });

  it('keeps no more output than it should, and still its end', async () => {
    const target = sh('yes a | head -c 500000; echo; echo the end', { outputBytes: 1_000 });
    const operation = anOperation();
    await target.start(operation, soon());
    expect(await ended(target, operation)).toEqual({ is: 'succeeded', note: 'the end' });
    const output = await target.output(operation, 0, soon());
    expect(output.length).toBeLessThan(1_100);
    expect(output).toContain('only the first 1000 bytes are kept');
  });

  it('does not show half a character', async () => {
    const target = sh(`printf 'caf\\303'; while [ ! -f "$ROOM/go" ]; do sleep 0.02; done; printf '\\251\\n'`);
    const operation = anOperation();
    await target.start(operation, soon());
    await expect.poll(() => target.output(operation, 0, soon()), { interval: 10 }).toBe('caf');
    await writeFile(join(rig.room, 'go'), '');
    await ended(target, operation);
    expect(await target.output(operation, 0, soon())).toBe('café\n');
  });

  it('is not held up by a process that it leaves running', async () => {
    const target = sh('sleep 30 & echo $! > "$ROOM/left"; echo done');
    const operation = anOperation();
    await target.start(operation, soon());
    expect((await ended(target, operation)).is).toBe('succeeded');
    process.kill(await numberIn(join(rig.room, 'left')), 'SIGKILL');
  });

  it('ends with everything it started when it is cancelled, also what ignores the request', async () => {
    const target = sh(
      'trap "" TERM; sh -c "trap \'\' TERM; sleep 60" & echo $! > "$ROOM/child"; sleep 60; wait',
    );
    const operation = anOperation();
    await target.start(operation, soon());
    const child = await numberIn(join(rig.room, 'child'));
    expect(processStart(child)).not.toBeNull();
    await target.cancel(operation, soon());
    expect(await ended(target, operation)).toHaveProperty('why', expect.stringContaining('cancelled'));
    expect(processStart(child)).toBeNull();
  });

  it('may tidy up when it is cancelled', async () => {
    const target = sh('trap "echo tidied; exit 1" TERM; echo ready; while true; do sleep 0.05; done');
    const operation = anOperation();
    await target.start(operation, soon());
    await expect.poll(() => target.output(operation, 0, soon())).toContain('ready');
    await target.cancel(operation, soon());
    await ended(target, operation);
    expect(await target.output(operation, 0, soon())).toContain('tidied');
  });

  it('goes on when tminus is killed, and is taken over without being repeated', async () => {
    const script =
      'echo "$TMINUS_OPERATION" >> "$ROOM/effects"; while [ ! -f "$ROOM/go" ]; do sleep 0.02; done; echo over';
    const commands = { ...rig.options.commands, install: ['sh', '-c', script] };
    const operation = anOperation();
    const parent = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        fileURLToPath(new URL('./crash-while-deploying.ts', import.meta.url)),
        JSON.stringify({ ...rig.options, commands }),
        JSON.stringify(operation),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(parent.stdout, 'data');
    parent.kill('SIGKILL');
    await once(parent, 'exit');

    const successor = shellTarget({ ...rig.options, commands });
    expect((await successor.check(operation, soon())).is).toBe('running');
    await successor.start(operation, soon());
    await writeFile(join(rig.room, 'go'), '');
    expect(await ended(successor, operation)).toEqual({ is: 'succeeded', note: 'over' });
    expect(await rig.effects(operation.id)).toBe(1);
  });

  const claimOf = async (id: string) => JSON.parse(await readFile(filesOf(rig.folder, id).claim, 'utf8'));

  it('is unknown when its runner was killed before it filed an exit code', async () => {
    const target = sh('echo $$ > "$ROOM/command"; sleep 60');
    const operation = anOperation();
    await target.start(operation, soon());
    const command = await numberIn(join(rig.room, 'command'));
    const { runner } = await claimOf(operation.id);
    process.kill(runner.pid, 'SIGKILL');
    await expect.poll(() => processStart(runner.pid)).toBeNull();
    // The command itself still lives, so it is not over yet.
    expect((await target.check(operation, soon())).is).toBe('running');
    await target.cancel(operation, soon());
    await expect.poll(() => processStart(command)).toBeNull();
    expect(await target.check(operation, soon())).toEqual({
      is: 'unknown',
      why: 'its runner is gone and filed no exit code',
    });
  });

  it('is unknown after a restart of the machine, unless it had filed its exit code', async () => {
    const target = sh('sleep 60');
    const operation = anOperation();
    await target.start(operation, soon());
    const { claim } = filesOf(rig.folder, operation.id);
    const claimed = await claimOf(operation.id);
    await writeFile(claim, JSON.stringify({ ...claimed, machine: 'another host, another boot' }));
    expect((await target.check(operation, soon())).is).toBe('unknown');
    await writeFile(claim, JSON.stringify(claimed));
    await target.cancel(operation, soon());
    await ended(target, operation);
    await writeFile(claim, JSON.stringify({ ...claimed, machine: 'another host, another boot' }));
    expect((await target.check(operation, soon())).is).toBe('failed');
  });

  it('is not mistaken for another process that got the same number', async () => {
    const target = sh('sleep 60');
    const operation = anOperation();
    await target.start(operation, soon());
    const files = filesOf(rig.folder, operation.id);
    const claimed = await claimOf(operation.id);
    await target.cancel(operation, soon());
    await ended(target, operation);
    await rm(files.ending);
    const impostor = { pid: process.pid, start: '1' };
    await writeFile(files.claim, JSON.stringify({ ...claimed, runner: impostor }));
    await writeFile(files.command, JSON.stringify(impostor));
    expect((await target.check(operation, soon())).is).toBe('unknown');
    await target.cancel(operation, soon());
  });

  it('is refused when there is no command for it, and cannot shift then', async () => {
    const { shift: _, ...commands } = rig.options.commands;
    const target = shellTarget({ ...rig.options, commands });
    expect(target.can).toEqual({ shift: false, granularityPercent: 100, run: true });
    await expect(target.start(anOperation({ kind: 'shift' }), soon())).rejects.toThrow(OperationRefused);
  });

  it('is forgotten a month later, when another one begins', async () => {
    const old = anOperation();
    const recent = anOperation();
    for (const operation of [old, recent]) {
      await rig.target.start(operation, soon());
      await ended(rig.target, operation);
    }
    const longAgo = new Date(Date.now() - 31 * 24 * 3_600_000);
    await utimes(filesOf(rig.folder, old.id).folder, longAgo, longAgo);
    const next = anOperation();
    await rig.target.start(next, soon());
    await ended(rig.target, next);
    await expect.poll(async () => (await rig.target.check(old, soon())).is).toBe('absent');
    expect((await rig.target.check(recent, soon())).is).toBe('succeeded');
  });

  it('files operations outside of no folder but its own', async () => {
    const operation = anOperation({ id: '..' });
    await rig.target.start(operation, soon());
    await ended(rig.target, operation);
    expect(await readdir(rig.folder)).toContain('op-..');
  });
});
