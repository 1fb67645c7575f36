import type { ModalView } from '@slack/types';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { INPUT, modal, momentInput, readMomentInput } from './inputs.ts';
import type { FormValues } from './plan-form.ts';

/** Where an error about the time belongs. */
export const START_BLOCK = 'startAt';

/** Callback `reschedule`; `private_metadata` is a button value. */
export function rescheduleModal(release: Release, words: Words): ModalView {
  const { modals, card, plan } = words;
  const { title, submit, says, hint } = modals.reschedule;
  return modal({
    callback: 'reschedule',
    title,
    submit,
    close: modals.cancel,
    metadata: buttonValue(release),
    blocks: [
      section(`*${escapeText(card.title(release.plan))}*\n${says}`),
      momentInput(
        { block: START_BLOCK, label: plan.fields.startAt, hint, optional: true },
        release.plan.startAt ?? null,
      ),
    ],
  });
}

/** Null: it is to have no time any more. */
export const readRescheduleForm = (values: FormValues): Instant | null =>
  readMomentInput(values[START_BLOCK]?.[INPUT]);
