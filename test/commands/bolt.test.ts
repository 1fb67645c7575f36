import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkspaceOptions } from '../../sandbox/workspace/options.ts';
import { registerIntents } from '../../src/commands/bolt.ts';
import { aBot, type Transport } from '../sandbox/workspace/a-bot.ts';
import { CHECKOUT, type FrontDesk, frontDesk } from './front-desk.ts';

let running: Awaited<ReturnType<typeof aBot>> | undefined;

afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** The desk behind a real Bolt app that talks to a workspace. */
async function open(transport: Transport = 'http', options: WorkspaceOptions = {}) {
  const desk = await frontDesk();
  const listen = (app: App) => {
    desk.desk.slack.interactive = app.client;
    registerIntents(app, desk.desk, desk.flying);
  };
  const shortcuts = [{ callbackId: 'menu', name: 'Release menu', kind: 'global' as const }];
  running = await aBot(transport, listen, { app: { shortcuts }, tiers: false, ...options });
  return { desk, workspace: running.workspace };
}

type Opened = Awaited<ReturnType<typeof open>>;

const lastTo = ({ workspace }: Opened, person: string) => workspace.ephemerals(person).at(-1);
const heard = (opened: Opened, person: string, says: string) =>
  opened.workspace.waitFor(() => lastTo(opened, person)?.text?.includes(says) && lastTo(opened, person));
const types = (opened: Opened, person: string, text: string) =>
  opened.workspace.slashCommand({ person, channel: CHECKOUT, text });

async function approvals(desk: FrontDesk, id: string): Promise<string[]> {
  return (await desk.load(id)).approvals.given.map(({ by }) => by);
}

describe.each(['http', 'socket'] as const)('over %s', transport => {
  it('a release is planned in a form and approved in another', async () => {
    const opened = await open(transport);
    const { desk, workspace } = opened;
    expect(await types(opened, 'ana', '/release start v1.4.0 minor prod')).toMatchObject({ ok: true });
    await workspace.waitFor(() => workspace.modal('ana')?.blocks.some(block => block.block_id === 'goal'));
    await workspace.submitView({ person: 'ana', values: { goal: 'Faster payment' } });
    await heard(opened, 'ana', 'is planned as');
    expect(workspace.modal('ana')).toBeUndefined();
    const id = desk.engine.rows()[0]?.id ?? '';
    await types(opened, 'elif', '/release approve');
    await workspace.waitFor(() => workspace.modal('elif'));
    await workspace.submitView({ person: 'elif' });
    await heard(opened, 'elif', 'Your approval');
    expect(await approvals(desk, id)).toEqual([desk.personId('elif')]);
  });

  it('a mention in a thread does what the slash command does, for the release of that thread', async () => {
    const opened = await open(transport);
    const { desk, workspace } = opened;
    const release = await desk.plans({ environment: 'staging' });
    await desk.plans();
    await workspace.say({ person: 'ana', channel: CHECKOUT, text: 'here is the card' });
    const threadTs = workspace.messages(CHECKOUT).at(-1)?.ts ?? '';
    desk.threads.set(`${CHECKOUT}/${threadTs}`, release.id);
    await workspace.mention({ person: 'farah', channel: CHECKOUT, text: 'approve', threadTs });
    const answer = await heard(opened, 'farah', 'Your approval');
    expect(answer?.threadTs).toBe(threadTs);
    expect(await approvals(desk, release.id)).toEqual([desk.personId('farah')]);
  });
});

describe('what Slack expects of every listener', () => {
  it('an acknowledgement before anything is read or written', async () => {
    const opened = await open();
    const { desk } = opened;
    const live = desk.desk.releases.live;
    let go: () => void = () => {};
    const gate = new Promise<void>(resolve => {
      go = resolve;
    });
    desk.desk.releases.live = () => gate.then(live);
    expect(await types(opened, 'ana', '/release list')).toMatchObject({ ok: true });
    expect(desk.flying.count).toBe(1);
    expect(await desk.flying.drain(5)).toBe(false);
    go();
    expect(await desk.flying.drain(5_000)).toBe(true);
    expect(lastTo(opened, 'ana')?.text).toBeDefined();
  });

  it('an acknowledgement of an action nobody listens to', async () => {
    const { workspace } = await open();
    const button = {
      type: 'button' as const,
      action_id: 'link',
      text: { type: 'plain_text' as const, text: 'See' },
    };
    const blocks = [{ type: 'actions' as const, elements: [button] }];
    const { ts = '' } =
      (await running?.app.client.chat.postMessage({ channel: CHECKOUT, text: 'x', blocks })) ?? {};
    const outcome = await workspace.click({
      person: 'ana',
      message: { channel: CHECKOUT, ts },
      actionId: 'link',
    });
    expect(outcome).toMatchObject({ ok: true });
  });
});

describe('a click', () => {
  it('that is delivered twice does nothing twice and is answered once', async () => {
    const opened = await open();
    const { desk, workspace } = opened;
    const release = await desk.plans({ environment: 'staging' });
    await types(opened, 'farah', '/release status');
    const status = await heard(opened, 'farah', 'staging');
    if (!status) throw new Error('nothing was answered');
    workspace.faults.add({ delivery: 'interactive', kind: 'duplicate' });
    const message = { channel: CHECKOUT, ts: status.ts, ephemeral: true };
    await workspace.click({ person: 'farah', message, actionId: 'approve' });
    await heard(opened, 'farah', 'Your approval');
    expect(await desk.flying.drain(5_000)).toBe(true);
    expect(await approvals(desk, release.id)).toHaveLength(1);
    const answers = workspace.ephemerals('farah').filter(({ text }) => text?.includes('approv'));
    expect(answers).toHaveLength(1);
  });
});

describe('a form', () => {
  it('stays open with the error at its field', async () => {
    const opened = await open();
    const { desk, workspace } = opened;
    await types(opened, 'ana', '/release start v1.4.0 minor prod');
    await workspace.waitFor(() => workspace.modal('ana')?.blocks.some(block => block.block_id === 'goal'));
    const outcome = await workspace.submitView({ person: 'ana', values: { goal: ' ' } });
    expect(JSON.stringify(outcome)).toContain('goal');
    expect(workspace.modal('ana')).toBeDefined();
    expect(desk.engine.rows()).toEqual([]);
  });

  it('that is refused after it closed opens again with what was written', async () => {
    const opened = await open();
    const { desk, workspace } = opened;
    await types(opened, 'ana', '/release start v1.4.0 minor prod');
    const first = await workspace.waitFor(() => {
      const modal = workspace.modal('ana');
      return modal?.blocks.some(block => block.block_id === 'goal') && modal;
    });
    desk.engine.handle = async () => ({
      is: 'refused',
      refusal: { refusal: 'already-released', version: '1.4.0', environment: 'production' },
      release: null,
    });
    await workspace.submitView({ person: 'ana', values: { goal: 'Faster payment' } });
    const again = await workspace.waitFor(() => {
      const modal = workspace.modal('ana');
      return modal && modal.id !== first?.id && modal;
    });
    expect(JSON.stringify(again)).toContain('Faster payment');
  });
});

describe('a form that comes too late', () => {
  it('is not opened, and the person is asked to ask again', async () => {
    let late = 0;
    const opened = await open('http', { clock: () => Date.now() + late });
    const { desk, workspace } = opened;
    await desk.plans({ environment: 'staging' });
    const { live } = desk.desk.releases;
    desk.desk.releases.live = () => {
      late = 4_000;
      return live();
    };
    await types(opened, 'farah', '/release reject');
    await heard(opened, 'farah', 'three seconds');
    expect(workspace.modal('farah')).toBeUndefined();
  });
});

describe('the other ways to reach it', () => {
  it('App Home is drawn when it is opened', async () => {
    const { desk, workspace } = await open();
    await desk.plans();
    await workspace.openHome('elif');
    const home = await workspace.waitFor(() => workspace.home('elif'));
    expect(JSON.stringify(home)).toContain('checkout 1.4.0');
  });

  it('the global shortcut answers with the menu in a direct message', async () => {
    const { desk, workspace } = await open();
    await desk.plans();
    await workspace.globalShortcut({ person: 'elif', callbackId: 'menu' });
    await workspace.waitFor(() => workspace.calls('chat.postMessage').length > 0);
    const [call] = workspace.calls('chat.postMessage');
    expect(JSON.stringify(call)).toContain('checkout 1.4.0');
  });

  it('news for everybody are said in the channel', async () => {
    const opened = await open();
    const { desk, workspace } = opened;
    await types(opened, 'george', '/release lock prod the database moves --for 2h');
    const said = await workspace.waitFor(() =>
      workspace.messages(CHECKOUT).find(({ text }) => text?.includes('locked')),
    );
    expect(said?.text).toContain('the database moves');
    const { lock } = await desk.engine.lane({ service: 'checkout', environment: 'production' });
    expect(lock).toMatchObject({ reason: 'the database moves', until: desk.engine.now + 7_200_000 });
  });
});
