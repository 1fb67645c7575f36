import { writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { file, fileOnce, filesOf } from '../../../src/processes/operation-files.ts';
import { machineIdentity } from '../../../src/processes/process-identity.ts';
import { haproxyTarget } from '../../../src/providers/deploys/haproxy.ts';
import { type Operation, OperationRefused, TargetUnavailable } from '../../../src/providers/deploys/port.ts';
import type { HaproxySetup } from '../../support/haproxy-server.ts';
import { soon } from '../local-server.ts';
import { anOperation, deployTargetConformance, ended } from './conformance.ts';
import { type HaproxyRig, openHaproxyRig } from './haproxy-rig.ts';

deployTargetConformance('two slots behind a real HAProxy', () => openHaproxyRig());

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** 1.3.2 runs behind blue and serves; 1.4.0 waits behind green. */
const beside = async (setup: HaproxySetup = {}): Promise<HaproxyRig> => {
  const rig = await openHaproxyRig(setup);
  opened.push(rig);
  await rig.run('blue', '1.3.2');
  await rig.run('green', '1.4.0');
  return rig;
};

const shift = (percent: number, over: Partial<Operation> = {}): Operation =>
  anOperation({ kind: 'shift', percent, ...over });
const shiftTo = async ({ target }: HaproxyRig, percent: number, over: Partial<Operation> = {}) => {
  const operation = shift(percent, over);
  await target.start(operation, soon());
  return operation;
};
const refusalOf = async (begun: Promise<unknown>): Promise<Error> => {
  const error = await begun.then(
    () => null,
    problem => problem,
  );
  expect(error).toBeInstanceOf(Error);
  return error;
};

describe('traffic divided by HAProxy', () => {
  it('is divided as the shares say, from the next request on', async () => {
    const rig = await beside();
    await shiftTo(rig, 25);
    expect(await rig.answers(100)).toEqual({ '1.3.2': 75, '1.4.0': 25 });
    await shiftTo(rig, 0);
    expect(await rig.answers(40)).toEqual({ '1.3.2': 40 });
    await shiftTo(rig, 100);
    expect(await rig.answers(40)).toEqual({ '1.4.0': 40 });
    expect(await rig.target.read(soon())).toEqual({
      version: '1.4.0',
      shares: { '1.3.2': 0, '1.4.0': 100 },
    });
  });

  it('leaves a version that is taken back although a cookie binds clients to it, and may come to it again', async () => {
    const rig = await beside({ backend: ['cookie SLOT'] });
    const bound = { cookie: 'SLOT=green' };
    await shiftTo(rig, 5);
    expect(await rig.answers(10, bound)).toEqual({ '1.4.0': 10 });
    await shiftTo(rig, 0);
    expect(await rig.answers(10, bound)).toEqual({ '1.3.2': 10 });
    await shiftTo(rig, 5);
    expect(await rig.answers(10, bound)).toEqual({ '1.4.0': 10 });
  });

  it('is read back as it is after a reload, which forgets it, and can be divided anew', async () => {
    const rig = await beside();
    await shiftTo(rig, 50);
    await rig.haproxy.reload();
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 100, '1.4.0': 0 });
    await shiftTo(rig, 50);
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 50, '1.4.0': 50 });
  });

  it('is taken from a version that hangs, and read although it says nothing', async () => {
    const rig = await beside();
    await shiftTo(rig, 25);
    rig.hang('green');
    const operation = await shiftTo(rig, 0);
    expect((await rig.target.check(operation, soon())).is).toBe('succeeded');
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 100 });
  });

  it('is taken from a bad version while the one beside it cannot say what it is', async () => {
    const rig = await beside();
    await shiftTo(rig, 25);
    rig.hang('blue');
    const operation = await shiftTo(rig, 0);
    expect((await rig.target.check(operation, soon())).is).toBe('succeeded');
    expect(await refusalOf(rig.target.read(soon()))).toMatchObject({
      message: expect.stringMatching(/server blue has 100 % of the traffic, and .* did not answer in time/),
    });
  });

  it('is not sent to a version that runs nowhere', async () => {
    const rig = await beside();
    const error = await refusalOf(shiftTo(rig, 25, { version: '1.5.0' }));
    expect(error).toBeInstanceOf(OperationRefused);
    expect(error.message).toBe('1.5.0 runs behind neither blue nor green');
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 100, '1.4.0': 0 });
  });

  it('is not sent to a version that fails the health check', async () => {
    const rig = await beside();
    rig.ail('green');
    await rig.sees('green', 'DOWN');
    const error = await refusalOf(shiftTo(rig, 25));
    expect(error).toBeInstanceOf(OperationRefused);
    expect(error.message).toBe('1.4.0 fails the health check of HAProxy behind green');
  });

  it('is divided over an address as well as over a path', async () => {
    const rig = await beside({ global: ['stats socket ipv4@127.0.0.1:{port} level admin'] });
    const target = haproxyTarget({ ...rig.options, socket: `127.0.0.1:${rig.haproxy.port}` });
    await target.start(shift(25), soon());
    expect((await target.read(soon())).shares).toEqual({ '1.3.2': 75, '1.4.0': 25 });
  });

  it.each<[string, HaproxySetup, string]>([
    [
      'a static algorithm',
      { balance: 'static-rr' },
      'backend app balances by static-rr, which does not follow weights',
    ],
    ['an algorithm that goes by the client', { balance: 'source' }, 'backend app balances by source'],
    ['a third server', { backend: ['server legacy 127.0.0.1:9 weight 5'] }, 'also sends requests to legacy'],
  ])('is refused over %s', async (_, setup, sentence) => {
    const rig = await beside(setup);
    const error = await refusalOf(shiftTo(rig, 25));
    expect(error).toBeInstanceOf(OperationRefused);
    expect(error.message).toContain(sentence);
  });

  it('is taken from a bad version although a third server has come beside it', async () => {
    const rig = await beside({ backend: ['server legacy 127.0.0.1:9 weight 5 disabled'] });
    await shiftTo(rig, 25);
    await rig.haproxy.say('set server app/legacy state ready');
    await shiftTo(rig, 0);
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 100, '1.4.0': 0 });
    expect((await refusalOf(shiftTo(rig, 25))).message).toContain('also sends requests to legacy');
  });

  it('needs nothing but a dynamic algorithm, and no server beside the slots that waits', async () => {
    const rig = await beside({
      balance: 'random',
      backend: ['server spare 127.0.0.1:9 backup', 'server old 127.0.0.1:9 disabled'],
    });
    await shiftTo(rig, 40);
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 60, '1.4.0': 40 });
  });
});

describe('what is wrong with HAProxy is said in a sentence:', () => {
  it.each([
    [
      'there is no such socket',
      { socket: '/nowhere/admin.sock' },
      'its socket /nowhere/admin.sock does not exist',
    ],
    ['nobody listens', { socket: '127.0.0.1:1' }, 'its socket 127.0.0.1:1 has nobody who listens'],
    ['the backend is another', { backend: 'web' }, 'HAProxy has no backend web'],
    [
      'the server is another',
      { slots: [{ server: 'blue' }, { server: 'red' }] as const },
      'backend app of HAProxy has no server red; it has blue, green',
    ],
  ])('%s', async (_, over, sentence) => {
    const rig = await beside();
    const target = haproxyTarget({ ...rig.options, ...over });
    for (const ask of [() => target.read(soon()), () => target.start(shift(25), soon())]) {
      const error = await refusalOf(ask());
      expect(error).toBeInstanceOf(TargetUnavailable);
      expect(error.message).toContain(sentence);
    }
  });

  it.each(['operator', 'user'])('the socket has only level %s', async level => {
    const rig = await beside({ global: [`stats socket ipv4@127.0.0.1:{port} level ${level}`] });
    const target = haproxyTarget({ ...rig.options, socket: `127.0.0.1:${rig.haproxy.port}` });
    const error = await refusalOf(target.start(shift(25), soon()));
    expect(error.message).toContain('lacks `level admin`');
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 100, '1.4.0': 0 });
  });
});

describe('a shift of which nobody filed the end', () => {
  const claim = { machine: machineIdentity(), runner: { pid: 1, start: 'long ago' }, claimedAt: 0 };

  it('is what HAProxy says: done when the share is as asked, failed when it is not', async () => {
    const rig = await beside();
    await shiftTo(rig, 25);
    for (const [percent, is] of [
      [25, 'succeeded'],
      [50, 'failed'],
    ] as const) {
      const operation = shift(percent);
      fileOnce(filesOf(rig.options.folder, operation.id).claim, claim);
      expect(await rig.target.check(operation, soon())).toMatchObject({ is });
    }
  });

  it('is asked of HAProxy where a power cut left nothing legible', async () => {
    const rig = await beside();
    const operation = await shiftTo(rig, 25);
    for (const path of [
      filesOf(rig.options.folder, operation.id).ending,
      filesOf(rig.options.folder, operation.id).claim,
    ]) {
      await writeFile(path, '');
      expect(await rig.target.check(operation, soon())).toMatchObject({ is: 'succeeded' });
    }
  });

  it('has succeeded although the answer of HAProxy was lost on its way', async () => {
    const rig = await beside();
    // Lets the line through and gives nothing back; what only asks is answered.
    const lossy = createServer({ allowHalfOpen: true }, client => {
      client.once('data', line => {
        const behind = createConnection(rig.haproxy.socket, () => behind.end(line));
        if (String(line).startsWith('set ')) behind.resume().once('end', () => client.destroy());
        else behind.pipe(client);
      });
    });
    const path = join(rig.options.folder, '..', 'lossy.sock');
    await new Promise<void>(resolve => lossy.listen(path, resolve));
    opened.push({ close: () => new Promise(resolve => lossy.close(() => resolve())) });
    const target = haproxyTarget({ ...rig.options, socket: path });
    const operation = shift(25);
    expect(await refusalOf(target.start(operation, soon()))).toBeInstanceOf(TargetUnavailable);
    expect(await target.check(operation, soon())).toMatchObject({ is: 'succeeded' });
  });

  it('has failed where HAProxy was not reached, whatever the share is', async () => {
    const rig = await beside();
    const operation = shift(0);
    const files = filesOf(rig.options.folder, operation.id);
    fileOnce(files.claim, claim);
    const problem = 'HAProxy cannot be asked';
    file(files.ending, { code: 1, signal: null, wasCancelled: false, problem, tail: '', endedAt: 0 });
    expect(await rig.target.check(operation, soon())).toEqual({ is: 'failed', why: problem });
  });
});

describe('a version behind HAProxy', () => {
  it('is installed into the slot without traffic, whichever that is today', async () => {
    const rig = await openHaproxyRig();
    opened.push(rig);
    await rig.run('green', '1.3.2');
    await rig.haproxy.say('set server app/green weight 100;set server app/blue weight 0');
    const install = anOperation();
    await rig.target.start(install, soon());
    expect((await ended(rig.target, install)).is).toBe('succeeded');
    expect(await rig.target.output(install, 0, soon())).toContain('installing 1.4.0 behind blue');
    expect(await rig.answers(10)).toEqual({ '1.3.2': 10 });
    expect((await rig.target.read(soon())).shares).toEqual({ '1.3.2': 100, '1.4.0': 0 });
  });

  it('is not installed where it serves, nor where no slot is free', async () => {
    const rig = await beside();
    await shiftTo(rig, 50);
    for (const [version, why] of [
      ['1.4.0', '1.4.0 serves already, and is not installed over itself: green holds 1.4.0 and has 50 %'],
      ['1.5.0', 'no slot is free for 1.5.0: blue holds 1.3.2 and has 50 % of the traffic; green holds 1.4.0'],
    ] as const) {
      const install = anOperation({ version });
      await rig.target.start(install, soon());
      expect(await ended(rig.target, install)).toMatchObject({
        is: 'failed',
        why: expect.stringContaining(why),
      });
      expect(await rig.effects(install.id)).toBe(0);
    }
  });

  it('comes back although its slot was emptied, and the bad one is stopped', async () => {
    const rig = await beside();
    await rig.run('blue', '1.2.0');
    await shiftTo(rig, 100, { against: null });
    const restore = anOperation({ kind: 'restore', version: '1.3.2', against: '1.4.0' });
    await rig.target.start(restore, soon());
    expect((await ended(rig.target, restore)).is).toBe('succeeded');
    expect(await rig.target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
    expect(await rig.answers(10)).toEqual({ '1.3.2': 10 });
  });

  it('is read by a command where its slot has no address', async () => {
    const rig = await beside();
    const read = ['/bin/sh', '-c', '[ "$TMINUS_SLOT" = blue ] && echo v1.3.2 || true'];
    const slots = [{ server: 'blue' }, { server: 'green' }] as const;
    const target = haproxyTarget({ ...rig.options, slots, commands: { ...rig.options.commands, read } });
    expect(await target.read(soon())).toEqual({ version: '1.3.2', shares: { '1.3.2': 100 } });
  });
});
