import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { clientOf } from './a-bot.ts';

let folder: string;
let workspace: Workspace | undefined;

async function start(): Promise<Workspace> {
  workspace = await openWorkspace({ folder, tiers: false });
  return workspace;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tminus-workspace-'));
});

afterEach(async () => {
  await workspace?.close();
  await rm(folder, { recursive: true });
});

it('a workspace that starts again shows everything as it was', async () => {
  const before = await start();
  const slack = clientOf(before);
  const { channel } = await slack.conversations.create({ name: 'war-room' });
  const id = channel?.id ?? '';
  await slack.conversations.setTopic({ channel: id, topic: 'v1.2.3' });
  const { ts = '' } = await slack.chat.postMessage({
    channel: id,
    text: 'Board',
    blocks: [{ type: 'divider' }],
  });
  const { ts: gone = '' } = await slack.chat.postMessage({ channel: id, text: 'Gone' });
  await slack.chat.update({ channel: id, ts, text: 'Updated board' });
  await slack.chat.delete({ channel: id, ts: gone });
  await slack.pins.add({ channel: id, timestamp: ts });
  await slack.chat.postEphemeral({ channel: 'C02RELEASE', user: 'U01ANAVEGA', text: 'Psst' });
  await slack.views.publish({ user_id: 'U01ANAVEGA', view: { type: 'home', blocks: [{ type: 'divider' }] } });
  before.setGroupMembers('qa', ['kofi']);
  const seen = (it: Workspace) => [
    it.channel('war-room'),
    it.messages(id),
    it.ephemerals('ana'),
    it.home('ana'),
  ];
  const expected = seen(before);
  await before.close();

  const after = await start();
  expect(seen(after)).toEqual(expected);
  const { users } = await clientOf(after).usergroups.users.list({ usergroup: 'S02QUALITY' });
  expect(users).toEqual(['U11KOFIADJ']);
});

it('a message posted after a restart is newer than all before it, whatever the clock says', async () => {
  const ahead = await openWorkspace({ folder, clock: () => Date.now() + 3_600_000 });
  const first = await clientOf(ahead).chat.postMessage({ channel: '#releases', text: 'one' });
  await ahead.close();
  const second = await clientOf(await start()).chat.postMessage({ channel: '#releases', text: 'two' });
  expect((second.ts ?? '') > (first.ts ?? '')).toBe(true);
});

it('a line that a kill cut short costs only that line', async () => {
  const before = await start();
  await clientOf(before).chat.postMessage({ channel: '#releases', text: 'whole' });
  await before.close();
  await appendFile(join(folder, 'workspace.jsonl'), '{"table":"messages","key":"C02REL');
  const after = await start();
  expect(after.messages('#releases').map(one => one.text)).toEqual(['whole']);
});

it('what was superseded leaves the file at the next start', async () => {
  const before = await start();
  const slack = clientOf(before);
  const { ts = '', channel = '' } = await slack.chat.postMessage({ channel: '#releases', text: 'version 0' });
  for (let version = 1; version <= 20; version++)
    await slack.chat.update({ channel, ts, text: `version ${version}` });
  await before.close();
  await (await start()).close();
  workspace = undefined;
  const text = await readFile(join(folder, 'workspace.jsonl'), 'utf8');
  expect(text.match(/version \d+/g)).toEqual(['version 20']);
});
