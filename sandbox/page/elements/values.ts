import type { Json, UiState } from '../../workspace/ui-protocol.ts';
import type { Block, Element, Option } from './element.ts';

/** What people entered, by `blockId/actionId`; what they left alone is not in it. */
export type Entered = Readonly<Record<string, Json>>;

export const keyOf = (blockId: string, actionId: string) => `${blockId}/${actionId}`;

/** The field of Slack's state in which each kind of element keeps its value, and its value before anyone touches it. */
const INITIAL: Record<string, (element: Element) => Json> = {
  plain_text_input: element => ({ value: element.initial_value ?? null }),
  number_input: element => ({ value: element.initial_value ?? null }),
  email_text_input: element => ({ value: element.initial_value ?? null }),
  url_text_input: element => ({ value: element.initial_value ?? null }),
  static_select: element => ({ selected_option: element.initial_option ?? null }),
  external_select: element => ({ selected_option: element.initial_option ?? null }),
  radio_buttons: element => ({ selected_option: element.initial_option ?? null }),
  multi_static_select: element => ({ selected_options: element.initial_options ?? [] }),
  multi_external_select: element => ({ selected_options: element.initial_options ?? [] }),
  checkboxes: element => ({ selected_options: element.initial_options ?? [] }),
  users_select: element => ({ selected_user: element.initial_user ?? null }),
  multi_users_select: element => ({ selected_users: element.initial_users ?? [] }),
  channels_select: element => ({ selected_channel: element.initial_channel ?? null }),
  multi_channels_select: element => ({ selected_channels: element.initial_channels ?? [] }),
  conversations_select: element => ({ selected_conversation: element.initial_conversation ?? null }),
  multi_conversations_select: element => ({ selected_conversations: element.initial_conversations ?? [] }),
  datepicker: element => ({ selected_date: element.initial_date ?? null }),
  timepicker: element => ({ selected_time: element.initial_time ?? null }),
  datetimepicker: element => ({ selected_date_time: element.initial_date_time ?? null }),
};

export const initialValue = (element: Element): Json => INITIAL[element.type]?.(element) ?? {};

export const presentValue = (entered: Entered, blockId: string, element: Element): Json =>
  entered[keyOf(blockId, element.action_id)] ?? initialValue(element);

/** Every element that holds a value, with the block it is in. */
function* holders(blocks: Block[]): Generator<{ block: Block; element: Element }> {
  for (const block of blocks) {
    const elements = [
      block.element,
      block.accessory,
      ...(block.type === 'actions' ? (block.elements ?? []) : []),
    ];
    for (const element of elements) if (element && INITIAL[element.type]) yield { block, element };
    if (block.child_blocks) yield* holders(block.child_blocks);
  }
}

/** `state.values` as Slack sends it: entered values over initial ones, only for elements that are there now. */
export function stateOf(blocks: Block[], entered: Entered): UiState {
  const values: UiState['values'] = {};
  for (const { block, element } of holders(blocks)) {
    const value = { type: element.type, ...presentValue(entered, block.block_id, element) };
    values[block.block_id] = { ...values[block.block_id], [element.action_id]: value };
  }
  return { values };
}

/** What Slack itself refuses before the app sees a submission, by block id. */
export function problemsOf(blocks: Block[], entered: Entered): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { block, element } of holders(blocks)) {
    if (block.type !== 'input') continue;
    const [value] = Object.values(presentValue(entered, block.block_id, element));
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
    const problem = isEmpty
      ? !block.optional && 'Please complete this required field.'
      : typeof value === 'string' && problemOf(element, value);
    if (problem) problems[block.block_id] = problem;
  }
  return problems;
}

function problemOf(element: Element, value: string): string | false {
  if (element.type === 'plain_text_input') {
    const { min_length = 0, max_length = 3000 } = element;
    if (value.length < min_length) return `Please write at least ${min_length} characters.`;
    return value.length > max_length && `Please write at most ${max_length} characters.`;
  }
  if (element.type === 'email_text_input')
    return !/^\S+@\S+\.\S+$/.test(value) && 'Please enter an email address.';
  if (element.type === 'url_text_input')
    return !/^https?:\/\/\S+$/.test(value) && 'Please enter a web address.';
  if (element.type !== 'number_input') return false;
  const number = Number(value);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  const { min_value, max_value } = element;
  if (min_value !== undefined && number < Number(min_value)) return `Please enter ${min_value} or more.`;
  return max_value !== undefined && number > Number(max_value) && `Please enter ${max_value} or less.`;
}

export const optionsOf = (element: Element): Option[] =>
  element.options ?? (element.option_groups ?? []).flatMap(group => group.options);
