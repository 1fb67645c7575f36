import type { ModalView } from '@slack/types';
import { PRIORITIES, type Priority } from '../release/incidents.ts';
import type { Release } from '../release/state.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { choiceInput, INPUT, modal, textInput } from './inputs.ts';
import type { FormValues } from './plan-form.ts';
import { modalAsking, REASON_BLOCK, readReason } from './reason-modals.ts';

const PRIORITY_BLOCK = 'priority';
const USUAL: Priority = 'P2';

/** Callback `incident`; `draft` is what somebody wrote already. */
export function reportModal(release: Release, draft: string, words: Words): ModalView {
  const { modals, card, incidents } = words;
  const { title, submit, says, priority, priorities, what, hint } = incidents.modals.report;
  return modal({
    callback: 'incident',
    title,
    submit,
    close: modals.cancel,
    metadata: buttonValue(release),
    blocks: [
      section(`*${escapeText(card.title(release.plan))}*\n${says}`),
      choiceInput(
        { block: PRIORITY_BLOCK, label: priority, optional: false },
        PRIORITIES.map(value => ({ value, label: priorities[value] })),
        USUAL,
      ),
      textInput({ block: REASON_BLOCK, label: what, hint, optional: false }, draft, true),
    ],
  });
}

export function readReportForm(values: FormValues): { priority: Priority; what: string } {
  const chosen = values[PRIORITY_BLOCK]?.[INPUT]?.selected_option?.value;
  return { priority: PRIORITIES.find(known => known === chosen) ?? USUAL, what: readReason(values) };
}

const followUp =
  (deed: 'incident-update' | 'incident-resolve') =>
  (release: Release, words: Words): ModalView =>
    modalAsking(deed, words.incidents.modals[deed], false, release, words);

export const updateModal = followUp('incident-update');
export const resolveModal = followUp('incident-resolve');
