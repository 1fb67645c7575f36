import type { ModalView } from '@slack/types';
import { openRequest } from '../release/override.ts';
import { passedNoReturn } from '../release/point-of-no-return.ts';
import type { Release } from '../release/state.ts';
import { escapeText } from '../words/mrkdwn.ts';
import type { Words } from '../words/words.ts';
import { section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { INPUT, modal, textInput } from './inputs.ts';
import { markLines } from './marks.ts';
import type { FormValues } from './plan-form.ts';

/** Where an error about the reason belongs. */
export const REASON_BLOCK = 'reason';

export const readReason = (values: FormValues): string => values[REASON_BLOCK]?.[INPUT]?.value?.trim() ?? '';

type Asking =
  | 'reject'
  | 'except'
  | 'override'
  | 'grant'
  | 'refuse'
  | 'skip-security'
  | 'review'
  | 'no-go'
  | 'abort'
  | 'problem'
  | 'take-over';

/** Callback ids are the intents' names; `private_metadata` is a button value. */
function reasonModal(
  deed: Asking,
  says: string,
  optional: boolean,
  release: Release,
  words: Words,
): ModalView {
  return modalAsking(deed, { ...words.modals[deed], says }, optional, release, words);
}

interface Question {
  title: string;
  submit: string;
  says: string;
  hint: string;
  /** What the text is, where it is no reason. */
  label?: string;
}

/** A modal about a release with one text to write, in the words given. */
export function modalAsking(
  callback: string,
  { title, submit, says, hint, label }: Question,
  optional: boolean,
  release: Release,
  words: Words,
): ModalView {
  const { modals, card } = words;
  return modal({
    callback,
    title,
    submit,
    close: modals.cancel,
    metadata: buttonValue(release),
    blocks: [
      section(`*${escapeText(card.title(release.plan))}*\n${says}`),
      textInput({ block: REASON_BLOCK, label: label ?? modals.reason, hint, optional }, '', true),
    ],
  });
}

export const rejectModal = (release: Release, words: Words): ModalView =>
  reasonModal('reject', words.modals.reject.says, false, release, words);

export const exceptModal = (release: Release, words: Words): ModalView =>
  reasonModal('except', words.modals.except.says, false, release, words);

export const overrideModal = (release: Release, words: Words): ModalView =>
  reasonModal('override', words.modals.override.says, false, release, words);

const askedFor = (release: Release, { modals }: Words): string => {
  const open = openRequest(release);
  return open ? `${modals.grant.asked(open.asked.by, open.asked.reason)}\n` : '';
};

export const grantModal = (release: Release, words: Words): ModalView =>
  reasonModal('grant', `${askedFor(release, words)}${words.modals.grant.says}`, false, release, words);

export const refuseModal = (release: Release, words: Words): ModalView =>
  reasonModal('refuse', `${askedFor(release, words)}${words.modals.refuse.says}`, false, release, words);

export const skipModal = (release: Release, words: Words): ModalView =>
  reasonModal('skip-security', words.modals['skip-security'].says, false, release, words);

export const reviewModal = (release: Release, words: Words): ModalView =>
  reasonModal(
    'review',
    [...markLines(release, words), words.modals.review.says].join('\n'),
    false,
    release,
    words,
  );

export const noGoModal = (release: Release, words: Words): ModalView =>
  reasonModal('no-go', words.modals['no-go'].says, false, release, words);

export const problemModal = (release: Release, words: Words): ModalView =>
  reasonModal('problem', words.modals.problem.says, false, release, words);

export const takeOverModal = (release: Release, words: Words): ModalView =>
  reasonModal('take-over', words.modals['take-over'].says, false, release, words);

export function abortModal(release: Release, words: Words): ModalView {
  const { rollout } = release;
  const { cancels, rollsBack, leaves, pastReturn } = words.modals.abort;
  const passed = passedNoReturn(release);
  const back = (from: string) => (passed ? pastReturn(passed.title) : rollsBack(from));
  const says = !rollout?.changed ? cancels : rollout.from === null ? leaves : back(rollout.from);
  return reasonModal('abort', says, true, release, words);
}
