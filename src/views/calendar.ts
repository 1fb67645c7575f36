import type { Button, KnownBlock } from '@slack/types';
import { type CalendarDay, type CalendarMonth, type CalendarSpan, monthsAfter } from '../release/calendar.ts';
import { STATUSES, type Status } from '../release/state.ts';
import { escapeText, when } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, header, plainText, preformatted, section } from './blocks.ts';
import { monthValue } from './button-value.ts';
import { STATUS_ICONS } from './icons.ts';
import { type Message, message } from './message.ts';

/** So many lines of releases, and of freezes and windows; each list is cut into sections that Slack takes. */
const SHOWN = 40;
const LINES_EACH = 10;

const WEEK = 7;
const CELL = 5;

/** A month at a glance, then what is in it day by day. */
export function calendarView(month: CalendarMonth, words: Words): Message {
  const { calendar } = words;
  const title = calendar.title(month.month);
  const releases = month.days.flatMap(day => linesOf(day, words));
  const spans = month.spans.map(span => spanLine(span, words));
  const lines = [...spans.slice(0, SHOWN), ...releases.slice(0, SHOWN)];
  const left = releases.length - SHOWN;
  const blocks: KnownBlock[] = [
    header(title),
    preformatted(gridOf(month, calendar.weekdays)),
    context(calendar.legend(month.zone)),
    ...(lines.length === 0 ? [section(calendar.nothing)] : inSections(lines)),
    ...(left > 0 ? [context(calendar.more(left))] : []),
    // A block each, since within one block no two buttons may ask for the same.
    actions([turn(month, -1, words)]),
    actions([turn(month, 1, words)]),
  ];
  return message([title, ...(lines.length === 0 ? [calendar.nothing] : lines)].join('\n'), blocks);
}

/** What is planned and what is frozen in the time between, a line each. */
export function linesAhead(
  {
    months,
    from,
    until,
    zone,
  }: { months: readonly CalendarMonth[]; from: number; until: number; zone: string },
  words: Words,
): string[] {
  const dates = [from, until].map(at => new Date(at).toLocaleDateString('sv-SE', { timeZone: zone }));
  const [first = '', last = ''] = dates;
  const days = months.flatMap(({ days }) => days).filter(({ date }) => date >= first && date <= last);
  const spans = months
    .flatMap(month => month.spans)
    .filter(
      (span, at, all) => all.findIndex(one => one.from === span.from && one.reason === span.reason) === at,
    )
    .filter(span => span.from < until && span.until > from);
  const planned = days.map(({ releases, ...day }) => ({
    ...day,
    releases: releases.filter(({ startedAt, endedAt }) => startedAt === null && endedAt === null),
  }));
  return [...spans.map(span => spanLine(span, words)), ...planned.flatMap(day => linesOf(day, words))];
}

const inSections = (lines: readonly string[]): KnownBlock[] =>
  Array.from({ length: Math.ceil(lines.length / LINES_EACH) }, (_, at) =>
    section(lines.slice(at * LINES_EACH, (at + 1) * LINES_EACH).join('\n')),
  );

function turn({ month }: CalendarMonth, months: 1 | -1, { calendar }: Words): Button {
  const other = monthsAfter(month, months);
  const label = months > 0 ? `${calendar.title(other)} ›` : `‹ ${calendar.title(other)}`;
  return {
    type: 'button',
    action_id: 'calendar',
    text: plainText(label),
    value: monthValue(other),
  };
}

/** Weeks from Monday; a release is marked behind its day, and so is a freeze. */
function gridOf({ offset, days }: CalendarMonth, weekdays: readonly string[]): string {
  const cells = [...Array<string>(offset).fill(''), ...days.map(cellOf)].map(cell => cell.padEnd(CELL));
  const weeks = Array.from({ length: Math.ceil(cells.length / WEEK) }, (_, at) =>
    cells
      .slice(at * WEEK, (at + 1) * WEEK)
      .join('')
      .trimEnd(),
  );
  return [headOf(weekdays), ...weeks].join('\n');
}

/** How many Latin letters a Chinese character is wide where both come from different fonts, as they mostly do. */
const WIDE_LETTERS = 5 / 3;

/** Each weekday over its column, as nearly as whole spaces let it. */
function headOf(weekdays: readonly string[]): string {
  let [line, width] = ['', 0];
  for (const [at, day] of weekdays.entries()) {
    const wide = [...day].reduce((sum, letter) => sum + (letter > '\u2e80' ? WIDE_LETTERS : 1), 0);
    const gap = Math.max(0, Math.round(at * CELL + 2 - wide - width));
    line += `${' '.repeat(gap)}${day}`;
    width += gap + wide;
  }
  return line;
}

const cellOf = ({ date, releases, isFrozen }: CalendarDay): string =>
  `${String(Number(date.slice(-2))).padStart(2)}${releases.length > 0 ? '●' : ''}${isFrozen ? '░' : ''}`;

const isStatus = (text: string): text is Status => STATUSES.some(status => status === text);

function linesOf({ date, releases }: CalendarDay, { calendar, card, terms, formats }: Words): string[] {
  return releases.map(release => {
    const isOut = release.startedAt !== null || release.endedAt !== null;
    const status = isStatus(release.status)
      ? `${STATUS_ICONS[release.status]} ${terms.status[release.status]}`
      : escapeText(release.status);
    const planned =
      release.startAt === null ? calendar.planned : calendar.startsAt(when(release.startAt, formats));
    const standing = isOut ? status : `${planned} · ${status}`;
    return `*${calendar.day(date)}* ${escapeText(card.title(release))} · ${standing}`;
  });
}

function spanLine(span: CalendarSpan, { calendar, formats }: Words): string {
  const environments = span.environments.map(name => calendar.environment[name]);
  return calendar.span({
    name: calendar[span.kind],
    reason: span.reason,
    from: when(span.from, formats),
    until: when(span.until, formats),
    where: calendar.where(span.services, environments, span.types) || calendar.everywhere,
  });
}
