import type { SectionBlock } from '@slack/types';
import { type ChecklistItem, checklistOf, isTheirTime, openItems, tickOf } from '../release/checklist.ts';
import { unanswered } from '../release/closing.ts';
import type { Release } from '../release/state.ts';
import { NO, OPEN, YES } from './icons.ts';
import { lineSections } from './lines.ts';
import type { Scene } from './scene.ts';

/** An item, whether it is ticked, and by whom or what. */
export function itemLine(
  item: ChecklistItem,
  release: Release,
  { words, now }: Pick<Scene, 'words' | 'now'>,
): string {
  const tick = tickOf(item, release, now);
  return `${tick.is === 'open' ? OPEN : YES} ${words.checklist.line(item, tick)}`;
}

/** On the card: before the start what is ticked and what is lacking; after completion who accepted, and what is left to do. */
export function checklistPart(release: Release, scene: Scene): SectionBlock[] {
  if (release.status === 'completed') return closingPart(release, scene);
  const items = checklistOf(release).filter(({ when }) => when === 'before');
  if (items.length === 0 || !isTheirTime('before', release)) return [];
  const {
    now,
    words: { checklist, formats },
  } = scene;
  const ticked = items.filter(item => tickOf(item, release, now).is !== 'open').length;
  return lineSections([
    formats.labelled(`*${checklist.label}*`, checklist.count(ticked, items.length)),
    ...openItems(release, 'before', now).map(item => itemLine(item, release, scene)),
  ]);
}

function closingPart(release: Release, scene: Scene): SectionBlock[] {
  const { checklist } = scene.words;
  const { answers } = release.closing;
  const lines = [
    ...answers.map(answer => `${answer.is === 'accepted' ? YES : NO} ${checklist.answer(answer)}`),
    ...unanswered(release).map(role => `${OPEN} ${checklist.unanswered(role, scene.roles?.[role] ?? [])}`),
    ...openItems(release, 'after', scene.now).map(item => itemLine(item, release, scene)),
  ];
  return lines.length > 0 ? lineSections([`*${checklist.closing}*`, ...lines]) : [];
}
