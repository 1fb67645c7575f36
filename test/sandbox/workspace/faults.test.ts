import { type WebAPIHTTPError, WebAPIRequestError, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultKind, openFaults } from '../../../sandbox/workspace/faults.ts';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { aBot, clientOf } from './a-bot.ts';

let workspace: Workspace;
let slack: WebClient;

beforeEach(async () => {
  workspace = await openWorkspace();
  slack = clientOf(workspace);
});

afterEach(() => workspace.close());

const post = (text: string) => slack.chat.postMessage({ channel: '#releases', text });
const texts = () => workspace.messages('#releases').map(one => one.text);

describe('a fault of a method', () => {
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('resets the connection %s the message is stored', async (when, stored) => {
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when });
    await expect(post('Hello')).rejects.toBeInstanceOf(WebAPIRequestError);
    expect(texts()).toHaveLength(stored);
    await post('Again');
    expect(texts()).toHaveLength(stored + 1);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('answers 503 %s the message is stored', async (when, stored) => {
    workspace.faults.add({ method: '*', kind: '503', when });
    await expect(post('Hello')).rejects.toMatchObject({ statusCode: 503 } satisfies Partial<WebAPIHTTPError>);
    expect(texts()).toHaveLength(stored);
  });

  it('that strikes after the effect makes the retries of the SDK post twice', async () => {
    const client = new WebClient('xoxb-sandbox', {
      slackApiUrl: workspace.apiUrl,
      retryConfig: { retries: 1, minTimeout: 1, maxTimeout: 1 },
    });
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reset', when: 'after' });
    await client.chat.postMessage({ channel: '#releases', text: 'Hello' });
    expect(texts()).toEqual(['Hello', 'Hello']);
  });

  it('holds a slow call up', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: 'slow', delayMs: 300 });
    const slow = post('slow');
    await post('quick');
    await slow;
    expect(texts()).toEqual(['quick', 'slow']);
  });

  it('lets the next call overtake a reordered one', async () => {
    workspace.faults.add({ method: 'chat.postMessage', kind: 'reorder', delayMs: 5000 });
    const first = post('first');
    await workspace.waitFor(() => workspace.faults.pending().length === 0);
    await post('second');
    await first;
    expect(texts()).toEqual(['second', 'first']);
  });

  it('can be asked for, seen and taken back over HTTP', async () => {
    const url = `${workspace.url}/sandbox/faults`;
    const send = (method: string, body?: object) =>
      fetch(url, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
    const fault = { method: 'chat.update', kind: '503', times: 2 };
    await send('POST', fault);
    expect(await (await send('GET')).json()).toEqual({ ok: true, faults: [fault] });
    expect((await send('POST', { kind: 'flood' })).status).toBe(400);
    await send('POST', { seed: 1, share: 1, kinds: ['503'], on: 'methods' });
    await expect(slack.auth.test()).rejects.toMatchObject({ statusCode: 503 });
    expect(await (await send('DELETE')).json()).toEqual({ ok: true, faults: [] });
    expect((await slack.auth.test()).ok).toBe(true);
  });
});

describe('a fault of a delivery', () => {
  it.each([
    ['duplicate', 'before', 2, true],
    ['reset', 'before', 0, false],
    ['reset', 'after', 1, false],
    ['503', 'after', 1, false],
    ['slow', 'before', 1, true],
  ] as const)('of the kind %s %s reaches the app %d times', async (kind, when, times, ok) => {
    let heard = 0;
    const bot = await aBot('http', app => {
      app.command('/release', async ({ ack }) => {
        heard += 1;
        await ack();
      });
    });
    bot.workspace.faults.add({ delivery: 'command', kind, when, delayMs: 10 });
    const outcome = await bot.workspace.slashCommand({
      person: 'ana',
      channel: '#releases',
      text: '/release',
    });
    expect([heard, outcome.ok]).toEqual([times, ok]);
    await bot.close();
  });

  it('lets a later command overtake an earlier one', async () => {
    const heard: string[] = [];
    const bot = await aBot('socket', app => {
      app.command('/release', async ({ ack, command }) => {
        heard.push(command.text);
        await ack();
      });
    });
    bot.workspace.faults.add({ delivery: '*', kind: 'reorder', delayMs: 5000 });
    const command = (text: string) =>
      bot.workspace.slashCommand({ person: 'ana', channel: '#releases', text: `/release ${text}` });
    await Promise.all([command('first'), command('second')]);
    expect(heard).toEqual(['second', 'first']);
    await bot.close();
  });
});

describe('random faults', () => {
  const kinds: FaultKind[] = ['reset', '503', 'slow', 'duplicate', '429'];

  function drawn(seed: number): (string | undefined)[] {
    const faults = openFaults();
    faults.random({ seed, share: 0.3, kinds, on: 'both' });
    return Array.from({ length: 200 }, (_, index) => {
      const fault = faults.strike(index % 2 === 0 ? { method: 'chat.update' } : { delivery: 'event' });
      return fault && `${fault.kind} ${fault.when}`;
    });
  }

  it('are the same for the same seed and differ for another', () => {
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });

  it('strike about the share of calls they are asked to', () => {
    const struck = drawn(7).filter(fault => fault !== undefined).length;
    expect(struck).toBeGreaterThan(40);
    expect(struck).toBeLessThan(80);
  });

  it('duplicate only deliveries and limit only methods', () => {
    const all = drawn(7).map((fault, index) => `${index % 2 === 0 ? 'method' : 'delivery'} ${fault}`);
    expect(all.filter(one => /^method duplicate|^delivery 429/.test(one))).toEqual([]);
  });
});
