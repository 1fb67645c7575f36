import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { clientOf, errorOf } from './a-bot.ts';

let workspace: Workspace;
let slack: WebClient;

beforeEach(async () => {
  workspace = await openWorkspace({ tiers: false });
  slack = clientOf(workspace);
});

afterEach(() => workspace.close());

const post = (text: string, channel = '#releases') => slack.chat.postMessage({ channel, text });

describe('a call', () => {
  it.each([
    ['without a token', '', 'not_authed'],
    ['with a wrong token', 'xoxb-other', 'invalid_auth'],
    ['with a token of the other kind', 'xapp-sandbox', 'not_allowed_token_type'],
  ])('%s is refused', async (_how, token, error) => {
    const headers = {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const response = await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST', headers, body: '{}' });
    expect(await response.json()).toEqual({ ok: false, error });
  });

  it('for which the app has no scope is refused, and says which it takes', async () => {
    const narrow = await openWorkspace({ app: { scopes: ['commands'] } });
    const call = clientOf(narrow).chat.postMessage({ channel: '#releases', text: 'Hello' });
    await expect(call).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'chat:write' } });
    await narrow.close();
  });

  it('may be JSON as well as a form, and carry its token as an argument', async () => {
    const body = JSON.stringify({ channel: 'C02RELEASE', text: 'as JSON', blocks: [{ type: 'divider' }] });
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      authorization: 'Bearer xoxb-sandbox',
    };
    await fetch(`${workspace.apiUrl}chat.postMessage`, { method: 'POST', headers, body });
    const form = new URLSearchParams({ token: 'xoxb-sandbox', channel: 'C02RELEASE', text: 'as a form' });
    await fetch(`${workspace.apiUrl}chat.postMessage`, { method: 'POST', body: form });
    expect(workspace.messages('#releases').map(one => one.text)).toEqual(['as JSON', 'as a form']);
  });

  it('of a method that does not exist, or without an argument it needs, is refused', async () => {
    expect(await errorOf(slack.apiCall('chat.shout'))).toBe('unknown_method');
    await expect(slack.apiCall('pins.add', { channel: 'C02RELEASE' })).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: { messages: ['[ERROR] missing required field: timestamp'] },
      },
    });
  });

  it('with a body that is no JSON is refused', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST', headers, body: '{' });
    expect(await response.json()).toMatchObject({ ok: false, error: 'invalid_json' });
  });
});

describe('a message', () => {
  it.each([
    ['to no channel', '#nowhere', 'channel_not_found'],
    ['to a channel the app is not in', '#random', 'not_in_channel'],
  ])('%s is refused', async (_where, channel, error) => {
    expect(await errorOf(post('Hello', channel))).toBe(error);
  });

  it('without text or blocks is refused', async () => {
    expect(await errorOf(post(''))).toBe('no_text');
  });

  it('to a person goes to the direct message with them', async () => {
    const { channel = '' } = await post('Just you', workspace.personId('ana'));
    expect(workspace.channel(channel)).toMatchObject({
      kind: 'direct',
      members: ['U00TMINUSX', 'U01ANAVEGA'],
    });
  });

  it('keeps its blocks when an update brings only text, and loses them to an empty list', async () => {
    const blocks = [{ type: 'divider' }];
    const { ts = '', channel = '' } = await slack.chat.postMessage({
      channel: '#releases',
      text: 'one',
      blocks,
    });
    await slack.chat.update({ channel, ts, text: 'two' });
    expect(workspace.messages('#releases')).toMatchObject([{ text: 'two', blocks: [{ type: 'divider' }] }]);
    await slack.chat.update({ channel, ts, text: 'three', blocks: [] });
    expect(workspace.messages('#releases')).toMatchObject([{ text: 'three', blocks: [] }]);
  });

  it('of somebody else cannot be updated or deleted, nor one that is not there', async () => {
    const said = await workspace.say({ person: 'ana', channel: '#releases', text: 'Mine' });
    const { ts = '', channel = '' } = said.ok ? said : {};
    expect(await errorOf(slack.chat.update({ channel, ts, text: 'No' }))).toBe('cant_update_message');
    expect(await errorOf(slack.chat.delete({ channel, ts }))).toBe('cant_delete_message');
    expect(await errorOf(slack.chat.update({ channel, ts: '1.000000', text: 'No' }))).toBe(
      'message_not_found',
    );
  });

  it('may be posted with a long text and not updated to one', async () => {
    const long = 'x'.repeat(4001);
    const { ts = '', channel = '' } = await post(long);
    expect(await errorOf(slack.chat.update({ channel, ts, text: long }))).toBe('msg_too_long');
  });

  it('gives its metadata back only when it is asked for', async () => {
    const metadata = { event_type: 'notice', event_payload: { outbox_id: 'n1' } };
    const { channel = '', ts = '' } = await slack.chat.postMessage({
      channel: '#releases',
      text: 'Hello',
      metadata,
    });
    const plain = await slack.conversations.history({ channel });
    const full = await slack.conversations.history({ channel, include_all_metadata: true });
    const thread = await slack.conversations.replies({ channel, ts, include_all_metadata: true });
    expect(plain.messages?.[0]?.metadata).toBeUndefined();
    expect([full.messages?.[0]?.metadata, thread.messages?.[0]?.metadata]).toEqual([metadata, metadata]);
  });

  it('sent twice with one client_msg_id is posted once only where that is switched on', async () => {
    const once = await openWorkspace({ dedupesClientMsgId: true });
    const message = { channel: '#releases', text: 'Hello', client_msg_id: 'a1' };
    for (const client of [clientOf(once), clientOf(once), slack, slack])
      await client.apiCall('chat.postMessage', message);
    expect([once.messages('#releases').length, workspace.messages('#releases').length]).toEqual([1, 2]);
    await once.close();
  });

  it('that only one person sees is not in the history and cannot be updated', async () => {
    const ephemeral = { channel: 'C02RELEASE', user: workspace.personId('ana'), text: 'Psst' };
    const { message_ts: ts = '' } = await slack.chat.postEphemeral(ephemeral);
    expect(workspace.ephemerals('ana')).toMatchObject([{ text: 'Psst' }]);
    expect((await slack.conversations.history({ channel: 'C02RELEASE' })).messages).toEqual([]);
    expect(await errorOf(slack.chat.update({ channel: 'C02RELEASE', ts, text: 'No' }))).toBe(
      'message_not_found',
    );
  });

  it('in a thread is found by replies and not by history', async () => {
    const { ts = '', channel = '' } = await post('Parent');
    await slack.chat.postMessage({ channel, text: 'Reply', thread_ts: ts });
    const history = await slack.conversations.history({ channel });
    const replies = await slack.conversations.replies({ channel, ts });
    expect(history.messages).toMatchObject([{ text: 'Parent', reply_count: 1, thread_ts: ts }]);
    expect(replies.messages?.map(one => one.text)).toEqual(['Parent', 'Reply']);
    expect(await errorOf(slack.conversations.replies({ channel, ts: '1.000000' }))).toBe('thread_not_found');
  });
});

describe('the history', () => {
  it('comes in pages, the newest message first', async () => {
    for (const text of ['one', 'two', 'three']) await post(text);
    const texts: unknown[] = [];
    for await (const page of slack.paginate('conversations.history', { channel: 'C02RELEASE', limit: 2 }))
      texts.push((page as ConversationsHistoryResponse).messages?.map(one => one.text));
    expect(texts).toEqual([['three', 'two'], ['one']]);
  });

  it('starts after the oldest that is asked for, or with it when inclusive', async () => {
    const { ts: oldest = '' } = await post('one');
    await post('two');
    const after = await slack.conversations.history({ channel: 'C02RELEASE', oldest });
    const from = await slack.conversations.history({ channel: 'C02RELEASE', oldest, inclusive: true });
    expect([after.messages?.length, from.messages?.length]).toEqual([1, 2]);
  });
});

describe('a channel', () => {
  it.each([
    ['', 'invalid_name_required'],
    ['War Room', 'invalid_name_specials'],
    ['x'.repeat(81), 'invalid_name_maxlength'],
    ['releases', 'name_taken'],
  ])('is not created with the name %j', async (name, error) => {
    expect(await errorOf(slack.conversations.create({ name }))).toBe(error);
  });

  it('keeps its name after it was archived, and takes nothing any more', async () => {
    const { channel } = await slack.conversations.create({ name: 'war-room' });
    const id = channel?.id ?? '';
    await slack.conversations.archive({ channel: id });
    expect(await errorOf(slack.conversations.archive({ channel: id }))).toBe('already_archived');
    expect(await errorOf(slack.conversations.create({ name: 'war-room' }))).toBe('name_taken');
    expect(await errorOf(post('Hello', id))).toBe('is_archived');
    expect(await errorOf(slack.conversations.setTopic({ channel: id, topic: 'x' }))).toBe('is_archived');
  });

  it('can be filled, named and described', async () => {
    const { channel } = await slack.conversations.create({ name: 'war-room' });
    const id = channel?.id ?? '';
    await slack.conversations.invite({ channel: id, users: 'U01ANAVEGA,U02BENOKAF' });
    await slack.conversations.setTopic({ channel: id, topic: 'v1.2.3 to production' });
    await slack.conversations.setPurpose({ channel: id, purpose: 'One release' });
    await slack.conversations.rename({ channel: id, name: 'war-room-done' });
    const { channel: seen } = await slack.conversations.info({ channel: id, include_num_members: true });
    expect(seen).toMatchObject({
      name: 'war-room-done',
      num_members: 3,
      topic: { value: 'v1.2.3 to production' },
      purpose: { value: 'One release' },
    });
    expect((await slack.conversations.members({ channel: id })).members).toContain('U02BENOKAF');
  });

  it.each([
    ['U01ANAVEGA', 'already_in_channel'],
    ['U00TMINUSX', 'cant_invite_self'],
    ['UNOBODY', 'user_not_found'],
  ])('does not take an invitation of %s', async (users, error) => {
    expect(await errorOf(slack.conversations.invite({ channel: 'C02RELEASE', users }))).toBe(error);
  });

  it('can be joined, and then posted to', async () => {
    await slack.conversations.join({ channel: 'C06RANDOMR' });
    await post('Hello', '#random');
    expect(workspace.messages('#random')).toHaveLength(1);
  });

  it('that is private is invisible to an app that is not in it', async () => {
    const hidden = {
      id: 'C99SECRET',
      name: 'secret',
      topic: '',
      members: ['ana'],
      app: false,
      private: true,
    };
    const people = [{ id: 'U01ANAVEGA', handle: 'ana', name: 'Ana', title: '', color: '#000000', tz: 'UTC' }];
    const other = await openWorkspace({ people, channels: [hidden] });
    expect(await errorOf(clientOf(other).conversations.info({ channel: 'C99SECRET' }))).toBe(
      'channel_not_found',
    );
    await other.close();
  });

  it('has topics of 250 characters at most', async () => {
    const topic = 'x'.repeat(251);
    expect(await errorOf(slack.conversations.setTopic({ channel: 'C02RELEASE', topic }))).toBe('too_long');
  });
});

describe('pins, bookmarks and reactions', () => {
  it('are set once and taken away once', async () => {
    const { ts: timestamp = '', channel = '' } = await post('Board');
    await slack.pins.add({ channel, timestamp });
    await slack.reactions.add({ channel, timestamp, name: 'rocket' });
    expect(await errorOf(slack.pins.add({ channel, timestamp }))).toBe('already_pinned');
    expect(await errorOf(slack.reactions.add({ channel, timestamp, name: 'rocket' }))).toBe(
      'already_reacted',
    );
    expect((await slack.pins.list({ channel })).items).toMatchObject([{ message: { text: 'Board' } }]);
    await slack.pins.remove({ channel, timestamp });
    expect(await errorOf(slack.pins.remove({ channel, timestamp }))).toBe('no_pin');
  });

  it('of a channel can be edited and need a web address', async () => {
    const channel_id = 'C02RELEASE';
    const add = (link: string) => slack.bookmarks.add({ channel_id, type: 'link', title: 'CI', link });
    expect(await errorOf(add('ci'))).toBe('invalid_link');
    const { bookmark } = await add('https://ci.example.com');
    await slack.bookmarks.edit({ channel_id, bookmark_id: bookmark?.id ?? '', title: 'Builds' });
    expect((await slack.bookmarks.list({ channel_id })).bookmarks).toMatchObject([{ title: 'Builds' }]);
    await slack.bookmarks.remove({ channel_id, bookmark_id: bookmark?.id ?? '' });
    expect((await slack.bookmarks.list({ channel_id })).bookmarks).toEqual([]);
  });
});

describe('people and user groups', () => {
  it('are looked up by id, by address and by group', async () => {
    const { user } = await slack.users.info({ user: 'U01ANAVEGA' });
    expect(user).toMatchObject({ name: 'ana', tz: 'Europe/Madrid', profile: { email: 'ana@example.com' } });
    expect(await errorOf(slack.users.info({ user: 'UNOBODY' }))).toBe('user_not_found');
    expect((await slack.users.lookupByEmail({ email: 'ben@example.com' })).user?.id).toBe('U02BENOKAF');
    expect(await errorOf(slack.users.lookupByEmail({ email: 'no@example.com' }))).toBe('users_not_found');
    const { usergroups = [] } = await slack.usergroups.list({ include_users: true });
    const qa = usergroups.find(group => group.handle === 'qa');
    expect((await slack.usergroups.users.list({ usergroup: qa?.id ?? '' })).users).toEqual(qa?.users);
    expect(await errorOf(slack.usergroups.users.list({ usergroup: 'S0' }))).toBe('no_such_subteam');
  });

  it('fill every group that the approval matrix names', async () => {
    const { usergroups = [] } = await slack.usergroups.list({ include_count: true });
    const filled = usergroups.filter(group => Number(group.user_count) > 0).map(group => group.handle);
    expect(filled.sort()).toEqual([
      'architecture_team',
      'ceo',
      'cto',
      'developers',
      'on_call',
      'operations',
      'product',
      'product_owners',
      'qa',
      'security_team',
      'support',
      'tech_leads',
    ]);
  });
});
