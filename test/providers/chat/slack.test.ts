import { type Logger, LogLevel } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { groupMembers } from '../../../src/providers/chat/group-members.ts';
import {
  type Chat,
  ChatAmbiguous,
  ChatRateLimited,
  ChatRefused,
  ChatUnavailable,
} from '../../../src/providers/chat/port.ts';
import { slackChat } from '../../../src/providers/chat/slack.ts';

const nothing = () => {};
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

let workspace: Workspace;
let chat: Chat;
beforeEach(async () => {
  workspace = await openWorkspace({ tiers: false });
  chat = slackChat({ token: 'xoxb-sandbox', apiUrl: workspace.apiUrl, timeoutMs: 500, logger: silent });
});
afterEach(() => workspace.close());

const CHANNEL = 'C03RELCHEC';
const mark = { kind: 'tminus_notice', id: '0f8a1c9e-5a37-5a44-8f1b-6f6f27a6a001' } as const;
const aPost = { channel: CHANNEL, text: '1.4.0 goes out', blocks: [], mark };
const failure = (call: Promise<unknown>): Promise<unknown> => call.then(() => null).catch(error => error);

describe('a post', () => {
  it('is found again by its mark, in the channel and in a thread', async () => {
    const posted = await chat.post(aPost);
    const reply = { ...mark, id: '0f8a1c9e-5a37-5a44-8f1b-6f6f27a6a002' };
    const answer = await chat.post({ ...aPost, threadTs: posted.ts, mark: reply });
    const since = Date.now() - 10_000;
    expect(await chat.find({ channel: CHANNEL }, mark, since)).toEqual(posted);
    expect(await chat.find({ channel: CHANNEL, threadTs: posted.ts }, reply, since)).toEqual(answer);
    expect(await chat.find({ channel: CHANNEL }, { ...mark, id: 'other' }, since)).toBeNull();
  });

  it('is made once, whatever the answer was', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: '503', when: 'after', times: 5 });
    await failure(chat.post(aPost));
    expect(workspace.messages(CHANNEL)).toHaveLength(1);
  });

  it('can be edited, and linked to', async () => {
    const posted = await chat.post(aPost);
    await chat.update(posted, { text: '1.4.0 is out', blocks: [] });
    expect(workspace.messages(CHANNEL)).toMatchObject([{ text: '1.4.0 is out' }]);
    expect(await chat.permalink(posted)).toContain(CHANNEL);
  });

  it('reaches a person in their direct messages, whose channel is asked for once', async () => {
    const channel = await chat.directChannel('U01ANAVEGA');
    expect(await chat.directChannel('U01ANAVEGA')).toBe(channel);
    await chat.post({ ...aPost, channel });
    expect(workspace.calls('conversations.open')).toHaveLength(1);
  });
});

describe('a call that fails', () => {
  it('tells how long to wait when there were too many', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: '429', retryAfterSeconds: 12 });
    const error = await failure(chat.post(aPost));
    expect(error).toBeInstanceOf(ChatRateLimited);
    expect(error).toMatchObject({ retryAfterMs: 12_000 });
  });

  it('holds up no other call', async () => {
    workspace.faults.add({ method: 'chat.update', kind: '429', retryAfterSeconds: 30 });
    const posted = await chat.post(aPost);
    await failure(chat.update(posted, aPost));
    await chat.check();
  });

  it.each([
    ['C99NOWHERE0', 'channel_not_found'],
    ['C06RANDOMR', 'not_in_channel'],
  ])('says why the chat refused it for good: %s is %s', async (channel, code) => {
    const error = await failure(chat.post({ ...aPost, channel }));
    expect(error).toBeInstanceOf(ChatRefused);
    expect(error).toMatchObject({ code, isFinal: true });
  });

  it('is no final refusal when only the token is wrong', async () => {
    const stranger = slackChat({ token: 'xoxb-other', apiUrl: workspace.apiUrl, logger: silent });
    expect(await failure(stranger.post(aPost))).toMatchObject({ code: 'invalid_auth', isFinal: false });
  });

  it.each(['reset', '503'] as const)('leaves open whether it happened after a %s', async kind => {
    workspace.faults.add({ method: 'chat.postMessage', kind });
    expect(await failure(chat.post(aPost))).toBeInstanceOf(ChatAmbiguous);
  });

  it('leaves open whether it happened when no answer comes in time', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: 'slow', delayMs: 2_000 });
    expect(await failure(chat.post(aPost))).toBeInstanceOf(ChatAmbiguous);
  });

  it('surely did not happen when nobody listens there', async () => {
    const gone = await openWorkspace();
    await gone.close();
    const nowhere = slackChat({ token: 'xoxb-sandbox', apiUrl: gone.apiUrl, logger: silent });
    expect(await failure(nowhere.post(aPost))).toBeInstanceOf(ChatUnavailable);
  });
});

describe('the members of user groups', () => {
  it('are known by id and by handle, all with one call', async () => {
    const membersOf = groupMembers(chat);
    expect(await membersOf('S07CTOCTOC', false)).toEqual(['U08HANAMOR']);
    expect(await membersOf('security_team', false)).toEqual(['U05ELIFKAY']);
    expect(workspace.calls('usergroups.list')).toHaveLength(1);
  });

  it('are read anew when it matters, once for everybody who asks at the same time', async () => {
    const membersOf = groupMembers(chat);
    await membersOf('cto', false);
    workspace.setGroupMembers('cto', ['ivan']);
    expect(await membersOf('cto', false)).toEqual(['U08HANAMOR']);
    const asked = await Promise.all(Array.from({ length: 10 }, () => membersOf('cto', true)));
    expect(new Set(asked.flat())).toEqual(new Set(['U09IVANPET']));
    expect(workspace.calls('usergroups.list')).toHaveLength(2);
  });
});
