import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import type { WorkspaceOptions } from '../../../sandbox/workspace/options.ts';

export type Transport = 'http' | 'socket';

type Running = { workspace: Workspace; app: App; close(): Promise<void> };

/** A workspace and a real Bolt app that talk to each other; `listen` adds the listeners. */
export async function aBot(
  transport: Transport,
  listen: (app: App) => void,
  options: WorkspaceOptions = {},
): Promise<Running> {
  const workspace = await openWorkspace(options);
  const clientOptions = { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 } };
  const receiver =
    transport === 'http'
      ? new HTTPReceiver({ signingSecret: 'sandbox-signing-secret', logLevel: LogLevel.ERROR })
      : new SocketModeReceiver({
          appToken: 'xapp-sandbox',
          logLevel: LogLevel.ERROR,
          // Sets how soon it comes back after a disconnect, too.
          clientPingTimeout: 500,
          installerOptions: { clientOptions },
        });
  const app = new App({ token: 'xoxb-sandbox', receiver, clientOptions, logLevel: LogLevel.ERROR });
  listen(app);
  if (transport === 'http') {
    const server = await (receiver as HTTPReceiver).start({ port: 0, host: '127.0.0.1' });
    const { port } = server.address() as { port: number };
    workspace.setRequestUrl(`http://127.0.0.1:${port}/slack/events`);
  } else {
    await app.start();
    await workspace.waitFor(() => workspace.sockets.connections() > 0);
  }
  // App looks its own token up as soon as it is made, and does not catch a failure of that.
  await workspace.waitFor(() => workspace.calls('auth.test').length > 0);
  return {
    workspace,
    app,
    async close() {
      await app.stop();
      await workspace.waitFor(() => workspace.sockets.connections() === 0);
      await workspace.close();
    },
  };
}

/** The real client, without retries so that tests see every answer. */
export function clientOf(workspace: Workspace, token = 'xoxb-sandbox'): WebClient {
  return new WebClient(token, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

/** Slack's word for what went wrong with a call. */
export async function errorOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return (error as { data?: { error?: string } }).data?.error ?? String(error);
  }
  return 'no error';
}
