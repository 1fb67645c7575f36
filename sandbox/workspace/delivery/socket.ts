import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { DeliveryKind } from '../faults.ts';
import type { Json } from '../ui-protocol.ts';
import type { Receipt, Transport } from './deliver.ts';

/** https://docs.slack.dev/apis/events-api/using-socket-mode: an app may hold ten connections. */
const maxConnections = 10;
const pingEveryMs = 10_000;

const envelopeTypes: { [kind in DeliveryKind]: string } = {
  command: 'slash_commands',
  interactive: 'interactive',
  options: 'interactive',
  event: 'events_api',
};

export type SocketMode = {
  transport: Transport;
  /** A path with a ticket that serves once. */
  newPath(): string;
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many apps are connected. */
  connections(): number;
  /** Tells every connection to come back, as Slack does when it recycles a host; `link_disabled` ends it. */
  refresh(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection without a word. */
  cut(): void;
  close(): void;
};

export function openSocketMode(appId: string, ackTimeoutMs: number): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const connected = new Set<WebSocket>();
  const awaited = new Map<string, (body: Json | undefined) => void>();
  let turn = 0;

  const pings = setInterval(() => {
    for (const socket of connected) socket.ping();
  }, pingEveryMs);
  pings.unref();

  function welcome(socket: WebSocket): void {
    // Errors of one connection show as its close.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => connected.delete(socket));
    if (connected.size >= maxConnections) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      socket.close();
      return;
    }
    connected.add(socket);
    socket.on('message', data => takeAcknowledgement(String(data)));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connected.size,
        debug_info: { host: 'sandbox', approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
    socket.ping();
  }

  function takeAcknowledgement(text: string): void {
    const { envelope_id: id, payload = {} } = acknowledgementIn(text);
    awaited.get(id)?.(Object.keys(payload).length > 0 ? payload : undefined);
  }

  return {
    connections: () => connected.size,
    newPath() {
      const ticket = randomBytes(16).toString('hex');
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${appId}`;
    },
    accept(request, socket, head) {
      const ticket = new URL(request.url ?? '/', 'http://workspace').searchParams.get('ticket') ?? '';
      if (!tickets.delete(ticket)) return void socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
      server.handleUpgrade(request, socket, head, welcome);
    },
    /** Slack hands each payload to any one of the connections. */
    transport(parcel) {
      const open = [...connected].filter(socket => socket.readyState === socket.OPEN);
      const socket = open[turn++ % open.length];
      if (socket === undefined)
        return Promise.resolve({ acknowledged: false, reason: 'connection_failed', noRetry: false });
      return new Promise<Receipt>(resolve => {
        const id = randomUUID();
        const finish = (receipt: Receipt) => {
          clearTimeout(timer);
          awaited.delete(id);
          socket.off('close', onClose);
          resolve(receipt);
        };
        const onClose = () => finish({ acknowledged: false, reason: 'connection_failed', noRetry: false });
        const timer = setTimeout(
          () => finish({ acknowledged: false, reason: 'http_timeout', noRetry: false }),
          ackTimeoutMs,
        );
        awaited.set(id, body => finish({ acknowledged: true, body }));
        socket.on('close', onClose);
        socket.send(
          JSON.stringify({
            envelope_id: id,
            type: envelopeTypes[parcel.kind],
            accepts_response_payload: parcel.kind !== 'event',
            payload: parcel.payload,
            ...(parcel.kind === 'event'
              ? { retry_attempt: parcel.retry?.number ?? 0, retry_reason: parcel.retry?.reason ?? '' }
              : {}),
          }),
        );
      });
    },
    refresh(reason) {
      for (const socket of connected)
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
    },
    cut() {
      for (const socket of connected) socket.terminate();
    },
    close() {
      clearInterval(pings);
      for (const socket of connected) socket.terminate();
      server.close();
    },
  };
}

const Acknowledgement = z.object({
  envelope_id: z.string(),
  payload: z.record(z.string(), z.unknown()).optional(),
});

/** Anything else that an app sends acknowledges nothing. */
function acknowledgementIn(text: string): z.infer<typeof Acknowledgement> {
  try {
    return Acknowledgement.parse(JSON.parse(text));
  } catch {
    return { envelope_id: '' };
  }
}
