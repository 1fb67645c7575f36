import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import * as cast from './cast.ts';
import { findChannel } from './channels.ts';
import { type Context, findPerson } from './context.ts';
import { faultyDelivery } from './delivery/deliver.ts';
import { openEvents } from './delivery/events.ts';
import { httpTransport } from './delivery/http.ts';
import { openSocketMode, type SocketMode } from './delivery/socket.ts';
import { keepOnDisk } from './disk.ts';
import { type Faults, openFaults } from './faults.ts';
import { type Hands, handsOf } from './hands.ts';
import { appConfig, type WorkspaceOptions } from './options.ts';
import { openResponseUrls } from './response-urls.ts';
import { type Page, route } from './routes.ts';
import { seed } from './seed.ts';
import { type Channel, type Message, messagesIn, openState, type View } from './state.ts';
import { openTiers } from './tiers.ts';
import { openTriggers } from './triggers.ts';
import { openUiStreams } from './ui-streams.ts';
import { modalsOf } from './view-stacks.ts';
import type { ApiCall } from './web-api.ts';

const callsKept = 10_000;
/** How long calls that are being answered have to finish when the workspace closes. */
const farewellMs = 1000;

/** A running workspace: what people do in it (Hands), what they see, and what can go wrong on demand. */
export type Workspace = Hands & {
  /** Without a slash at its end. */
  url: string;
  /** For the `slackApiUrl` of @slack/web-api. */
  apiUrl: string;
  faults: Faults;
  sockets: Pick<SocketMode, 'connections' | 'refresh' | 'cut'>;
  /** Sends commands, clicks and events there from now on; undefined sends them over Socket Mode. */
  setRequestUrl(requestUrl: string | undefined): void;
  /** Oldest first; with `threadTs` only that thread. Throws RangeError when there is no such channel. */
  messages(channel: string, thread?: { threadTs: string }): Message[];
  /** The ephemeral messages a person got, oldest first. */
  ephemerals(person: string): Message[];
  /** The modal on top, if one is open. */
  modal(person: string): View | undefined;
  home(person: string): View | undefined;
  /** Topic, pins, bookmarks and members are in here. Throws RangeError when there is none. */
  channel(ref: string): Channel;
  personId(handle: string): string;
  /** What the app called, oldest first. */
  calls(method?: string): ApiCall[];
  /** Waits until `read` answers something, looking after every change; fails after `timeoutMs` (5,000). */
  waitFor<T>(read: () => T | undefined | null | false, timeoutMs?: number): Promise<T>;
  close(): Promise<void>;
};

/** Starts a workspace in this process. `page` answers whatever is neither Slack's API nor ours. */
export async function openWorkspace(options: WorkspaceOptions = {}, page?: Page): Promise<Workspace> {
  const { host = '127.0.0.1', port = 0, clock = Date.now, ackTimeoutMs = 3000, tiers = true } = options;
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  const url =
    options.publicUrl ??
    `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${(server.address() as AddressInfo).port}`;

  const app = appConfig(options.app);
  const team = { id: 'T00TMINUSX', name: options.name ?? 'Sandbox', domain: 'sandbox' };
  const state = openState();
  const stopWriting = options.folder === undefined ? undefined : keepOnDisk(state, options.folder);
  seed(state, app, castOf(options), clock());

  const faults = openFaults();
  const socketMode = openSocketMode(app.id, ackTimeoutMs);
  const deliver = faultyDelivery(faults, parcel => {
    const { requestUrl, signingSecret } = app;
    return requestUrl === undefined
      ? socketMode.transport(parcel)
      : httpTransport({ requestUrl, signingSecret, ackTimeoutMs })(parcel);
  });
  const events = openEvents({
    app,
    teamId: team.id,
    deliver,
    // Slack: nearly at once, after a minute, after five. https://docs.slack.dev/apis/events-api
    retryDelaysMs: options.eventRetryDelaysMs ?? [0, 60_000, 300_000],
    clock,
  });
  const ctx: Context = {
    team,
    app,
    state,
    clock,
    url,
    tiers: openTiers(tiers === true ? 1 : tiers === false ? Number.POSITIVE_INFINITY : tiers, clock),
    faults,
    triggers: openTriggers(clock),
    responseUrls: openResponseUrls(clock),
    deliver,
    emit: events.emit,
    socketUrl: () => url.replace(/^http/, 'ws') + socketMode.newPath(),
    dedupesClientMsgId: options.dedupesClientMsgId ?? false,
    unknownBlocks: options.unknownBlocks ?? [],
    fileProcessingMs: options.fileProcessingMs ?? 300,
  };

  const hands = handsOf(ctx);
  const streams = openUiStreams(ctx);
  const calls: ApiCall[] = [];
  const record = (call: ApiCall) => {
    calls.push(call);
    if (calls.length > callsKept) calls.shift();
  };
  const answering = new Set<Promise<void>>();
  server.on('request', (request, response) => {
    const answered = route({ ctx, hands, streams, record, page }, request, response);
    answering.add(answered);
    void answered.finally(() => answering.delete(answered));
  });
  server.on('upgrade', (request, socket, head) => socketMode.accept(request, socket, head));

  const personId = (who: string) => {
    const person = findPerson(ctx, who);
    if (person === undefined) throw new RangeError(`There is no “${who}” in this workspace.`);
    return person.id;
  };
  const channel = (ref: string) => {
    const found = findChannel(ctx, ref);
    if (found === undefined) throw new RangeError(`There is no channel “${ref}” in this workspace.`);
    return found;
  };

  return {
    ...hands,
    url,
    apiUrl: `${url}/api/`,
    faults,
    sockets: socketMode,
    setRequestUrl(requestUrl) {
      if (requestUrl === undefined) delete app.requestUrl;
      else app.requestUrl = requestUrl;
    },
    messages(ref, thread) {
      const all = messagesIn(state, channel(ref).id);
      return thread === undefined ? all : all.filter(one => one.threadTs === thread.threadTs);
    },
    ephemerals: person => state.ephemerals.all().filter(one => one.onlyFor === personId(person)),
    modal: person => modalsOf(ctx, personId(person)).at(-1),
    home: person => state.homes.get(personId(person)),
    channel,
    personId,
    calls: method => calls.filter(call => method === undefined || call.method === method),
    waitFor: (read, timeoutMs = 5000) => waitFor(ctx, read, timeoutMs),
    async close() {
      events.close();
      faults.clear();
      streams.close();
      socketMode.close();
      const closed = once(server, 'close');
      server.close();
      await Promise.race([Promise.all(answering), wait(farewellMs, undefined, { ref: false })]);
      server.closeAllConnections();
      await closed;
      stopWriting?.();
    },
  };
}

/** The cast belongs together: with other people, groups and channels are the caller's too. */
function castOf({ people, groups, channels }: WorkspaceOptions) {
  return {
    people: people ?? cast.people,
    groups: groups ?? (people === undefined ? cast.groups : []),
    channels: channels ?? (people === undefined ? cast.channels : []),
  };
}

function waitFor<T>(ctx: Context, read: () => T | undefined | null | false, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      stop();
      clearInterval(looking);
      clearTimeout(timer);
      settle();
    };
    const look = () => {
      try {
        const found = read();
        if (found !== undefined && found !== null && found !== false) finish(() => resolve(found));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const stop = ctx.state.watch(look);
    // Calls of the app and its sockets are not part of the state.
    const looking = setInterval(look, 20);
    const timer = setTimeout(
      () =>
        finish(() => reject(new Error(`What was waited for did not happen within ${timeoutMs} ms: ${read}`))),
      timeoutMs,
    );
    look();
  });
}
