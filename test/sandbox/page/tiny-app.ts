import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { Workspace } from '../../../sandbox/workspace/open-workspace.ts';

export interface TinyApp {
  /** What people did, in words. */
  readonly heard: string[];
  close(): Promise<void>;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });

/** A small Bolt app with a button, a select, an ephemeral answer, a Home and a modal with every kind of input. */
export async function openTinyApp(workspace: Workspace): Promise<TinyApp> {
  const heard: string[] = [];
  const receiver = new HTTPReceiver({ signingSecret: 'sandbox-signing-secret' });
  const app = new App({
    token: 'xoxb-sandbox',
    receiver,
    clientOptions: { slackApiUrl: workspace.apiUrl },
  });

  app.command('/release', async ({ ack, command, client, respond }) => {
    await ack();
    heard.push(`/release ${command.text}`);
    if (command.text === 'status') await respond({ text: 'Nothing is under way. *Quiet.*' });
    if (command.text.startsWith('start'))
      await client.views.open({ trigger_id: command.trigger_id, view: planView() });
    if (command.text === 'list') await client.chat.postMessage(card(command.channel_id));
  });
  app.action('roll_back', async ({ ack, body, client }) => {
    await ack();
    heard.push(`roll_back by ${body.user.id}`);
    await client.chat.postMessage({ channel: 'C02RELEASE', text: `Rolled back by <@${body.user.id}>` });
  });
  app.action('strategy', async ({ ack, action }) => {
    await ack();
    if (action.type === 'static_select') heard.push(`strategy ${action.selected_option?.value}`);
  });
  app.action('add_risk', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    const { view } = await client.views.push({ trigger_id: body.trigger_id, view: riskView([LOADING]) });
    if (view?.id) await client.views.update({ view_id: view.id, view: riskView([LOADING, RISK]) });
  });
  app.view('plan', async ({ ack, view, body, client }) => {
    const goal = view.state.values.goal?.goal?.value ?? '';
    if (goal.length < 5) return ack({ response_action: 'errors', errors: { goal: 'Say it in a sentence.' } });
    await ack();
    heard.push(JSON.stringify(view.state.values));
    await client.chat.postMessage({ channel: 'C02RELEASE', text: `<@${body.user.id}> plans: ${goal}` });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    const blocks = [{ type: 'header' as const, text: plain('Waiting for you') }];
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
  });

  const server = await app.start({ port: 0, host: '127.0.0.1' });
  workspace.setRequestUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return {
    heard,
    close: async () => {
      await app.stop();
    },
  };
}

const card = (channel: string) => ({
  channel,
  text: 'checkout 1.4.0 goes out',
  blocks: [
    {
      type: 'section' as const,
      text: { type: 'mrkdwn' as const, text: '*checkout 1.4.0* :rocket: goes out' },
    },
    {
      type: 'actions' as const,
      elements: [
        {
          type: 'button' as const,
          action_id: 'roll_back',
          style: 'danger' as const,
          text: plain('Roll back'),
          confirm: {
            title: plain('Roll back?'),
            text: plain('All traffic goes to 1.3.0.'),
            confirm: plain('Roll back now'),
            deny: plain('Keep it'),
          },
        },
        {
          type: 'static_select' as const,
          action_id: 'strategy',
          placeholder: plain('Strategy'),
          options: ['canary', 'rolling'].map(value => ({ text: plain(value), value })),
        },
      ],
    },
  ],
});

const LOADING = { type: 'section', text: plain('Loading…') };
const RISK = {
  type: 'input',
  block_id: 'risk',
  label: plain('What could happen'),
  element: { type: 'plain_text_input', action_id: 'risk' },
};

const riskView = (blocks: object[]): ModalView => ({
  type: 'modal',
  callback_id: 'risk',
  title: plain('Risk'),
  close: plain('Back'),
  submit: plain('Add'),
  blocks: blocks as never,
});

function planView(): ModalView {
  const options = ['features', 'fixes', 'debt'].map(value => ({ text: plain(value), value }));
  const input = (id: string, label: string, element: object, optional = true) =>
    ({
      type: 'input',
      block_id: id,
      label: plain(label),
      optional,
      element: { action_id: id, ...element },
    }) as never;
  return {
    type: 'modal',
    callback_id: 'plan',
    title: plain('Plan a release'),
    submit: plain('Plan it'),
    blocks: [
      input('goal', 'Goal', { type: 'plain_text_input', multiline: true }, false),
      input('scope', 'Scope', { type: 'multi_static_select', placeholder: plain('Pick some'), options }),
      input('owner', 'Owner', { type: 'users_select', placeholder: plain('Pick a person') }),
      input('kind', 'Kind', { type: 'radio_buttons', options, initial_option: options[0] }),
      input('checks', 'Checks', { type: 'checkboxes', options }),
      input('day', 'Day', { type: 'datepicker', initial_date: '2026-11-23' }),
      input('time', 'Time', { type: 'timepicker' }),
      input('freeze', 'Code freeze', { type: 'datetimepicker', initial_date_time: 1_795_000_000 }),
      input('minutes', 'Minutes to go back', {
        type: 'number_input',
        is_decimal_allowed: false,
        max_value: '60',
      }),
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'add_risk', text: plain('Add a risk') }],
      },
    ],
  };
}
