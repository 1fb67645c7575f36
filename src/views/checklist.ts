import type { KnownBlock } from '@slack/types';
import { type ChecklistItem, checklistOf, ITEM_GROUPS, ITEM_TIMES, tickOf } from '../release/checklist.ts';
import type { Release } from '../release/state.ts';
import { escapeText } from '../words/mrkdwn.ts';
import { actions, context, section } from './blocks.ts';
import { itemLine } from './checklist-part.ts';
import { deedButton } from './deed-buttons.ts';
import { lineSections } from './lines.ts';
import { type Message, message } from './message.ts';
import type { Scene } from './scene.ts';

/** The items of one time and group, in the order of the policy. */
export interface Page {
  heading: string;
  items: ChecklistItem[];
}

/** Grouped as people walk through it; groups without items are left out. */
export function pagesOf(release: Release, { words: { checklist } }: Pick<Scene, 'words'>): Page[] {
  const all = checklistOf(release);
  return ITEM_TIMES.flatMap(time =>
    ITEM_GROUPS.map(group => ({
      heading: `${checklist.time[time]} · ${checklist.group[group]}`,
      items: all.filter(item => item.when === time && item.group === group),
    })),
  ).filter(({ items }) => items.length > 0);
}

/** The answer to `/release checklist`: every item, who or what ticked it and when, and how to tick the others. */
export function checklistAnswer(release: Release, scene: Scene): Message {
  const { words } = scene;
  const { checklist } = words;
  const all = checklistOf(release);
  const title = checklist.title(escapeText(words.card.title(release.plan)));
  const ticked = all.filter(item => tickOf(item, release, scene.now).is !== 'open').length;
  const pages = pagesOf(release, scene).map(({ heading, items }) => [
    `*${heading}*`,
    ...items.map(item => itemLine(item, release, scene)),
  ]);
  const count = checklist.count(ticked, all.length);
  const blocks: KnownBlock[] = [
    section(`*${title}*\n${count}`),
    ...pages.flatMap(lineSections),
    actions([deedButton('checklist', release, words)]),
    context(checklist.whoMay(release.plan.owner), checklist.byKeyboard),
  ];
  return message([`${title}: ${count}`, ...pages.flat()].join('\n'), blocks);
}
