import type { WebClient } from '@slack/web-api';
import type { Carrying, Engine } from '../engine/engine.ts';
import type { Facts } from '../engine/facts.ts';
import type { Policy } from '../policy/policy.ts';
import type { LineChart } from '../providers/pictures/port.ts';
import type { Preferences } from '../release/preferences.ts';
import type { Span } from '../release/recurrence.ts';
import type { Refusal } from '../release/refusals.ts';
import type { Environment, Instant, PersonId, ReleaseId, Version } from '../release/terms.ts';
import type { Sample } from '../release/watching.ts';
import type { EvidenceToken } from '../store/evidence-tokens.ts';
import type { ReleaseRow } from '../store/releases.ts';
import type { SentReminder } from '../store/snoozes.ts';
import type { Proof, StoryEntry } from '../views/audit-story.ts';
import type { Message } from '../views/message.ts';
import type { PlaceEntry } from '../views/place-story.ts';
import type { Mailable } from '../views/settings.ts';
import type { Speech } from '../words/speech.ts';
import type { Words } from '../words/words.ts';
import type { AskedPeople } from './patience.ts';
import type { TokenWish } from './token-wish.ts';

/** Everything the intents work with. */
export interface Desk {
  engine: Engine;
  /** The policy new releases are planned under. */
  policy(): Policy;
  people: AskedPeople;
  /** Whose clocks a person's moments are read by (IANA): their own in Slack, else those of the policy's calendar. */
  zoneOf(person: PersonId): Promise<string>;
  facts: Facts;
  releases: ReleaseQueries;
  preferences: PreferenceQueries;
  reminders: ReminderQueries;
  tokens: TokenQueries;
  homes: {
    /** Draws somebody's App Home, publishes it and remembers that they look. */
    open(person: PersonId, publish: (view: object) => Promise<void>): Promise<void>;
  };
  slack: {
    /** Short timeout, no retries, rejects when rate limited: a trigger lives three seconds. */
    interactive: WebClient;
  };
  /** Says a message with its chart below, the best way the workspace takes; without it rather than not at all. */
  illustrated(
    message: Message,
    chart: LineChart,
    say: (message: Message) => Promise<void>,
    words: Words,
  ): Promise<void>;
  /** Those of whoever is spoken to; bound anew for every gesture. */
  words: Words;
  speech: Speech;
  log: DeskLog;
  now(): Instant;
}

/** The same desk, which speaks their language. */
export const speakingTo = async (person: PersonId, desk: Desk): Promise<Desk> => ({
  ...desk,
  words: await desk.speech.toPerson(person),
});

export interface DeskLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What an operation printed, with its secrets masked. */
export interface KeptOutput {
  text: string;
  /** Whether it was longer than what is kept. */
  isCut: boolean;
}

/** How people want to be told. */
export interface PreferenceQueries {
  of(person: PersonId): Promise<Preferences>;
  /** Changes what is named, and answers how all of it is then. */
  keep(person: PersonId, chosen: Partial<Preferences>): Promise<Preferences>;
  /** Whether email can reach them. Does not fail: where nobody can tell, it cannot. */
  mailable(person: PersonId): Promise<Mailable>;
}

/** Reminders people got directly, and those they put off. */
export interface ReminderQueries {
  /** The last one they got, of one release or of any; null: none. */
  last(person: PersonId, release: ReleaseId | null): Promise<SentReminder | null>;
  /** False: it was put off before. */
  putOff(reminder: SentReminder, person: PersonId, until: Instant): Promise<boolean>;
}

/** Tokens of the evidence endpoint. */
export interface TokenQueries {
  /** Newest first, without their secrets. */
  all(): Promise<EvidenceToken[]>;
  make(wish: TokenWish, carrying: Carrying): Promise<{ token: string; kept: EvidenceToken } | Refusal>;
  revoke(id: string, carrying: Carrying): Promise<void>;
}

export interface ArchivedRelease {
  file: string;
  records: StoryEntry[] | 'not there' | 'another file';
}

/** The read model, bound to the database. Lists are newest first. */
export interface ReleaseQueries {
  byId(id: ReleaseId): Promise<ReleaseRow | null>;
  live(): Promise<ReleaseRow[]>;
  of(lane: { service: string; environment?: Environment; version?: Version }): Promise<ReleaseRow[]>;
  recent(limit: number): Promise<ReleaseRow[]>;
  /** Those that are live, and those that may have ended in the time between. */
  ofTime(between: Span): Promise<ReleaseRow[]>;
  /** The release whose card, or a notice about which, begins this thread. */
  ofThread(channel: string, threadTs: string): Promise<ReleaseId | null>;
  /** The release whose war room this channel is. */
  ofRoom(channel: string): Promise<ReleaseId | null>;
  /** What an operation printed, masked. */
  output(operation: string): Promise<KeptOutput>;
  /** What was decided about a place and not about one release alone: locks, freezes by hand, exceptions. */
  ofPlace(place: { service: string; environment: Environment }): Promise<PlaceEntry[]>;
  /** Where a release that is no longer in the database was archived, with its records where that file is at hand. */
  archived(id: ReleaseId): Promise<ArchivedRelease | null>;
  /** Whether the chain of its records holds, and which seal saw it last. */
  proof(id: ReleaseId): Promise<Proof>;
  /** What was measured from then on, oldest first; measurements are let go of after a week. */
  samples(id: ReleaseId, since: Instant): Promise<Sample[]>;
}
