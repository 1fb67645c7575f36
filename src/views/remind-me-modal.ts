import type { ModalView } from '@slack/types';
import type { Release } from '../release/state.ts';
import type { Instant } from '../release/terms.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { choiceInput, INPUT, modal } from './inputs.ts';
import type { FormValues } from './plan-form.ts';

const HOUR_MS = 3_600_000;
const LENGTHS_MS = [HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS, 20 * HOUR_MS];
const LENGTH_BLOCK = 'length';

/** When to be reminded once more, of what still lies before the end. Callback `remind-me`. */
export function remindMeModal(release: Release, leftMs: number, { modals, card }: Words): ModalView {
  const { remindMe } = modals;
  const fitting = LENGTHS_MS.filter(ms => ms < leftMs);
  const lengths = fitting.length > 0 ? fitting : [Math.max(60_000, Math.floor(leftMs / 2))];
  const [first = HOUR_MS] = lengths;
  return modal({
    callback: 'remind-me',
    title: remindMe.title,
    submit: remindMe.submit,
    close: modals.cancel,
    metadata: buttonValue(release),
    blocks: [
      section(`*${escapeText(card.title(release.plan))}*\n${remindMe.says}`),
      choiceInput(
        { block: LENGTH_BLOCK, label: remindMe.howLong, optional: false },
        lengths.map(ms => ({ value: String(ms), label: remindMe.inMs(ms) })),
        String(first),
      ),
    ],
  });
}

export function readRemindMe(values: FormValues, now: Instant): Instant {
  const chosen = Number(values[LENGTH_BLOCK]?.[INPUT]?.selected_option?.value);
  return now + (chosen > 0 ? chosen : HOUR_MS);
}
