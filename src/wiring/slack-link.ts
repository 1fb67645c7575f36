import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, type AuthorizeResult, HTTPReceiver, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Logger } from 'pino';
import { slackLogger, tellRefused } from '../logging.ts';
import type { Settings } from '../settings.ts';
import { whenRefused } from '../web/refused-request.ts';
import type { Route } from '../web/route.ts';
import { openWebServer } from '../web/server.ts';
import { soundRequests } from './sound-requests.ts';

/** How requests of people reach the app. */
export interface SlackLink {
  app: App;
  /** For views and answers: a trigger lives three seconds, so nothing waits and nothing is repeated. */
  interactive: WebClient;
  /** Begins to receive. Resolves with the port that answers requests and health checks. */
  start(): Promise<number>;
  /** Whether Slack can reach us, as far as we can tell. */
  isConnected(): boolean;
  /** Stops receiving; what is under way goes on. */
  stop(): Promise<void>;
}

export const SLACK_PATH = '/slack/events';

export function openSlackLink(settings: Settings, routes: readonly Route[], log: Logger): SlackLink {
  const { slack, port } = settings;
  const logger = slackLogger(log.child({ from: 'slack' }));
  const address = slack.apiUrl === undefined ? {} : { slackApiUrl: slack.apiUrl };
  const impatient: WebClientOptions = {
    ...address,
    logger,
    timeout: 2_500,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const interactive = new WebClient(slack.botToken, impatient);
  const authorize = whoWeAre(interactive, slack.botToken);
  const appOn = (receiver: Receiver) => {
    // Conversations are not remembered: nothing reads them, and every event would wait for the store.
    const app = new App({ authorize, receiver, logger, clientOptions: impatient, convoStore: false });
    app.error(async error => log.error({ reason: error.message, code: error.code }, 'a listener failed'));
    return app;
  };

  if (slack.mode.kind === 'http') {
    const { signingSecret } = slack.mode;
    const receiver = new HTTPReceiver({
      signingSecret,
      endpoints: SLACK_PATH,
      logger,
      customRoutes: routes.map(({ path, method, answer }) => ({
        path,
        method,
        handler: (request, response) => void answer(request, response),
      })),
    });
    const listen = soundRequests(SLACK_PATH, receiver.requestListener);
    receiver.requestListener = (request, response) => {
      whenRefused(request, response, tellRefused(log));
      listen(request, response);
    };
    let server: Server | null = null;
    return {
      app: appOn(receiver),
      interactive,
      async start() {
        server = await receiver.start(port);
        return (server.address() as AddressInfo).port;
      },
      isConnected: () => server !== null,
      async stop() {
        const closed = server === null ? null : receiver.stop();
        // Requests under way are answered; a connection that is only kept open would be waited for.
        server?.closeIdleConnections();
        server = null;
        await closed;
      },
    };
  }

  // Made here, with client options of its own: App's would leak into it, and without retries a server that
  // is down while it reconnects ends the process.
  const receiver = new SocketModeReceiver({
    appToken: slack.mode.appToken,
    logger,
    installerOptions: { clientOptions: address },
  });
  const web = openWebServer(routes, tellRefused(log));
  return {
    app: appOn(receiver),
    interactive,
    async start() {
      receiver.start().catch(error => log.error({ reason: error.message }, 'Socket Mode cannot be opened'));
      return web.listen(port);
    },
    isConnected: () => receiver.client.websocket?.isActive() ?? false,
    async stop() {
      await receiver.stop();
      await web.close();
    },
  };
}

/** Looks our own ids up once, when they are first needed: at the start Slack may be away. */
function whoWeAre(client: WebClient, botToken: string): () => Promise<AuthorizeResult> {
  let known: Promise<AuthorizeResult> | null = null;
  const ask = async (): Promise<AuthorizeResult> => {
    const { bot_id: botId, user_id: botUserId } = await client.auth.test();
    return { botToken, ...(botId ? { botId } : {}), ...(botUserId ? { botUserId } : {}) };
  };
  return async () => {
    known ??= ask().catch(error => {
      known = null;
      throw error;
    });
    // Bolt writes into it who makes the request.
    return { ...(await known) };
  };
}
