import { type Demo, openDemo } from '../../../sandbox/demo/open-demo.ts';
import type { Message } from '../../../sandbox/workspace/state.ts';
import { type Person, type Place, person } from './person.ts';
import type { StageService } from './policy.ts';
import { readable, until } from './reading.ts';

export const DEMO_TOKEN = 'stories-demo-token';
const ENVIRONMENTS = ['testing', 'production'] as const;
/** Enough that a quarter of it shows something within a few hundred milliseconds. */
const TRAFFIC_PER_SECOND = 80;

/** A service with a channel and a demo of its own, so that no story disturbs another. */
export interface Lane {
  readonly service: string;
  readonly channel: string;
  as(handle: string): Person;
  /** Waits until the card of this version says so. */
  card(version: string, says: RegExp, withinMs?: number): Promise<Message>;
  /** Waits until a message in the channel that is no card says so. */
  news(says: RegExp): Promise<Message>;
  /** Waits until a reply under the card of this version says so. */
  thread(version: string, says: RegExp): Promise<Message>;
  /** What stands under the card, oldest first. */
  replies(version: string): string[];
  /** What stands in the channel without the cards, oldest first. */
  allNews(): string[];
  /** Percent of the traffic by version, as it really is. */
  shares(environment: (typeof ENVIRONMENTS)[number]): Promise<Record<string, number>>;
  /** What the deploy target was asked to do, in words such as `install 1.4.0`, oldest first. */
  operations(): Promise<string[]>;
  /** Turns the demo's dials. */
  dial(settings: Record<string, unknown>): Promise<void>;
}

interface Described {
  lanes: { environment: string; shares: Record<string, number> }[];
  operations: { kind: string; version: string; percent: number; action?: string }[];
}

/** Nothing is sent through it before `dial` says so. */
export const openLaneDemo = (folder: string, { name }: Pick<StageService, 'name'>): Promise<Demo> =>
  openDemo({
    folder,
    token: DEMO_TOKEN,
    services: [{ name, environments: [...ENVIRONMENTS], version: '1.3.0' }],
    trafficPerSecond: 0,
    installMs: 150,
    shiftMs: 10,
    restoreMs: 50,
  });

export function lane(
  { name: service, channel }: StageService,
  demoUrl: string,
  { workspace, logged }: Omit<Place, 'channel'>,
): Lane & { wake(): Promise<void>; rest(): Promise<void> } {
  const all = () => workspace.messages(channel);
  const isCard = (message: Message) => message.metadata?.event_type === 'tminus_board';
  const cardOf = (version: string) =>
    all().findLast(message => isCard(message) && readable(message).includes(`${service} ${version} →`));
  const news = () => all().filter(message => !isCard(message) && message.threadTs === undefined);
  const repliesTo = (version: string) => {
    const ts = cardOf(version)?.ts;
    return all().filter(message => message.threadTs === ts && message.ts !== ts);
  };
  const listed = (messages: readonly (Message | undefined)[]) =>
    `${messages.map(message => (message ? `• ${readable(message)}` : 'no card')).join('\n') || 'nothing'}\n${logged()}`;
  const waitFor = (what: string, says: RegExp, look: () => (Message | undefined)[], withinMs?: number) =>
    until({
      for: `${what} that says ${says}`,
      look: () => look().find(message => message && says.test(readable(message))),
      instead: () => listed(look()),
      ...(withinMs === undefined ? {} : { withinMs }),
    });
  const admin = async (settings?: Record<string, unknown>): Promise<Described> => {
    const answer = await fetch(`${demoUrl}/admin`, {
      method: settings === undefined ? 'GET' : 'PATCH',
      headers: { authorization: `Bearer ${DEMO_TOKEN}`, 'content-type': 'application/json' },
      ...(settings === undefined ? {} : { body: JSON.stringify(settings) }),
    });
    if (!answer.ok) throw new Error(`The demo refused that: ${await answer.text()}`);
    return (await answer.json()) as Described;
  };
  const dial = async (settings: Record<string, unknown>) => {
    await admin(settings);
  };

  return {
    service,
    channel,
    as: handle => person(handle, { workspace, channel, logged }),
    card: (version, says, withinMs) =>
      waitFor(`a card of ${service} ${version}`, says, () => [cardOf(version)], withinMs),
    news: says => waitFor('a message in the channel', says, news),
    thread: (version, says) => waitFor(`a reply below ${service} ${version}`, says, () => repliesTo(version)),
    replies: version => repliesTo(version).map(readable),
    allNews: () => news().map(readable),
    shares: async environment =>
      (await admin()).lanes.find(one => one.environment === environment)?.shares ?? {},
    operations: async () =>
      (await admin()).operations.map(({ kind, version, percent, action }) =>
        kind === 'shift' ? `shift ${percent} % to ${version}` : `${action ?? kind} ${version}`,
      ),
    dial,
    wake: () => dial({ trafficPerSecond: TRAFFIC_PER_SECOND }),
    rest: () => dial({ trafficPerSecond: 0 }),
  };
}
