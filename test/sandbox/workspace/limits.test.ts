import { createServer } from 'node:http';
import { type HomeView, type ModalView, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { clientOf, errorOf } from './a-bot.ts';

let nowMs = Date.UTC(2026, 10, 22, 10);
let workspace: Workspace;
let slack: WebClient;

beforeEach(async () => {
  workspace = await openWorkspace({ clock: () => nowMs });
  slack = clientOf(workspace);
});

afterEach(() => workspace.close());

const divider = { type: 'divider' };
const modal: ModalView = { type: 'modal', title: { type: 'plain_text', text: 'Plan' }, blocks: [divider] };
const home: HomeView = { type: 'home', blocks: [divider] };

async function retryAfter(call: Promise<unknown>): Promise<number | undefined> {
  const error = await call.catch((reason: unknown) => reason);
  return error instanceof WebAPIRateLimitedError ? error.retryAfter : undefined;
}

/** The app in this file: it acknowledges everything and keeps what it was sent. */
async function listening() {
  const bodies: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    response.end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  workspace.setRequestUrl(`http://127.0.0.1:${port}/`);
  return { bodies, close: () => new Promise(resolve => server.close(resolve)) };
}

/** What the app gets with a slash command. */
async function commandFields(): Promise<{ trigger: string; responseUrl: string }> {
  const app = await listening();
  await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
  await app.close();
  const fields = app.bodies[0];
  return { trigger: fields?.get('trigger_id') ?? '', responseUrl: fields?.get('response_url') ?? '' };
}

const reply = (url: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('rate tiers', () => {
  it('let a burst of five into one channel and then one message a second', async () => {
    const post = (channel: string) => slack.chat.postMessage({ channel, text: 'Hello' });
    for (let posted = 0; posted < 5; posted++) await post('C02RELEASE');
    expect(await retryAfter(post('C02RELEASE'))).toBe(1);
    expect(await retryAfter(post('C01GENERAL'))).toBeUndefined();
    nowMs += 1000;
    expect(await retryAfter(post('C02RELEASE'))).toBeUndefined();
  });

  it('count each method by itself, and say how long to wait', async () => {
    for (let listed = 0; listed < 20; listed++) await slack.usergroups.list();
    expect(await retryAfter(slack.usergroups.list())).toBe(3);
    expect(await retryAfter(slack.users.list({}))).toBeUndefined();
    nowMs += 3000;
    expect(await retryAfter(slack.usergroups.list())).toBeUndefined();
  });

  it('answer 429 with Retry-After and ratelimited', async () => {
    workspace.faults.add({ method: 'auth.test', kind: '429', retryAfterSeconds: 7 });
    const headers = { authorization: 'Bearer xoxb-sandbox' };
    const response = await fetch(`${workspace.apiUrl}auth.test`, { method: 'POST', headers });
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      429,
      '7',
      { ok: false, error: 'ratelimited' },
    ]);
  });

  it('can be scaled', async () => {
    const roomy = await openWorkspace({ tiers: 2, clock: () => nowMs });
    const client = clientOf(roomy);
    for (let listed = 0; listed < 40; listed++) await client.usergroups.list();
    expect(await retryAfter(client.usergroups.list())).toBe(2);
    await roomy.close();
  });
});

describe('a trigger', () => {
  it('opens one modal only', async () => {
    const { trigger } = await commandFields();
    await slack.views.open({ trigger_id: trigger, view: modal });
    expect(await errorOf(slack.views.open({ trigger_id: trigger, view: modal }))).toBe(
      'exchanged_trigger_id',
    );
  });

  it('expires after three seconds', async () => {
    const { trigger } = await commandFields();
    nowMs += 3001;
    expect(await errorOf(slack.views.open({ trigger_id: trigger, view: modal }))).toBe('expired_trigger_id');
  });

  it('is not used up by a view that is refused', async () => {
    const { trigger } = await commandFields();
    const bad = { ...modal, title: { type: 'plain_text' as const, text: 'x'.repeat(25) } };
    await expect(slack.views.open({ trigger_id: trigger, view: bad })).rejects.toMatchObject({
      data: {
        error: 'invalid_arguments',
        response_metadata: {
          messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'],
        },
      },
    });
    await slack.views.open({ trigger_id: trigger, view: modal });
    expect(workspace.modal('ana')).toBeDefined();
  });

  it('pushes no fourth modal', async () => {
    await slack.views.open({ trigger_id: (await commandFields()).trigger, view: modal });
    for (let pushed = 0; pushed < 2; pushed++)
      await slack.views.push({ trigger_id: (await commandFields()).trigger, view: modal });
    const fourth = slack.views.push({ trigger_id: (await commandFields()).trigger, view: modal });
    expect(await errorOf(fourth)).toBe('push_limit_reached');
  });
});

describe('a view', () => {
  it('is not updated with a hash that is not its latest', async () => {
    const { view } = await slack.views.open({ trigger_id: (await commandFields()).trigger, view: modal });
    const update = { view_id: view?.id ?? '', hash: view?.hash ?? '', view: modal };
    await slack.views.update(update);
    expect(await errorOf(slack.views.update(update))).toBe('hash_conflict');
    expect(await errorOf(slack.views.update({ view_id: 'V0', view: modal }))).toBe('not_found');
  });

  it('on the Home tab is guarded by its hash too', async () => {
    const user_id = workspace.personId('ana');
    const { view } = await slack.views.publish({ user_id, view: home });
    await slack.views.publish({ user_id, view: home, hash: view?.hash ?? '' });
    expect(await errorOf(slack.views.publish({ user_id, view: home, hash: view?.hash ?? '' }))).toBe(
      'hash_conflict',
    );
  });

  it('has an external id of its own', async () => {
    const view = { ...modal, external_id: 'plan-1' };
    await slack.views.open({ trigger_id: (await commandFields()).trigger, view });
    await slack.views.update({ external_id: 'plan-1', view });
    const again = slack.views.push({ trigger_id: (await commandFields()).trigger, view });
    expect(await errorOf(again)).toBe('duplicate_external_id');
  });

  it('over 250 kB is too large', async () => {
    const text = { type: 'mrkdwn', text: 'ø'.repeat(3000) };
    const blocks = Array.from({ length: 50 }, () => ({ type: 'section', text }));
    const open = slack.views.open({
      trigger_id: (await commandFields()).trigger,
      view: { ...modal, blocks },
    });
    expect(await errorOf(open)).toBe('view_too_large');
  });
});

describe('a response URL', () => {
  it('serves five times', async () => {
    const { responseUrl } = await commandFields();
    for (let used = 0; used < 5; used++)
      expect((await reply(responseUrl, { text: 'Hello' })).status).toBe(200);
    const sixth = await reply(responseUrl, { text: 'Hello' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
  });

  it('serves for thirty minutes', async () => {
    const { responseUrl } = await commandFields();
    nowMs += 30 * 60_000 + 1;
    expect(await (await reply(responseUrl, { text: 'Hello' })).json()).toEqual({
      ok: false,
      error: 'expired_url',
    });
  });

  it('tells one person, or the channel when it is asked to', async () => {
    const { responseUrl } = await commandFields();
    await reply(responseUrl, { text: 'Just you' });
    await reply(responseUrl, { text: 'Everybody', response_type: 'in_channel' });
    expect(workspace.ephemerals('ana').map(one => one.text)).toEqual(['Just you']);
    expect(workspace.messages('#releases').map(one => one.text)).toEqual(['Everybody']);
  });

  it('of a click replaces or deletes the message that was clicked, an ephemeral one too', async () => {
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } };
    const content = { channel: 'C02RELEASE', text: 'Go?', blocks: [{ type: 'actions', elements: [button] }] };
    await slack.chat.postEphemeral({ ...content, user: workspace.personId('ana') });
    await slack.chat.postMessage(content);
    const app = await listening();
    const [ephemeral] = workspace.ephemerals('ana');
    const [message] = workspace.messages('#releases');
    await workspace.click({ person: 'ana', message: { ...ephemeral!, ephemeral: true }, actionId: 'go' });
    await workspace.click({ person: 'ana', message: message!, actionId: 'go' });
    await app.close();
    const [first = '', second = ''] = app.bodies.map(
      body => JSON.parse(body.get('payload') ?? '').response_url,
    );
    await reply(first, { text: 'Gone', replace_original: true });
    await reply(second, { delete_original: true });
    expect(workspace.ephemerals('ana')).toMatchObject([{ text: 'Gone', blocks: [] }]);
    expect(workspace.messages('#releases')).toEqual([]);
  });

  it('refuses blocks that Slack would refuse', async () => {
    const { responseUrl } = await commandFields();
    const response = await reply(responseUrl, { text: 'x', blocks: [{ type: 'nonsense' }] });
    expect(await response.json()).toMatchObject({ ok: false, error: 'invalid_blocks' });
  });
});
