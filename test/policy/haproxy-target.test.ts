import { describe, expect, it } from 'vitest';
import { HaproxyTarget } from '../../src/policy/haproxy-target.ts';
import { policyFolder } from './policy-folder.ts';

const target = {
  kind: 'haproxy',
  socket: '/run/haproxy/admin.sock',
  backend: 'app',
  slots: [
    { server: 'blue', versionUrl: 'http://127.0.0.1:8081/version' },
    { server: 'green', versionUrl: 'http://127.0.0.1:8082/version' },
  ],
  commands: { install: ['./slot', 'install'], stop: ['./slot', 'stop'] },
};
const wrong = (over: object): string[] =>
  (HaproxyTarget.safeParse({ ...target, ...over }).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );

describe('a target behind HAProxy', () => {
  it.each(['/run/haproxy/admin.sock', '127.0.0.1:9999', '[::1]:9999', '$' + '{HAPROXY_SOCKET}'])(
    'may have its socket at %s',
    socket => expect(wrong({ socket })).toEqual([]),
  );

  it.each<[string, object, string]>([
    ['a socket that is neither', { socket: 'admin.sock' }, 'socket: the path of a socket'],
    ['a backend with a command in it', { backend: 'app;shutdown' }, 'backend: a name as it stands in'],
    ['one slot', { slots: [target.slots[0]] }, 'slots: two slots behind two different servers'],
    [
      'one server twice',
      { slots: [target.slots[0], target.slots[0]] },
      'slots: two slots behind two different',
    ],
    [
      'a slot of which nobody knows the version',
      { slots: [target.slots[0], { server: 'green' }] },
      'slots: a `versionUrl`, or `commands.read`, for each slot',
    ],
    ['no way to stop a version', { commands: { install: ['./slot'] } }, 'commands.stop: a program and its'],
  ])('is a mistake with %s', (_, over, sentence) => {
    expect(wrong(over)).toEqual([expect.stringContaining(sentence)]);
  });

  it('may be asked for its versions by a command instead', () => {
    const slots = [{ server: 'blue' }, { server: 'green' }];
    expect(wrong({ slots, commands: { ...target.commands, read: ['./slot', 'version'] } })).toEqual([]);
  });
});

describe('metrics by HAProxy', () => {
  it('need the slots of the service, unless its target has them', async () => {
    await using folder = await policyFolder();
    const metrics = 'metrics: { kind: haproxy, urls: ["http://127.0.0.1:8405/metrics"] }';
    await folder.edit('monitoring.yml', /metrics:\n( +)kind: \w+\n(\1.*\n)+/, `${metrics}\n`);
    expect(await folder.mistakes()).toMatchObject([
      {
        found: '`haproxy` without its slots',
        expected: '`backend` and `slots` here, or a target of kind `haproxy`',
      },
    ]);
  });
});
