import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import type { WorkspaceOptions } from '../../../sandbox/workspace/options.ts';
import { aBot, type Transport } from './a-bot.ts';

const text = (words: string) => ({ type: 'plain_text' as const, text: words });

function planModal(title = 'Plan a release') {
  return {
    type: 'modal' as const,
    callback_id: 'plan',
    title: text(title),
    submit: text('Plan'),
    notify_on_close: true,
    blocks: [
      {
        type: 'input' as const,
        block_id: 'version',
        label: text('Version'),
        element: { type: 'plain_text_input' as const, action_id: 'version', max_length: 20 },
      },
      {
        type: 'input' as const,
        block_id: 'kind',
        label: text('Kind'),
        element: {
          type: 'static_select' as const,
          action_id: 'kind',
          options: ['patch', 'minor'].map(value => ({ text: text(value), value })),
        },
      },
    ],
  };
}

function card(version: string, state: string) {
  return [
    { type: 'section' as const, text: { type: 'mrkdwn' as const, text: `*${version}* is ${state}` } },
    {
      type: 'actions' as const,
      elements: [{ type: 'button' as const, action_id: 'approve', text: text('Approve'), value: version }],
    },
  ];
}

function opensPlan(app: App): void {
  app.command('/release', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({
      trigger_id: body.trigger_id,
      view: { ...planModal(), private_metadata: body.channel_id },
    });
  });
}

function releaseApp(app: App): void {
  opensPlan(app);
  app.view('plan', async ({ ack, view, client }) => {
    const version = view.state.values.version?.version?.value ?? '';
    if (!version.startsWith('v')) {
      await ack({ response_action: 'errors', errors: { version: 'A version begins with v.' } });
      return;
    }
    await ack();
    await client.chat.postMessage({
      channel: view.private_metadata,
      text: version,
      blocks: card(version, 'planned'),
    });
  });
  app.action('approve', async ({ ack, body, client, action }) => {
    await ack();
    if (body.type !== 'block_actions' || action.type !== 'button') return;
    await client.chat.update({
      channel: body.channel?.id ?? '',
      ts: body.message?.ts ?? '',
      text: action.value ?? '',
      blocks: card(action.value ?? '', `approved by <@${body.user.id}>`),
    });
  });
}

let running: Awaited<ReturnType<typeof aBot>> | undefined;

async function start(transport: Transport, listen: (app: App) => void, options?: WorkspaceOptions) {
  running = await aBot(transport, listen, options);
  return running.workspace;
}

afterEach(async () => {
  await running?.close();
  running = undefined;
});

describe.each<Transport>(['http', 'socket'])('a real Bolt app over %s', transport => {
  it('is taken from a slash command through a modal and a message to a click that updates it', async () => {
    const workspace = await start(transport, releaseApp);
    const command = { person: 'ana', channel: '#releases', text: '/release' };
    expect(await workspace.slashCommand(command)).toEqual({ ok: true });
    const modal = await workspace.waitFor(() => workspace.modal('ana'));
    expect(modal.title).toMatchObject({ text: 'Plan a release' });

    const wrong = { person: 'ana', values: { version: '1.2.3', kind: 'minor' } };
    expect(await workspace.submitView(wrong)).toEqual({
      ok: true,
      errors: { version: 'A version begins with v.' },
    });
    const right = { person: 'ana', values: { version: 'v1.2.3', kind: 'minor' } };
    expect(await workspace.submitView(right)).toEqual({ ok: true });
    expect(workspace.modal('ana')).toBeUndefined();

    const posted = await workspace.waitFor(() => workspace.messages('#releases')[0]);
    expect(posted.blocks[0]).toMatchObject({ text: { text: '*v1.2.3* is planned' } });
    await workspace.click({ person: 'ben', message: posted, actionId: 'approve' });
    const updated = await workspace.waitFor(() => workspace.messages('#releases').find(one => one.editedTs));
    expect(updated.blocks[0]).toMatchObject({ text: { text: '*v1.2.3* is approved by <@U02BENOKAF>' } });
  });

  it('answers a command with a text that only the person sees', async () => {
    const workspace = await start(transport, app => {
      app.command('/release', async ({ ack, command }) => ack(`You said ${command.text}`));
    });
    await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release show @ben now' });
    expect(workspace.ephemerals('ana')).toMatchObject([
      { text: 'You said show <@U02BENOKAF|ben> now', byApp: true },
    ]);
    expect(workspace.ephemerals('ben')).toEqual([]);
  });

  it('hears mentions in threads, the opening of its Home, joins and changes of user groups', async () => {
    const heard: string[] = [];
    const workspace = await start(transport, app => {
      app.event('app_mention', async ({ event, say }) => {
        await say({ text: 'Yes?', thread_ts: event.thread_ts ?? event.ts });
      });
      app.event('app_home_opened', async ({ event, client }) => {
        const view = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
        await client.views.publish({ user_id: event.user, view });
      });
      app.event('member_joined_channel', async ({ event }) => void heard.push(`${event.user} joined`));
      app.event('subteam_members_changed', async ({ event }) => void heard.push(`+${event.added_users}`));
    });
    const said = await workspace.say({ person: 'ana', channel: '#releases', text: 'Shall we?' });
    const threadTs = said.ok ? (said.ts ?? '') : '';
    await workspace.mention({ person: 'ben', channel: '#releases', text: 'status', threadTs });
    await workspace.waitFor(() =>
      workspace.messages('#releases', { threadTs }).some(one => one.text === 'Yes?'),
    );

    await workspace.openHome('ana');
    expect((await workspace.waitFor(() => workspace.home('ana'))).blocks).toMatchObject([
      { type: 'divider' },
    ]);

    await running?.app.client.conversations.create({ name: 'war-room' });
    await workspace.join('kofi', '#war-room');
    workspace.setGroupMembers('qa', ['dmitri', 'lena', 'kofi']);
    await workspace.waitFor(() => heard.length === 2);
    expect(heard.sort()).toEqual(['+U11KOFIADJ', 'U11KOFIADJ joined']);
  });

  it('gets both kinds of shortcuts and is told when a modal is closed', async () => {
    const heard: string[] = [];
    const shortcuts = [
      { callbackId: 'start', name: 'Start a release', kind: 'global' as const },
      { callbackId: 'declare', name: 'Declare emergency', kind: 'message' as const },
    ];
    const workspace = await start(
      transport,
      app => {
        app.shortcut('start', async ({ ack, shortcut, client }) => {
          await ack();
          await client.views.open({ trigger_id: shortcut.trigger_id, view: planModal() });
        });
        app.shortcut({ type: 'message_action', callback_id: 'declare' }, async ({ ack, shortcut }) => {
          await ack();
          heard.push(`declared on “${shortcut.message.text}”`);
        });
        app.view({ callback_id: 'plan', type: 'view_closed' }, async ({ ack, body }) => {
          await ack();
          heard.push(`closed by ${body.user.name}`);
        });
      },
      { app: { shortcuts } },
    );
    const said = await workspace.say({ person: 'george', channel: '#incidents', text: 'Checkout is down' });
    const { ts = '', channel = '' } = said.ok ? said : {};
    await workspace.messageShortcut({ person: 'george', callbackId: 'declare', channel, ts });
    await workspace.globalShortcut({ person: 'george', callbackId: 'start' });
    await workspace.waitFor(() => workspace.modal('george'));
    await workspace.closeView({ person: 'george' });
    expect(heard).toEqual(['declared on “Checkout is down”', 'closed by george']);
  });

  it('may update, push and clear modals from the acknowledgement of a submission', async () => {
    const answers = [
      { response_action: 'update' as const, view: planModal('Updated') },
      { response_action: 'push' as const, view: planModal('Pushed') },
      { response_action: 'clear' as const },
    ];
    const workspace = await start(transport, app => {
      opensPlan(app);
      app.view('plan', async ({ ack }) => ack(answers.shift()));
    });
    await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
    await workspace.waitFor(() => workspace.modal('ana'));
    const values = { version: 'v1', kind: 'patch' };
    const titles: unknown[] = [];
    for (let answered = 0; answered < 3; answered++) {
      await workspace.submitView({ person: 'ana', values });
      titles.push(workspace.modal('ana')?.title?.text);
    }
    expect(titles).toEqual(['Updated', 'Pushed', undefined]);
  });

  it('offers the choices of an external select', async () => {
    const workspace = await start(transport, app => {
      app.options('service', async ({ ack, options }) =>
        ack({ options: [{ text: text(`${options.value}out`), value: 'checkout' }] }),
      );
    });
    const blocks = [
      { type: 'actions', block_id: 'pick', elements: [{ type: 'external_select', action_id: 'service' }] },
    ];
    const sent = await running?.app.client.chat.postMessage({ channel: '#releases', text: 'Which?', blocks });
    const response = await fetch(`${workspace.url}/sandbox/options`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        person: 'ana',
        container: { type: 'message', channel: sent?.channel, ts: sent?.ts, ephemeral: false },
        blockId: 'pick',
        actionId: 'service',
        query: 'check',
      }),
    });
    expect(await response.json()).toEqual({
      ok: true,
      options: [{ text: { type: 'plain_text', text: 'checkout' }, value: 'checkout' }],
    });
  });

  it('that is silent for too long leaves the person with an operation_timeout', async () => {
    const workspace = await start(transport, () => {}, { ackTimeoutMs: 100 });
    const outcome = await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
    expect(outcome).toMatchObject({ ok: false, error: 'operation_timeout' });
    expect(workspace.ephemerals('ana')).toMatchObject([
      { user: 'USLACKBOT', text: '`/release` failed with the error “operation_timeout”.' },
    ]);
  });

  it('gets an event again when it did not acknowledge the first time', async () => {
    const attempts: (number | undefined)[] = [];
    const workspace = await start(
      transport,
      app => {
        app.event('app_mention', async ({ context }) => void attempts.push(context.retryNum));
      },
      { eventRetryDelaysMs: [0, 0, 0] },
    );
    workspace.faults.add({ delivery: 'event', kind: '503', when: 'after', times: 2 });
    await workspace.mention({ person: 'ana', channel: '#releases', text: 'hello' });
    await workspace.waitFor(() => attempts.length === 3);
    expect(attempts.map(number => number ?? 0)).toEqual([0, 1, 2]);
  });
});

describe('a Socket Mode app', () => {
  it('comes back when Slack asks it to, and gets what happens afterwards', async () => {
    const workspace = await start('socket', app => {
      app.command('/release', async ({ ack }) => ack('Here'));
    });
    const opened = workspace.calls('apps.connections.open').length;
    workspace.sockets.refresh('refresh_requested');
    await workspace.waitFor(() => workspace.calls('apps.connections.open').length > opened);
    await workspace.waitFor(() => workspace.sockets.connections() === 1);
    await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
    expect(workspace.ephemerals('ana')).toMatchObject([{ text: 'Here' }]);
  });
});

describe('a slash command', () => {
  it('is refused in a thread, as Slack refuses it', async () => {
    const workspace = await start('http', releaseApp);
    const said = await workspace.say({ person: 'ana', channel: '#releases', text: 'Shall we?' });
    const threadTs = said.ok ? (said.ts ?? '') : '';
    const outcome = await workspace.slashCommand({
      person: 'ana',
      channel: '#releases',
      text: '/release',
      threadTs,
    });
    expect(outcome).toMatchObject({ error: 'not_supported_in_threads' });
  });

  it('that no app has is explained by Slackbot', async () => {
    const workspace = await start('http', releaseApp);
    await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/relaese start' });
    expect(workspace.ephemerals('ana')).toMatchObject([{ text: '`/relaese` is not a valid command.' }]);
  });

  it('to an app that is down ends in a dispatch_failed', async () => {
    const workspace = await start('http', releaseApp);
    workspace.setRequestUrl('http://127.0.0.1:9/slack/events');
    const outcome = await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
    expect(outcome).toMatchObject({ error: 'dispatch_failed' });
  });
});

describe('a modal', () => {
  it('is not submitted while a required input is empty', async () => {
    const workspace = await start('http', releaseApp);
    await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
    await workspace.waitFor(() => workspace.modal('ana'));
    expect(await workspace.submitView({ person: 'ana', values: { version: 'v1' } })).toEqual({
      ok: true,
      errors: { kind: 'Please complete this required field.' },
    });
  });

  it('stays open when the app does not answer its submission', async () => {
    const workspace = await start('http', releaseApp);
    await workspace.slashCommand({ person: 'ana', channel: '#releases', text: '/release' });
    await workspace.waitFor(() => workspace.modal('ana'));
    workspace.faults.add({ delivery: 'interactive', kind: '503' });
    const outcome = await workspace.submitView({ person: 'ana', values: { version: 'v1', kind: 'patch' } });
    expect(outcome).toMatchObject({ ok: false, error: 'dispatch_failed' });
    expect(workspace.modal('ana')).toBeDefined();
  });
});
