import type { Button, KnownBlock } from '@slack/types';
import type { Mark } from '../release/marks.ts';
import { STATUSES, type Status } from '../release/state.ts';
import type { Environment, Instant, PersonId, ReleaseId, Version } from '../release/terms.ts';
import { escapeText, inline, person, when } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { context, plainText, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { EMERGENCY, STATUS_ICONS } from './icons.ts';
import { type Message, message } from './message.ts';

/** A row of the list; the store's release rows fit. */
export interface ListedRelease {
  id: ReleaseId;
  service: string;
  environment: Environment;
  version: Version;
  status: string;
  live: boolean;
  owner: PersonId;
  updatedAt: Instant;
  /** As the read model keeps it; what else it says is none of the list's business. */
  summary?: unknown;
}

/** What one message shows; every row is a block, and Slack takes fifty. */
const SHOWN = 20;

/** Live releases first, then those that ended lately. */
export function releaseList(rows: readonly ListedRelease[], words: Words): Message {
  const { lists } = words;
  if (rows.length === 0) return message(lists.nothing, [section(lists.nothing)]);
  const live = rows.filter(row => row.live);
  const ended = rows.filter(row => !row.live);
  const shownEnded = ended.slice(0, Math.max(0, SHOWN - live.length));
  const left = rows.length - Math.min(live.length, SHOWN) - shownEnded.length;
  const text = rows.slice(0, SHOWN).map(row => line(row, words));
  return message(text.join('\n'), [
    ...titled(lists.live, live.slice(0, SHOWN), words),
    ...titled(lists.ended, shownEnded, words),
    ...(left > 0 ? [context(lists.moreReleases(left))] : []),
  ]);
}

function titled(title: string, rows: readonly ListedRelease[], words: Words): KnownBlock[] {
  if (rows.length === 0) return [];
  const show = (row: ListedRelease) => rowButton('show', words.buttons.show, row);
  return [section(`*${title}*`), ...rows.map(row => section(line(row, words), show(row)))];
}

/** Which one was meant, when a command fits several: one button each, whose action id is `deed`. */
export function whichRelease(rows: readonly ListedRelease[], deed: string, words: Words): Message {
  const { lists, buttons } = words;
  const label = Object.entries(buttons).find(([name]) => name === deed)?.[1] ?? deed;
  const question = lists.which(label, rows.length);
  const shown = rows.slice(0, SHOWN);
  return message([question, ...shown.map(row => line(row, words))].join('\n'), [
    section(question),
    ...shown.map(row => section(line(row, words), rowButton(deed, label, row))),
    ...(rows.length > SHOWN ? [context(lists.moreReleases(rows.length - SHOWN))] : []),
  ]);
}

/** A row knows no digest: what a button without one does, it does to the present state. */
const rowButton = (deed: string, label: string, row: ListedRelease): Button => ({
  type: 'button',
  action_id: deed,
  text: plainText(label),
  value: buttonValue({ id: row.id }),
});

const isStatus = (text: string): text is Status => STATUSES.some(status => status === text);

/** Set by the read model where a release did not go the ordinary way. */
interface Marked {
  marks?: Mark['kind'][];
  /** When the review it owes is due, or null. */
  reviewDue?: Instant | null;
}

function extras({ summary }: ListedRelease, { marks, formats }: Words): string {
  const { marks: kinds = [], reviewDue = null } = (summary ?? {}) as Marked;
  const named = kinds.map(kind => ` · ${EMERGENCY} ${marks.short[kind]}`);
  const owed = reviewDue === null ? [] : [` · ${marks.reviewDue(when(reviewDue, formats))}`];
  return [...named, ...owed].join('');
}

function line(row: ListedRelease, words: Words): string {
  const { card, terms, formats } = words;
  const status = isStatus(row.status)
    ? `${STATUS_ICONS[row.status]} ${terms.status[row.status]}`
    : inline(row.status);
  return `*${escapeText(card.title(row))}* · ${status} · ${person(row.owner)} · ${when(row.updatedAt, formats)}${extras(row, words)}`;
}
