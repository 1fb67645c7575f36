import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../sandbox/workspace/open-workspace.ts';
import { byMessage } from '../../src/commands/replies.ts';
import { sentence } from '../../src/views/refusal.ts';
import { clientOf } from '../sandbox/workspace/a-bot.ts';
import { CHECKOUT } from './front-desk.ts';

let workspace: Workspace;
beforeEach(async () => {
  workspace = await openWorkspace({ tiers: false });
});
afterEach(() => workspace.close());

const replyIn = (channel: string | null, threadTs: string | null = null) =>
  byMessage(clientOf(workspace), { person: workspace.personId('ana'), channel, threadTs });
const posted = () => workspace.calls('chat.postMessage').length;

describe('an answer', () => {
  it('is seen by the asker alone', async () => {
    await replyIn(CHECKOUT)(sentence('Done.'), false);
    expect(workspace.ephemerals('ana').map(({ text }) => text)).toEqual(['Done.']);
    expect(workspace.ephemerals('ben')).toEqual([]);
    expect(posted()).toBe(0);
  });

  it('that is news is seen by everybody', async () => {
    await replyIn(CHECKOUT)(sentence('Locked.'), true);
    expect(workspace.messages(CHECKOUT).at(-1)?.text).toBe('Locked.');
  });

  it.each([
    ['in a channel the app is not in', 'C06RANDOMR'],
    ['in a channel that is gone', 'C99UNKNOWN'],
    ['from App Home', null],
  ])('%s arrives as a direct message', async (_, channel) => {
    for (const forAll of [false, true]) await replyIn(channel)(sentence('Done.'), forAll);
    const direct = workspace.calls('chat.postMessage').at(-1);
    expect(JSON.stringify(direct)).toContain(workspace.personId('ana'));
  });

  it('that Slack refuses for another reason is an error', async () => {
    workspace.faults.add({ method: 'chat.postEphemeral', kind: '429' });
    await expect(replyIn(CHECKOUT)(sentence('Done.'), false)).rejects.toThrow();
  });
});
