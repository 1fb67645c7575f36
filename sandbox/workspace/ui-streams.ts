import type { ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import type { Change } from './state.ts';
import type { UiEvent } from './ui-protocol.ts';
import { everybody, hello, isSeenBy, latestMessages, uiChannel, uiMessage, uiView } from './ui-shapes.ts';

const heartbeatMs = 15_000;

export type UiStreams = {
  /** Keeps the response open and writes events for this person to it. */
  connect(person: string, response: ServerResponse): void;
  close(): void;
};

export function openUiStreams(ctx: Context): UiStreams {
  const pages = new Map<ServerResponse, string>();

  const write = (response: ServerResponse, event: UiEvent) =>
    response.write(`data: ${JSON.stringify(event)}\n\n`);

  const stop = ctx.state.watch(change => {
    for (const [response, person] of pages) {
      for (const event of eventsFor(ctx, person, change)) write(response, event);
    }
  });

  // Proxies and browsers drop a connection that stays silent.
  const heartbeat = setInterval(() => {
    for (const response of pages.keys()) response.write(':\n\n');
  }, heartbeatMs);
  heartbeat.unref();

  return {
    connect(person, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      pages.set(response, person);
      response.on('close', () => pages.delete(response));
      write(response, hello(ctx, person));
    },
    close() {
      stop();
      clearInterval(heartbeat);
      for (const response of pages.keys()) response.end();
    },
  };
}

/** What one change means to one person. */
function eventsFor(ctx: Context, me: string, change: Change): UiEvent[] {
  switch (change.table) {
    case 'people':
    case 'groups':
      return [{ type: 'people', ...everybody(ctx) }];
    case 'channels': {
      const { value: channel, before } = change;
      if (channel === undefined || !isSeenBy(channel, me)) return [];
      const event: UiEvent = { type: 'channel', channel: uiChannel(ctx, channel, me) };
      if (before !== undefined && isSeenBy(before, me)) return [event];
      return [
        event,
        ...latestMessages(ctx, [channel]).map(message => ({ type: 'message' as const, message })),
      ];
    }
    case 'messages': {
      const message = change.value ?? change.before;
      const channel = message && ctx.state.channels.get(message.channel);
      if (message === undefined || channel === undefined || !isSeenBy(channel, me)) return [];
      return [messageEvent(change, message)];
    }
    case 'ephemerals': {
      const message = change.value ?? change.before;
      return message?.onlyFor === me ? [messageEvent(change, message)] : [];
    }
    case 'modals':
      return change.key === me ? [{ type: 'modals', modals: (change.value ?? []).map(uiView) }] : [];
    case 'homes':
      return change.key === me && change.value !== undefined
        ? [{ type: 'home', home: uiView(change.value) }]
        : [];
    // Seen with the message that shows it.
    case 'files':
      return [];
    default:
      return change satisfies never;
  }
}

function messageEvent(
  change: Change & { table: 'messages' | 'ephemerals' },
  message: NonNullable<typeof change.value>,
): UiEvent {
  return change.value === undefined
    ? {
        type: 'messageDeleted',
        channel: message.channel,
        ts: message.ts,
        ephemeral: change.table === 'ephemerals',
      }
    : { type: 'message', message: uiMessage(message) };
}
