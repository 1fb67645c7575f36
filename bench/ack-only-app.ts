import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { BOT_TOKEN, SIGNING_SECRET } from './gestures.ts';

/** The least a Bolt app can do: check the signature and acknowledge. Prints its port. */
const receiver = new HTTPReceiver({ signingSecret: SIGNING_SECRET, logLevel: LogLevel.ERROR });
const authorize = async () => ({ botToken: BOT_TOKEN, botId: 'B0000000001', botUserId: 'U0000000099' });
const app = new App({ receiver, authorize, logLevel: LogLevel.ERROR });
app.command('/release', async ({ ack }) => {
  await ack();
});
const server = await receiver.start(0);
console.log((server.address() as AddressInfo).port);
