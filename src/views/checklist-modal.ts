import type { InputBlock, KnownBlock, ModalView } from '@slack/types';
import { type ChecklistItem, checklistOf, isTheirTime, mayMark, tickOf } from '../release/checklist.ts';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { escapeText } from '../words/mrkdwn.ts';
import { plainText, section } from './blocks.ts';
import { pagesOf } from './checklist.ts';
import { itemLine } from './checklist-part.ts';
import { INPUT, modal, textInput } from './inputs.ts';
import { cut, LIMITS } from './limits.ts';
import { lineSections } from './lines.ts';
import type { FormValues } from './plan-form.ts';
import { REASON_BLOCK } from './reason-modals.ts';
import type { Reader, Scene } from './scene.ts';

export const CHECKLIST_CALLBACK = 'checklist';
const BLOCK = 'checklist.';

/** Those of the items this person may tick now. */
export const itemsFor = (release: Release, { person, roles }: Reader): ChecklistItem[] =>
  checklistOf(release).filter(
    item => isTheirTime(item.when, release) && mayMark(item, person, roles, release),
  );

/** Checkboxes for what this person may tick now, as it stands; everything else to read. */
export function checklistModal(release: Release, scene: Scene, reader: Reader): ModalView {
  const { words } = scene;
  const { checklist, modals, card } = words;
  const own = itemsFor(release, reader);
  const pages = pagesOf(release, scene).flatMap(({ heading, items }): KnownBlock[] => {
    const mine = items.filter(item => own.includes(item));
    const others = items.filter(item => !own.includes(item)).map(item => itemLine(item, release, scene));
    return [
      ...boxes(mine, heading, release, scene),
      ...lineSections(mine.length > 0 ? others : [`*${heading}*`, ...others]),
    ];
  });
  const reason = textInput(
    {
      block: REASON_BLOCK,
      label: checklist.modal.reason,
      hint: checklist.modal.reasonHint,
      optional: true,
    },
    '',
    true,
  );
  return modal({
    callback: CHECKLIST_CALLBACK,
    title: checklist.modal.title,
    submit: checklist.modal.submit,
    close: modals.cancel,
    metadata: '',
    blocks: [
      section(`*${escapeText(card.title(release.plan))}*\n${checklist.whoMay(release.plan.owner)}`),
      ...pages,
      ...(tickedOf(own, release, scene.now).length > 0 ? [reason] : []),
    ],
  });
}

/** Ids of those that are ticked. */
export const tickedOf = (items: readonly ChecklistItem[], release: Release, now: Instant): string[] =>
  items.filter(item => tickOf(item, release, now).is !== 'open').map(({ id }) => id);

/** Slack takes ten options in a group of checkboxes, so a long one goes on in the next. */
function boxes(
  items: readonly ChecklistItem[],
  heading: string,
  release: Release,
  { words, now }: Scene,
): InputBlock[] {
  const most = LIMITS.checkboxes;
  const chunks = Array.from({ length: Math.ceil(items.length / most) }, (_, at) =>
    items.slice(at * most, (at + 1) * most),
  );
  return chunks.map(chunk => {
    const options = chunk.map(item => ({
      value: item.id,
      text: plainText(cut(item.text, LIMITS.option)),
      description: plainText(
        cut(words.checklist.option(tickOf(item, release, now), item.role), LIMITS.option),
      ),
    }));
    const ticked = tickedOf(chunk, release, now);
    const initial = options.filter(({ value }) => ticked.includes(value));
    return {
      type: 'input',
      block_id: `${BLOCK}${chunk[0]?.id}`,
      label: plainText(heading),
      optional: true,
      element: {
        type: 'checkboxes',
        action_id: INPUT,
        options,
        ...(initial.length > 0 && { initial_options: initial }),
      },
    };
  });
}

/** Ids of the items whose boxes were ticked when the form was sent off. */
export const readChecklist = (values: FormValues): string[] =>
  Object.entries(values)
    .filter(([block]) => block.startsWith(BLOCK))
    .flatMap(([, block]) => block[INPUT]?.selected_options?.map(({ value }) => value) ?? []);
