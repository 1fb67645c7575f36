import type { ModalView } from '@slack/types';
import type { Environment } from '../release/terms.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { choiceInput, INPUT, modal, textInput } from './inputs.ts';
import type { FormValues } from './plan-form.ts';
import { REASON_BLOCK, readReason } from './reason-modals.ts';

const HOUR_MS = 3_600_000;
const LENGTHS_MS = [HOUR_MS, 4 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS];
const LENGTH_BLOCK = 'length';
const FOR_EVER = 'until-unlocked';

/** Callback `lock`; `private_metadata` is `{"service","environment"}`. */
export function lockModal(place: { service: string; environment: Environment }, words: Words): ModalView {
  const { modals, terms } = words;
  const { lock } = modals;
  const lengths = LENGTHS_MS.map(ms => ({ value: String(ms), label: lock.forMs(ms) }));
  return modal({
    callback: 'lock',
    title: lock.title,
    submit: lock.submit,
    close: modals.cancel,
    metadata: JSON.stringify({ service: place.service, environment: place.environment }),
    blocks: [
      section(lock.says(place.service, terms.environment[place.environment])),
      textInput({ block: REASON_BLOCK, label: modals.reason, hint: lock.hint, optional: false }),
      choiceInput(
        { block: LENGTH_BLOCK, label: lock.howLong, optional: false },
        [{ value: FOR_EVER, label: lock.untilUnlocked }, ...lengths],
        FOR_EVER,
      ),
    ],
  });
}

/** `forMs` null: until somebody unlocks it. */
export function readLockForm(values: FormValues): { reason: string; forMs: number | null } {
  const chosen = Number(values[LENGTH_BLOCK]?.[INPUT]?.selected_option?.value);
  return { reason: readReason(values), forMs: chosen > 0 ? chosen : null };
}
