import type { Deliver } from './delivery/deliver.ts';
import type { Faults } from './faults.ts';
import type { AppConfig } from './options.ts';
import type { ResponseUrls } from './response-urls.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { Person, State } from './state.ts';
import type { Tiers } from './tiers.ts';
import type { Triggers } from './triggers.ts';
import type { Json } from './ui-protocol.ts';

export type Team = { id: string; name: string; domain: string };

/** What every part of one workspace works with. */
export type Context = {
  team: Team;
  app: AppConfig;
  state: State;
  /** Milliseconds since the epoch. */
  clock: () => number;
  /** Without a slash at its end; where the app and the page reach this workspace. */
  url: string;
  tiers: Tiers;
  faults: Faults;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  /** Hands something to the app and waits for its acknowledgement. */
  deliver: Deliver;
  /** Tells the app of an event it subscribed to; delivered in the background, with retries. */
  emit(event: Json): void;
  /** Hands out a socket address for Socket Mode. */
  socketUrl(): string;
  dedupesClientMsgId: boolean;
  /** Blocks this workspace does not know yet. */
  unknownBlocks: string[];
  /** How long a picture cannot be shown after its upload. */
  fileProcessingMs: number;
};

export const slackbot = 'USLACKBOT';

/** By id or handle, with or without `@`. */
export function findPerson(ctx: Context, who: string): Person | undefined {
  const handle = who.replace(/^@/, '');
  return ctx.state.people.get(who) ?? ctx.state.people.all().find(person => person.handle === handle);
}

/** By id; throws SlackRefusal `user_not_found`. */
export function personOf(ctx: Context, id: string): Person {
  const person = ctx.state.people.get(id);
  if (person === undefined) throw new SlackRefusal('user_not_found');
  return person;
}
