import { describe, expect, it } from 'vitest';
import { shellTarget } from '../../../src/providers/deploys/shell.ts';
import { soon } from '../local-server.ts';

describe('a command that reads the running version', () => {
  const target = (...read: string[]) =>
    shellTarget({
      folder: '/nonexistent',
      commands: { install: ['true'], restore: ['true'], read },
      service: 'checkout',
      environment: 'staging',
      variables: { PATH: '/usr/bin:/bin' },
    });

  it('may print a bare version, which then has all the traffic', async () => {
    expect(await target('echo', 'v1.4.0').read(soon())).toEqual({
      version: '1.4.0',
      shares: { '1.4.0': 100 },
    });
  });

  it('may print nothing when nothing is deployed', async () => {
    expect(await target('true').read(soon())).toEqual({ version: null, shares: {} });
  });

  it.each([
    ['no version', ['echo', 'latest'], 'must print a version like 1.4.0'],
    ['broken JSON', ['echo', '{"version":'], 'neither JSON nor a version'],
    ['a share above 100', ['echo', '{"version":"1.4.0","shares":{"1.4.0":250}}'], 'must print a version'],
    ['too much', ['yes'], 'printed more than'],
  ])('is not understood when it prints %s', async (_, argv, sentence) => {
    await expect(target(...argv).read(soon())).rejects.toThrow(sentence);
  });

  it('tells the exit code and the complaint of a command that failed', async () => {
    await expect(target('sh', '-c', 'echo no route to host >&2; exit 4').read(soon())).rejects.toThrow(
      'ended with 4: no route to host',
    );
  });

  it('is killed with all it started when the call is given up', async () => {
    const started = Date.now();
    await expect(target('sh', '-c', 'sleep 60 & sleep 60').read(soon(100))).rejects.toThrow('given up');
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
