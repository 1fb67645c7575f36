import { Temporal } from 'temporal-polyfill';
import type { Language } from './language.ts';
import type { NoticeKind } from './notices.ts';
import type { Instant } from './terms.ts';

/** How somebody wants to be told. No part of any decision, so it is kept beside the log and can be forgotten. */
export interface Preferences {
  /** Null: as in Slack. */
  language: Language | null;
  /** Whether what comes as a direct message comes as an email, too. */
  email: boolean;
  /** When only emergencies may come; by the clocks of their zone in Slack. */
  quiet: QuietHours | null;
  direct: DirectMessages;
}

/** Local times, `HH:MM`; `until` before `from` is on the next day. */
export interface QuietHours {
  from: string;
  until: string;
}

/** Which direct messages somebody gets: all, those that wait for them and emergencies, or emergencies alone. */
export const DIRECT_MESSAGES = ['all', 'needed', 'urgent'] as const;
export type DirectMessages = (typeof DIRECT_MESSAGES)[number];

export const PREFERENCES: Preferences = { language: null, email: false, quiet: null, direct: 'all' };

/** Direct messages that tell how it goes and wait for nobody. */
const NEWS: readonly NoticeKind[] = ['Queued', 'VersionKept'];

/** Whether somebody wants this direct message at all. */
export function isWanted(kind: NoticeKind, urgent: boolean, { direct }: Preferences): boolean {
  if (urgent || direct === 'all') return true;
  return direct === 'needed' && !NEWS.includes(kind);
}

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** A time of day as it is kept, `07:05`; null where it is none. */
export function readClock(text: string): string | null {
  const [, hour, minute] = CLOCK.exec(text.trim()) ?? [];
  return hour === undefined || minute === undefined ? null : `${hour.padStart(2, '0')}:${minute}`;
}

/**
 * When the quiet hours end that hold now; null where none do. Days are counted by the clocks of the zone, so hours that
 * daylight saving moves begin and end when those clocks say so.
 */
export function quietUntil(quiet: QuietHours | null, now: Instant, zone: string): Instant | null {
  if (!quiet || quiet.from === quiet.until) return null;
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  const { from, until } = quiet;
  const overnight = until < from;
  const isQuiet = overnight ? time >= from || time < until : time >= from && time < until;
  if (!isQuiet) return null;
  const day = overnight && time >= from ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate();
  return day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(until) }).epochMilliseconds;
}
