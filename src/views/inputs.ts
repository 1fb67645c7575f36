import type { InputBlock, InputBlockElement, KnownBlock, ModalView } from '@slack/types';
import type { Instant, PersonId } from '../release/terms.ts';
import { plainText } from './blocks.ts';
import { cut, LIMITS, withinLimits } from './limits.ts';

/** The one input of a block carries this action id; the block id says which field it is. */
export const INPUT = 'input';

interface Labelled {
  block: string;
  label: string;
  hint?: string;
  /** Slack refuses an empty answer itself unless this is set. */
  optional: boolean;
}

const input = ({ block, label, hint, optional }: Labelled, element: InputBlockElement): InputBlock => ({
  type: 'input',
  block_id: block,
  label: plainText(label),
  optional,
  element,
  ...(hint ? { hint: plainText(hint) } : {}),
});

export const textInput = (it: Labelled, initial = '', multiline = false): InputBlock =>
  input(it, {
    type: 'plain_text_input',
    action_id: INPUT,
    multiline,
    max_length: LIMITS.initialValue,
    ...(initial ? { initial_value: initial } : {}),
  });

const isSlackId = (person: PersonId) => /^[UW][A-Z0-9]+$/.test(person);

/** A name that is no Slack id cannot be preselected. */
export const personInput = (it: Labelled, initial: PersonId): InputBlock =>
  input(it, {
    type: 'users_select',
    action_id: INPUT,
    ...(isSlackId(initial) ? { initial_user: initial } : {}),
  });

export const dateInput = (it: Labelled, initial: string): InputBlock =>
  input(it, {
    type: 'datepicker',
    action_id: INPUT,
    ...(/^\d{4}-\d{2}-\d{2}$/.test(initial) ? { initial_date: initial } : {}),
  });

/** A time of day, `HH:MM`. */
export const timeInput = (it: Labelled, initial: string | null): InputBlock =>
  input(it, {
    type: 'timepicker',
    action_id: INPUT,
    ...(initial === null ? {} : { initial_time: initial }),
  });

/** Day and time by the reader's own clock; Slack counts in seconds. */
export const momentInput = (it: Labelled, initial: Instant | null): InputBlock =>
  input(it, {
    type: 'datetimepicker',
    action_id: INPUT,
    ...(initial === null ? {} : { initial_date_time: Math.round(initial / 1000) }),
  });

/** Null where nothing was chosen. */
export const readMomentInput = (field: { selected_date_time?: number | null | undefined } | undefined) =>
  field?.selected_date_time == null ? null : field.selected_date_time * 1000;

export const wholeNumberInput = (it: Labelled, initial: number | null): InputBlock =>
  input(it, {
    type: 'number_input',
    action_id: INPUT,
    is_decimal_allowed: false,
    min_value: '0',
    ...(initial === null ? {} : { initial_value: String(initial) }),
  });

export interface Choice {
  value: string;
  label: string;
}

export function choiceInput(it: Labelled, choices: readonly Choice[], initial: string | null): InputBlock {
  const options = choices.map(({ value, label }) => ({ text: plainText(cut(label, 75)), value }));
  const chosen = options.find(option => option.value === initial);
  return input(it, {
    type: 'static_select',
    action_id: INPUT,
    options,
    ...(chosen ? { initial_option: chosen } : {}),
  });
}

/** A modal that Slack takes. */
export function modal(of: {
  callback: string;
  title: string;
  submit?: string;
  close: string;
  metadata: string;
  blocks: readonly KnownBlock[];
}): ModalView {
  const title = (text: string) => plainText(cut(text, LIMITS.modalTitle));
  return {
    type: 'modal',
    callback_id: of.callback,
    title: title(of.title),
    ...(of.submit === undefined ? {} : { submit: title(of.submit) }),
    close: title(of.close),
    private_metadata: of.metadata,
    blocks: withinLimits(of.blocks, 'modal'),
  };
}
