import { Temporal } from 'temporal-polyfill';
import type { Instant } from './terms.ts';

/** A moment somebody typed, and the zone whose clocks it was read by (IANA; `UTC` for a bare offset). */
export interface Moment {
  at: Instant;
  zone: string;
}

/** Why no moment came of what was typed. `meant`: the two that may have been meant, the earlier first. */
export type MomentUnread =
  | { unread: 'not-understood'; found: string }
  /** A day without a time of day. */
  | { unread: 'no-time'; found: string }
  /** Where the clocks are set forward: that local time does not exist. */
  | { unread: 'skipped'; found: string; zone: string; meant: [Instant, Instant] }
  /** Where they are set back: that local time comes twice. */
  | { unread: 'twice'; found: string; zone: string; meant: [Instant, Instant] };

/** What the clock says and by whose zone moments are read that name none. */
export interface Reading {
  now: Instant;
  zone: string;
}

export const isUnread = (read: Moment | MomentUnread): read is MomentUnread => 'unread' in read;

const WEEKDAYS = [
  /^mon(day)?$|^(周|星期|礼拜)一$/,
  /^tue(s(day)?)?$|^(周|星期|礼拜)二$/,
  /^wed(nesday)?$|^(周|星期|礼拜)三$/,
  /^thu(r(s(day)?)?)?$|^(周|星期|礼拜)四$/,
  /^fri(day)?$|^(周|星期|礼拜)五$/,
  /^sat(urday)?$|^(周|星期|礼拜)六$/,
  /^sun(day)?$|^(周|星期|礼拜)[日天]$/,
];
const DAYS_AHEAD: Readonly<Record<string, number>> = {
  today: 0,
  tomorrow: 1,
  今天: 0,
  明天: 1,
  后天: 2,
};

const LENGTH = String.raw`(\d{1,5})\s?(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|分钟|个?小时|天|周)`;
const LATER = new RegExp(`^(?:in )?${LENGTH}(?:(?:\\s?,)?(?: and)?\\s?${LENGTH})?(后?)$`);
const OFFSET_TIME = /^(\d{4}-\d{2}-\d{2})[t ](\d{1,2}:\d{2}(?::\d{2})?) ?(z|[+-]\d{2}:\d{2})$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^(\d{1,2})(?::(\d{2}))?\s?(am|pm)?$/;
const ZONE = /^(utc|gmt|z|[a-z_]+(?:\/[a-z0-9_+-]+){1,2})$/i;

/**
 * Reads a moment the way people type it, all of it or nothing: `now`, `in 2 hours`, `today 18:00`, `tomorrow 2pm`,
 * `fri 18:00` (the next one), `18:00` (the next one), `2026-12-01 09:30`, each with a zone after it (`Europe/Berlin`,
 * `UTC`), or with an offset (`2026-12-01T09:30+01:00`). Days and weeks are counted by the clocks of the zone.
 */
export function readMoment(text: string, reading: Reading): Moment | MomentUnread {
  const found = text.trim().replace(/\s+/g, ' ');
  const typed = found.toLowerCase();
  const unclear: MomentUnread = { unread: 'not-understood', found };
  if (typed === 'now' || typed === '现在') return { at: reading.now, zone: reading.zone };
  const offset = OFFSET_TIME.exec(typed);
  if (offset) return readOffset(offset, unclear);
  const later = LATER.exec(typed);
  if (later) return readLater(later, found, reading);
  const words = typed.split(' ');
  const named = zoneOf(words.at(-1) ?? '');
  if (named !== null) words.pop();
  const zone = named ?? reading.zone;
  return readLocal(words.join(' ').replace(/^(\d{4}-\d{2}-\d{2})t(?=\d)/, '$1 '), {
    found,
    zone,
    now: reading.now,
  });
}

/** A zone as the IANA database spells it; null when it is none. Short ones (`CET`, `PST`) mean several and are none. */
function zoneOf(word: string): string | null {
  if (!ZONE.test(word)) return null;
  if (/^(utc|gmt|z)$/.test(word)) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: word }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function readOffset(
  [, date, clock = '', offset = '']: RegExpExecArray,
  unclear: MomentUnread,
): Moment | MomentUnread {
  try {
    const padded = clock.padStart(clock.length > 5 ? 8 : 5, '0');
    const at = Temporal.Instant.from(`${date}T${padded}${offset.toUpperCase()}`).epochMilliseconds;
    return { at, zone: 'UTC' };
  } catch {
    return unclear;
  }
}

type Length = { days: number; minutes: number };

function lengthOf(amount: string, unit: string): Length {
  const count = Number(amount);
  if (/^(w|周)/.test(unit)) return { days: 7 * count, minutes: 0 };
  if (/^(d|天)/.test(unit)) return { days: count, minutes: 0 };
  return /^(h|个?小时)/.test(unit) ? { days: 0, minutes: 60 * count } : { days: 0, minutes: count };
}

function readLater(match: RegExpExecArray, found: string, { now, zone }: Reading): Moment | MomentUnread {
  const [whole, amount = '', unit = '', second, secondUnit = '', after] = match;
  // `2 hours` alone is a length; a moment says `in` or `后`.
  if (!whole.startsWith('in ') && !after) return { unread: 'not-understood', found };
  const [first, rest] = [
    lengthOf(amount, unit),
    second ? lengthOf(second, secondUnit) : { days: 0, minutes: 0 },
  ];
  const days = first.days + rest.days;
  const minutes = first.minutes + rest.minutes;
  const begin = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  if (days === 0) return { at: begin.add({ minutes }).epochMilliseconds, zone };
  const local = resolved(begin.toPlainDateTime().add({ days }), { found, zone });
  return isUnread(local) ? local : { ...local, at: local.at + minutes * 60_000 };
}

interface Local extends Reading {
  found: string;
}

function readLocal(typed: string, local: Local): Moment | MomentUnread {
  const { found, zone, now } = local;
  const unclear: MomentUnread = { unread: 'not-understood', found };
  const words = typed
    .replace(/ (am|pm)$/, '$1')
    .split(' ')
    .filter(word => word !== 'at');
  const [first = '', second, extra] = words;
  if (extra !== undefined) return unclear;
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  if (second === undefined) {
    if (daysOf(first, here) !== null) return { unread: 'no-time', found };
    const time = clockOf(first);
    return time ? nextOf([here.toPlainDate(), here.toPlainDate().add({ days: 1 })], time, local) : unclear;
  }
  const time = clockOf(second);
  const days = daysOf(first, here);
  return time && days ? nextOf(days, time, local) : unclear;
}

/** The day that is meant, or the two from which the first one ahead is: `fri` on a Friday may be today. */
function daysOf(word: string, here: Temporal.ZonedDateTime): Temporal.PlainDate[] | null {
  const today = here.toPlainDate();
  const ahead = Object.hasOwn(DAYS_AHEAD, word) ? DAYS_AHEAD[word] : undefined;
  if (ahead !== undefined) return [today.add({ days: ahead })];
  const weekday = WEEKDAYS.findIndex(spelling => spelling.test(word)) + 1;
  if (weekday > 0) {
    const next = today.add({ days: (weekday - today.dayOfWeek + 7) % 7 });
    return [next, next.add({ weeks: 1 })];
  }
  if (!DATE.test(word)) return null;
  try {
    return [Temporal.PlainDate.from(word, { overflow: 'reject' })];
  } catch {
    return null;
  }
}

/** `9:30`, `09:30`, `2pm`, `2:30pm`; a bare number is none. */
function clockOf(word: string): Temporal.PlainTime | null {
  const [, hours, minutes, half] = CLOCK.exec(word) ?? [];
  if (hours === undefined || (minutes === undefined && half === undefined)) return null;
  const count = Number(hours);
  if (half !== undefined && (count < 1 || count > 12)) return null;
  const hour = half === undefined ? count : (count % 12) + (half === 'pm' ? 12 : 0);
  const minute = Number(minutes ?? 0);
  return hour < 24 && minute < 60 ? Temporal.PlainTime.from({ hour, minute }) : null;
}

/** The first of the days on which that time is still ahead; the last of them where none is. */
function nextOf(
  days: readonly Temporal.PlainDate[],
  time: Temporal.PlainTime,
  local: Local,
): Moment | MomentUnread {
  let last: Moment | MomentUnread = { unread: 'not-understood', found: local.found };
  for (const day of days) {
    last = resolved(day.toPlainDateTime(time), local);
    const latest = isUnread(last) ? ('meant' in last ? last.meant[1] : local.now) : last.at;
    if (latest > local.now) return last;
  }
  return last;
}

/** A local time by the clocks of its zone; refused where they skip it or show it twice. */
function resolved(
  local: Temporal.PlainDateTime,
  { found, zone }: { found: string; zone: string },
): Moment | MomentUnread {
  const at = (disambiguation: 'earlier' | 'later') => local.toZonedDateTime(zone, { disambiguation });
  const [earlier, later] = [at('earlier'), at('later')];
  const meant: [Instant, Instant] = [earlier.epochMilliseconds, later.epochMilliseconds];
  if (meant[0] === meant[1]) return { at: meant[0], zone };
  const exists = earlier.toPlainDateTime().equals(local);
  return { unread: exists ? 'twice' : 'skipped', found, zone, meant };
}

/** A moment by the clocks of a zone with its offset, as `readMoment` takes it again: `2026-10-25 02:30 +02:00`. */
export function spellMoment(at: Instant, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const { offset } = local;
  return `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })} ${offset}`;
}

/**
 * The moment that words begin with, the longest one there is, and the words after it: `fri 18:00 Christmas dinner`.
 * Where none of them is one, why the longest that came close is not.
 */
export function takeMoment(
  words: readonly string[],
  reading: Reading,
): { read: Moment | MomentUnread; rest: string[] } {
  const attempts = Array.from({ length: Math.min(words.length, MOST_WORDS) }, (_, index) => {
    const count = Math.min(words.length, MOST_WORDS) - index;
    return { read: readMoment(words.slice(0, count).join(' '), reading), rest: words.slice(count) };
  });
  const fitting = attempts.find(({ read }) => !isUnread(read) || read.unread !== 'not-understood');
  const found = words.slice(0, 2).join(' ');
  return fitting ?? { read: { unread: 'not-understood', found }, rest: [...words] };
}

/** `in 2 hours and 30 minutes` */
const MOST_WORDS = 6;
