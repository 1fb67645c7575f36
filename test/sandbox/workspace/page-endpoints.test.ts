import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { serveWorkspace } from '../../../sandbox/workspace/serve.ts';
import type { Outcome, UiEvent } from '../../../sandbox/workspace/ui-protocol.ts';
import { clientOf } from './a-bot.ts';

let workspace: Workspace;
const streams: AbortController[] = [];

beforeEach(async () => {
  workspace = await openWorkspace();
});

afterEach(async () => {
  for (const stream of streams.splice(0)) stream.abort();
  await workspace.close();
});

/** What a page that is connected as this person has heard so far. */
async function listen(person: string): Promise<UiEvent[]> {
  const stop = new AbortController();
  streams.push(stop);
  const response = await fetch(`${workspace.url}/sandbox/stream?person=${person}`, { signal: stop.signal });
  const heard: UiEvent[] = [];
  const read = async () => {
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      heard.push(
        ...parts.filter(one => one.startsWith('data: ')).map(one => JSON.parse(one.slice(6)) as UiEvent),
      );
    }
  };
  // Ends with the abort in afterEach.
  read().catch(() => {});
  await workspace.waitFor(() => heard.length > 0);
  return heard;
}

async function send(path: string, body: object): Promise<Outcome> {
  const response = await fetch(`${workspace.url}/sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Outcome;
}

const ofType = <T extends UiEvent['type']>(heard: UiEvent[], type: T) =>
  heard.filter((event): event is UiEvent & { type: T } => event.type === type);

describe('a page', () => {
  it('gets everything its person may see when it connects', async () => {
    await send('messages', { person: 'ana', channel: '#releases', text: 'Hello @ben & <you>' });
    const [first] = ofType(await listen('ben'), 'hello');
    expect(first).toMatchObject({ me: 'U02BENOKAF', app: { name: 'tminus' }, modals: [], home: null });
    expect(first?.people.find(one => one.handle === 'ben')).toMatchObject({
      initials: 'BO',
      groups: ['developers', 'tech_leads', 'on_call'],
    });
    expect(first?.messages.map(one => one.text)).toEqual(['Hello <@U02BENOKAF> &amp; &lt;you&gt;']);
    expect(first?.commands.map(one => one.command)).toEqual(['/release', '/rollback']);
  });

  it('hears of new, changed and deleted messages, and of channels', async () => {
    const heard = await listen('ana');
    const slack = clientOf(workspace);
    const { ts = '', channel = '' } = await slack.chat.postMessage({ channel: '#releases', text: 'one' });
    await slack.chat.update({ channel, ts, text: 'two' });
    await slack.chat.delete({ channel, ts });
    await slack.conversations.create({ name: 'war-room' });
    await workspace.waitFor(() => ofType(heard, 'channel').length > 0);
    expect(ofType(heard, 'message').map(event => event.message.text)).toEqual(['one', 'two']);
    expect(ofType(heard, 'messageDeleted')).toMatchObject([{ channel, ts }]);
    expect(ofType(heard, 'channel').at(-1)?.channel).toMatchObject({ name: 'war-room', kind: 'public' });
  });

  it('hears of ephemeral messages, a Home and direct messages of its own person only', async () => {
    const [ana, ben] = [await listen('ana'), await listen('ben')];
    const slack = clientOf(workspace);
    const user = workspace.personId('ana');
    await slack.chat.postEphemeral({ channel: 'C02RELEASE', user, text: 'Psst' });
    await slack.chat.postMessage({ channel: user, text: 'Direct' });
    await slack.views.publish({ user_id: user, view: { type: 'home', blocks: [] } });
    await slack.chat.postMessage({ channel: '#releases', text: 'Public' });
    await workspace.waitFor(() => ofType(ben, 'message').length > 0);
    await workspace.waitFor(() => ofType(ana, 'message').length === 3);
    const texts = (heard: UiEvent[]) => ofType(heard, 'message').map(event => event.message.text);
    expect(texts(ana)).toEqual(['Psst', 'Direct', 'Public']);
    expect(texts(ben)).toEqual(['Public']);
    expect([ofType(ana, 'home').length, ofType(ben, 'home').length]).toEqual([1, 0]);
  });

  it('is told what went wrong with a command', async () => {
    const command = { person: 'ana', channel: '#releases', text: '/release' };
    expect(await send('commands', command)).toMatchObject({
      ok: false,
      error: 'dispatch_failed',
      sentence: '`/release` failed with the error “dispatch_failed”.',
    });
  });

  it('finds the direct message with the app, and opens its Home', async () => {
    const opened = await send('direct', { person: 'ana', with: 'U00TMINUSX' });
    expect(opened).toMatchObject({ ok: true });
    expect(await send('direct', { person: 'ana', with: 'U00TMINUSX' })).toEqual(opened);
    expect(await send('home', { person: 'ana' })).toEqual({ ok: true });
  });

  it('that presses what is gone is told so', async () => {
    const action = { person: 'ana', blockId: 'b', actionId: 'a', chosen: {}, state: { values: {} } };
    const container = { type: 'message', channel: 'C02RELEASE', ts: '1.000000', ephemeral: false };
    expect(await send('actions', { ...action, container })).toMatchObject({ error: 'not_found' });
    expect(await send('views/submit', { person: 'ana', viewId: 'V0', state: { values: {} } })).toMatchObject({
      error: 'not_found',
    });
  });

  it('can change who is in a user group', async () => {
    const heard = await listen('ana');
    expect(await send('groups', { handle: 'qa', members: ['kofi'] })).toEqual({ ok: true });
    await workspace.waitFor(() => ofType(heard, 'people').length > 0);
    expect(ofType(heard, 'people')[0]?.groups.find(one => one.handle === 'qa')?.members).toEqual([
      'U11KOFIADJ',
    ]);
  });
});

describe('a request of a page', () => {
  it.each([
    ['that lacks a field', { person: 'ana' }, 400],
    ['that is fine', { person: 'ana', channel: '#releases', text: 'Hello' }, 200],
  ])('%s', async (_how, body, status) => {
    const response = await fetch(`${workspace.url}/sandbox/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(status);
  });

  it('that is no JSON is refused, so that other sites cannot press buttons', async () => {
    const body = new URLSearchParams({ person: 'ana', channel: '#releases', text: 'Hello' });
    const response = await fetch(`${workspace.url}/sandbox/messages`, { method: 'POST', body });
    expect(response.status).toBe(415);
    expect(workspace.messages('#releases')).toEqual([]);
  });

  it('for somebody who is not in the workspace is refused', async () => {
    expect(await send('home', { person: 'nobody' })).toMatchObject({ ok: false, error: 'user_not_found' });
    expect((await fetch(`${workspace.url}/sandbox/state?person=nobody`)).status).toBe(404);
  });
});

describe('the folder of the page', () => {
  it('is served at the root, with permalinks leading to the page and nothing outside the folder', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tminus-page-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>tminus</title>');
    await writeFile(join(folder, 'page.js'), '// page');
    const served = await serveWorkspace({ pageFolder: folder });
    const get = async (path: string) => {
      const response = await fetch(served.url + path);
      return [response.status, response.headers.get('content-type'), (await response.text()).slice(0, 7)];
    };
    const page = [200, 'text/html; charset=utf-8', '<!docty'];
    expect(await get('/')).toEqual(page);
    expect(await get('/archives/C02RELEASE/p1700000000000001')).toEqual(page);
    expect(await get('/page.js')).toEqual([200, 'text/javascript; charset=utf-8', '// page']);
    expect((await get('/..%2f..%2fetc%2fhosts.txt'))[0]).toBe(404);
    await served.close();
    await rm(folder, { recursive: true });
  });
});
