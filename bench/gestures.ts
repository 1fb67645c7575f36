import { createHmac } from 'node:crypto';

export const SIGNING_SECRET = 'bench-signing-secret';
export const BOT_TOKEN = 'xoxb-bench';
const PERSON = 'U0000000009';

/** A request as Slack sends it. */
export interface Gesture {
  body: string;
  headers: Record<string, string>;
}

/** https://docs.slack.dev/authentication/verifying-requests-from-slack */
function signed(body: string): Gesture {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
  };
}

let count = 0;
/** Never the same twice, in any process: tminus answers a repeated gesture only once. */
const unique = () => `${process.pid}.${Date.now()}.${++count}`;

/** A typed slash command; its answer goes to `answers`. */
export const typed = (command: string, text: string, channel: string, answers: string): Gesture =>
  signed(
    new URLSearchParams({
      token: 'unused',
      team_id: 'T0000000001',
      team_domain: 'bench',
      channel_id: channel,
      channel_name: 'releases',
      user_id: PERSON,
      user_name: 'bench',
      command,
      text,
      api_app_id: 'A0000000001',
      is_enterprise_install: 'false',
      response_url: answers,
      trigger_id: unique(),
    }).toString(),
  );

/** A click on a button of a message, and the id it is known by in the event log. */
export function clicked(
  button: string,
  value: string,
  channel: string,
  answers: string,
): Gesture & { commandId: string } {
  const actionTs = unique();
  const payload = {
    type: 'block_actions',
    team: { id: 'T0000000001', domain: 'bench' },
    api_app_id: 'A0000000001',
    user: { id: PERSON, username: 'bench', name: 'bench', team_id: 'T0000000001' },
    container: { type: 'message', message_ts: '1.1', channel_id: channel, is_ephemeral: false },
    channel: { id: channel, name: 'releases' },
    trigger_id: unique(),
    response_url: answers,
    actions: [
      {
        type: 'button',
        action_id: button,
        block_id: 'b',
        value,
        action_ts: actionTs,
        text: { type: 'plain_text', text: button },
      },
    ],
  };
  const gesture = signed(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());
  return { ...gesture, commandId: `click/${PERSON}/${actionTs}` };
}

/** Sends it and waits for the acknowledgement. @throws unless that is a 200 */
export async function send(address: string, { body, headers }: Gesture): Promise<void> {
  const response = await fetch(address, { method: 'POST', body, headers });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`acknowledged with ${response.status}`);
}
