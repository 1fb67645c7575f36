import { interactiveElements } from '../block-rules.ts';
import type { View } from '../state.ts';
import type { Json } from '../ui-protocol.ts';

export type FoundElement = { blockId: string; block: Json; element: Json };

/** Every element in these blocks that carries an action id, with the block it stands in. */
export function elementsIn(blocks: readonly Json[]): FoundElement[] {
  return blocks.flatMap(block => {
    const nested = [block.child_blocks, block.type === 'carousel' ? block.elements : undefined]
      .flatMap(list => (Array.isArray(list) ? (list as Json[]) : []))
      .flatMap(child => elementsIn([child]));
    const inner = new Set(nested.map(one => one.element));
    const own = interactiveElements(block)
      .filter(element => typeof element.action_id === 'string' && !inner.has(element))
      .map(element => ({ blockId: String(block.block_id), block, element }));
    return [...own, ...nested];
  });
}

/** For each element: the field of the state its choice is in, the field that presets it, and nothing chosen. */
const stateFields: { [type: string]: [field: string, initial: string, empty: unknown] } = {
  plain_text_input: ['value', 'initial_value', null],
  number_input: ['value', 'initial_value', null],
  email_text_input: ['value', 'initial_value', null],
  url_text_input: ['value', 'initial_value', null],
  rich_text_input: ['rich_text_value', 'initial_value', null],
  static_select: ['selected_option', 'initial_option', null],
  external_select: ['selected_option', 'initial_option', null],
  radio_buttons: ['selected_option', 'initial_option', null],
  overflow: ['selected_option', '', null],
  checkboxes: ['selected_options', 'initial_options', []],
  multi_static_select: ['selected_options', 'initial_options', []],
  multi_external_select: ['selected_options', 'initial_options', []],
  users_select: ['selected_user', 'initial_user', null],
  multi_users_select: ['selected_users', 'initial_users', []],
  conversations_select: ['selected_conversation', 'initial_conversation', null],
  multi_conversations_select: ['selected_conversations', 'initial_conversations', []],
  channels_select: ['selected_channel', 'initial_channel', null],
  multi_channels_select: ['selected_channels', 'initial_channels', []],
  datepicker: ['selected_date', 'initial_date', null],
  timepicker: ['selected_time', 'initial_time', null],
  datetimepicker: ['selected_date_time', 'initial_date_time', null],
  file_input: ['files', '', []],
};

/** What a person picks: a text, an option's value, an id, or several of them; null clears it. */
export type Pick = string | number | string[] | null;

/** Slack's fields for a pick in this element. Throws RangeError when it is not among the element's options. */
export function chosen(element: Json, pick: Pick): Json {
  const [field] = stateFields[String(element.type)] ?? [];
  if (field === undefined) return {};
  if (pick === null) return { [field]: null };
  if (field === 'selected_option') return { [field]: optionOf(element, String(pick)) };
  if (field === 'selected_options')
    return { [field]: [pick].flat().map(one => optionOf(element, String(one))) };
  return { [field]: pick };
}

export function optionsOf(element: Json): Json[] {
  const groups = (element.option_groups ?? []) as { options: Json[] }[];
  return [...((element.options ?? []) as Json[]), ...groups.flatMap(group => group.options)];
}

function optionOf(element: Json, value: string): Json {
  if (String(element.type).includes('external'))
    return { text: { type: 'plain_text', text: value, emoji: true }, value };
  const option = optionsOf(element).find(one => one.value === value);
  if (option !== undefined) return option;
  const values = optionsOf(element).map(one => one.value);
  throw new RangeError(`“${value}” is none of the options of ${element.action_id}: ${values.join(', ')}.`);
}

export type ViewState = View['state'];

/** The state of blocks that nobody has touched: what their initial values say. */
export function initialState(blocks: Json[]): ViewState {
  const state: ViewState = { values: {} };
  for (const { blockId, element } of elementsIn(blocks)) {
    const [field, initial, empty] = stateFields[String(element.type)] ?? [];
    if (field === undefined || initial === undefined) continue;
    const value = { type: element.type, [field]: element[initial] ?? empty };
    state.values[blockId] = { ...state.values[blockId], [String(element.action_id)]: value };
  }
  return state;
}

/** Overlays state: what `over` says of an element counts. */
export function merged(under: ViewState, over: ViewState): ViewState {
  const values = { ...under.values };
  for (const [blockId, actions] of Object.entries(over.values))
    values[blockId] = { ...values[blockId], ...actions };
  return { values };
}

/** What Slack's client refuses to submit, by block id. */
export function unfit(blocks: Json[], state: ViewState): { [blockId: string]: string } {
  const problems = elementsIn(blocks)
    .filter(({ block }) => block.type === 'input')
    .flatMap(({ blockId, block, element }) => {
      const [field = ''] = stateFields[String(element.type)] ?? [];
      const value = state.values[blockId]?.[String(element.action_id)]?.[field];
      const isEmpty =
        value === undefined || value === null || value === '' || (value as unknown[]).length === 0;
      if (isEmpty) return block.optional === true ? [] : [[blockId, 'Please complete this required field.']];
      return lengthProblem(element, value).map(problem => [blockId, problem]);
    });
  return Object.fromEntries(problems);
}

function lengthProblem(element: Json, value: unknown): string[] {
  if (element.type !== 'plain_text_input' || typeof value !== 'string') return [];
  const min = Number(element.min_length ?? 0);
  const max = Number(element.max_length ?? 3000);
  if (value.length < min) return [`Please enter at least ${min} characters.`];
  return value.length > max ? [`Please enter at most ${max} characters.`] : [];
}
