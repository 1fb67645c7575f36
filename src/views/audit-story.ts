import { evolve } from '../release/release.ts';
import type { Release, ReleaseEvent } from '../release/state.ts';
import type { Instant, PersonId } from '../release/terms.ts';
import { sayEvent } from '../words/event-words.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { actions, context, plainText, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { cutMrkdwn } from './limits.ts';
import { lineSections } from './lines.ts';
import { markBlocks, markLines } from './marks.ts';
import { type Message, message } from './message.ts';

/** What the chain says about the records of one release. */
export interface Proof {
  /** The first version that is not what was recorded. */
  tamperedAt: number | null;
  /** The last seal that saw it, and up to where. */
  seal: { seal: number; version: number } | null;
}

export interface StoryEntry {
  at: Instant;
  actor: PersonId;
  event: ReleaseEvent;
}

const ENTRIES_ON_PAGE = 20;
/** A page of the longest entries is still a message Slack takes. */
const ENTRY_CHARACTERS = 500;

export const storyPages = (history: readonly StoryEntry[]): number =>
  Math.max(1, Math.ceil(history.length / ENTRIES_ON_PAGE));

/** Who did what, when and why, from the beginning, by day. `page` counts from 1. */
export function auditStory(
  release: Release,
  history: readonly StoryEntry[],
  asked: { page: number; proof: Proof },
  words: Words,
): Message {
  const { story, lists, card } = words;
  const pages = storyPages(history);
  const page = Math.min(Math.max(1, asked.page), pages);
  const from = (page - 1) * ENTRIES_ON_PAGE;
  const days = byDay(release, history, words, { from, to: from + ENTRIES_ON_PAGE });
  const title = story.title(escapeText(card.title(release.plan)), page, pages);
  const { tamperedAt, seal } = asked.proof;
  const proof = tamperedAt === null ? story.intact(history.length, seal) : story.tampered(tamperedAt);
  const turn = (to: number, label: string) =>
    actions([
      {
        type: 'button',
        action_id: 'audit',
        text: plainText(label),
        value: buttonValue(release, { page: to }),
      },
    ]);
  const marks = markLines(release, words);
  return message([title, ...marks, ...days.flat(), proof].join('\n'), [
    section(`*${title}*`),
    ...markBlocks(release, words),
    ...days.flatMap(lineSections),
    context(proof, story.times),
    ...(page < pages ? [turn(page + 1, lists.newer)] : []),
    ...(page > 1 ? [turn(page - 1, lists.older)] : []),
  ]);
}

/** The days of the entries from number `from` up to `to`, each with its heading. */
function byDay(
  release: Release,
  history: readonly StoryEntry[],
  words: Words,
  { from, to }: { from: number; to: number },
): string[][] {
  const days: string[][] = [];
  let before: Release | null = null;
  let lastDay = '';
  for (const [at, entry] of history.slice(0, to).entries()) {
    const after = evolve(before, entry.event, entry.at, release.id);
    if (at >= from) {
      const day = new Date(entry.at).toISOString().slice(0, 10);
      if (day !== lastDay) days.push([`*${words.formats.day(day)}*`]);
      days.at(-1)?.push(line(entry, { release: after, before }, words));
      lastDay = day;
    }
    before = after;
  }
  return days;
}

function line(
  { at, actor, event }: StoryEntry,
  { release, before }: { release: Release; before: Release | null },
  words: Words,
): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const says = words.story.event(event, { release, before, actor }) ?? sayEvent(event, release, words);
  return cutMrkdwn(`${time} · ${says}`, ENTRY_CHARACTERS);
}
