import type { NoticeKind } from './notices.ts';

/**
 * Where a notice goes: the release channel, the thread of the card, its owner by direct message, whoever is on call
 * (`page`), whoever looks for the cause of trouble (`change`), those whom the event itself names (`asked`), whoever leads
 * an incident (`commander`), and the groups that are next in line (`groups`).
 */
export const PLACE_NAMES = [
  'channel',
  'thread',
  'owner',
  'page',
  'change',
  'asked',
  'commander',
  'groups',
] as const;

/** The same, another channel by its Slack id, or the addresses of one of the policy's mailing lists. */
export type Place = (typeof PLACE_NAMES)[number] | `channel:${string}` | `email:${string}`;

/** Who has to know of a planned start so long before it (R-ROOM-2). */
export const LEADS = ['plan', 'in-step', 'support', 'users'] as const;
export type Lead = (typeof LEADS)[number];

export interface LeadTime {
  lead: Lead;
  /** Before the planned start. */
  beforeMs: number;
  to: readonly Place[];
}

/** What the policy says of notices. Absent: as they ship, without email. */
export interface NoticeTerms {
  /** Of the kinds that go elsewhere than they do as they ship. */
  places: Partial<Record<NoticeKind, readonly Place[]>>;
  /** The mailing lists there are; their addresses are looked up when something is sent. */
  lists: readonly string[];
  /** Which kinds call everybody who is there, in the channel. */
  here: readonly NoticeKind[];
  /** First things first. */
  leadTimes: readonly LeadTime[];
  /** Between two reports of how it stands while it goes out; null: none. */
  statusEveryMs: number | null;
  /** When a release that is over is looked back on. Null or absent: nobody asks. */
  retrospective?: RetrospectiveRule | null;
}

export interface RetrospectiveRule {
  /** Within so many working days, by the clocks of a zone (IANA). */
  days: number;
  zone: string;
  /** `YYYY-MM-DD`: no working days either. Absent: there are none. */
  holidays?: readonly string[];
  /** Whether also what went back or failed is looked back on. Absent: only what is to be accepted. */
  afterTrouble?: boolean;
}
