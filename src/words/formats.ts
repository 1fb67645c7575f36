import type { Instant } from '../release/terms.ts';

/** Numbers, lists and times the way a language writes them. */
export interface Formats {
  number(value: number): string;
  /** Of a number from 0 to 100. */
  percent(value: number): string;
  /** Of seconds, in the unit that reads best. */
  latency(seconds: number): string;
  /** At most two units: `1 hr, 30 min`. */
  duration(ms: number): string;
  and(items: readonly string[]): string;
  or(items: readonly string[]): string;
  /** Whole sentences, one after the other; empty ones are left out. */
  sentences(texts: readonly string[]): string;
  /** What a text is about, then the text. */
  labelled(label: string, text: string): string;
  /** `2 approvals`: the form for `one` or for all `other` counts, after the number. */
  count(value: number, forms: { one: string; other: string }): string;
  /** Of a calendar day such as `2026-08-01`; text that is none stays as it is. */
  day(date: string): string;
  /** In UTC, for where the reader's time zone is not known. */
  utc(at: Instant): string;
  /** By the clocks of a zone, which is named: `Tue, Dec 1, 2026, 09:30 (Europe/Berlin)`. */
  moment(at: Instant, zone: string): string;
}

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1000 },
] as const;

const MOMENT = {
  weekday: 'short',
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const;

export function formatsOf(locale: string): Formats {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 });
  const list = (type: 'conjunction' | 'disjunction') => new Intl.ListFormat(locale, { type });
  const [and, or] = [list('conjunction'), list('disjunction')];
  const joined = (one: Intl.ListFormat, items: readonly string[]) => spaced(one.formatToParts(items));
  const plural = new Intl.PluralRules(locale);
  // Chinese punctuation brings its own space.
  const isWide = locale.startsWith('zh');
  const units = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const utc = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
  const inZone = new Map<string, Intl.DateTimeFormat>();
  const clockOf = (timeZone: string) => {
    const known = inZone.get(timeZone) ?? new Intl.DateTimeFormat(locale, { timeZone, ...MOMENT });
    inZone.set(timeZone, known);
    return known;
  };
  // Making one takes longer than drawing the rest of a card.
  const measures = new Map(
    [...UNITS.map(({ unit }) => unit), 'millisecond'].map(unit => [
      unit,
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 }),
    ]),
  );
  const measure = (value: number, unit: string) => measures.get(unit)?.format(value) ?? String(value);
  return {
    number: value => number.format(value),
    percent: value => percent.format(value / 100),
    latency: seconds =>
      seconds < 1 ? measure(Math.round(seconds * 1000), 'millisecond') : measure(seconds, 'second'),
    duration: ms => units.format(partsOf(ms).map(part => measure(part.value, part.unit))),
    and: items => joined(and, items),
    or: items => joined(or, items),
    sentences: texts => texts.filter(Boolean).join(isWide ? '' : ' '),
    labelled: (label, text) => `${label}${isWide ? '：' : ': '}${text}`,
    count: (value, forms) =>
      `${number.format(value)} ${plural.select(value) === 'one' ? forms.one : forms.other}`,
    day: date => (Number.isNaN(Date.parse(date)) ? date : day.format(Date.parse(date))),
    utc: at => utc.format(at),
    moment: (at, zone) => `${clockOf(zone).format(at)} (${zone})`,
  };
}

const WIDE_WORD = /^[\u4e00-\u9fff]+$/;
const WIDE = /[\u2e80-\uffef]/;

/** Chinese has no spaces around its “and”, except beside Latin words. */
function spaced(parts: readonly { type: string; value: string }[]): string {
  return parts
    .map(({ type, value }, at) => {
      if (type !== 'literal' || !WIDE_WORD.test(value)) return value;
      const before = parts[at - 1]?.value.at(-1) ?? '';
      const after = parts[at + 1]?.value.at(0) ?? '';
      return `${WIDE.test(before) ? '' : ' '}${value}${WIDE.test(after) ? '' : ' '}`;
    })
    .join('');
}

/** The two largest units; below a minute tenths of a second, since a fast rollback is worth telling. */
function partsOf(ms: number): { value: number; unit: string }[] {
  const whole = Math.max(0, ms);
  if (whole < 60_000) return [{ value: Math.round(whole / 100) / 10, unit: 'second' }];
  const rounded = Math.round(whole / 1000) * 1000;
  const largest = UNITS.findIndex(({ ms: size }) => rounded >= size);
  const [first, second] = UNITS.slice(largest, largest + 2);
  if (!first) return [{ value: 0, unit: 'second' }];
  const parts = [{ value: Math.floor(rounded / first.ms), unit: first.unit as string }];
  const rest = second ? Math.floor((rounded % first.ms) / second.ms) : 0;
  if (second && rest > 0) parts.push({ value: rest, unit: second.unit });
  return parts;
}
