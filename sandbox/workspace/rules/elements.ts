import {
  all,
  anything,
  type Check,
  flag,
  list,
  may,
  must,
  number,
  oneOf,
  type Shape,
  shape,
  someOf,
  string,
} from './check.ts';
import { anyOption, confirm, image, optionGroup, plainOption, plainText, richText } from './texts.ts';

// Limits: https://docs.slack.dev/reference/block-kit/block-elements

const actionId = may(string(255, 1));
const date = string(10, 10, /^\d{4}-\d{2}-\d{2}$/);
const time = string(5, 5, /^\d{2}:\d{2}$/);
const ids = (max: number) => list(string(255, 1), 0, max);

const element = (fields: Shape): Check => shape({ type: must(anything), action_id: actionId, ...fields });

const focus = { focus_on_load: may(flag) };
const placeholder = { placeholder: may(plainText(150)) };
const choice = { confirm: may(confirm), ...focus };
const select = { ...choice, ...placeholder };
const several = { ...select, max_selected_items: may(number(1, 1000)) };
const dispatch = {
  dispatch_action_config: may(
    shape({ trigger_actions_on: may(list(oneOf('on_enter_pressed', 'on_character_entered'), 1, 2)) }),
  ),
};
const choices = { options: may(list(plainOption, 1, 100)), option_groups: may(list(optionGroup, 1, 100)) };
const filter = {
  default_to_current_conversation: may(flag),
  filter: may(
    shape({
      include: may(list(oneOf('im', 'mpim', 'private', 'public'), 1, 4)),
      exclude_external_shared_channels: may(flag),
      exclude_bot_users: may(flag),
    }),
  ),
};
const responds = { response_url_enabled: may(flag) };
const style = { style: may(oneOf('primary', 'danger')), accessibility_label: may(string(75)) };

const oneSource: Check = (value, at) => {
  someOf('options', 'option_groups')(value, at);
};

export const button: Check = element({
  text: must(plainText(75)),
  value: may(string(2000)),
  url: may(string(3000)),
  confirm: may(confirm),
  ...style,
});

const textInput = (extra: Shape): Check =>
  element({ initial_value: may(string(3000)), ...placeholder, ...focus, ...dispatch, ...extra });

const feedback = must(
  shape({ text: must(plainText(75)), value: must(string(2000)), accessibility_label: may(string(75)) }),
);

/** Every element that people act on, and the image, by type. */
export const elements: { [type: string]: Check } = {
  button,
  workflow_button: element({
    text: must(plainText(75)),
    workflow: must(
      shape({
        trigger: must(
          shape({ url: must(string(3000, 1)), customizable_input_parameters: may(list(anything, 0, 100)) }),
        ),
      }),
    ),
    ...style,
  }),
  icon_button: element({
    icon: must(string(255, 1)),
    text: must(plainText(75)),
    value: may(string(2000)),
    accessibility_label: may(string(75)),
    visible_to_user_ids: may(ids(100)),
    confirm: may(confirm),
  }),
  feedback_buttons: element({ positive_button: feedback, negative_button: feedback }),
  checkboxes: element({
    options: must(list(anyOption, 1, 10)),
    initial_options: may(list(anyOption, 1, 10)),
    ...choice,
  }),
  radio_buttons: element({
    options: must(list(anyOption, 1, 10)),
    initial_option: may(anyOption),
    ...choice,
  }),
  overflow: element({ options: must(list(plainOption, 1, 5)), confirm: may(confirm) }),
  static_select: all(element({ ...choices, initial_option: may(plainOption), ...select }), oneSource),
  multi_static_select: all(
    element({ ...choices, initial_options: may(list(plainOption, 1, 100)), ...several }),
    oneSource,
  ),
  external_select: element({
    initial_option: may(plainOption),
    min_query_length: may(number(0, 1000)),
    ...select,
  }),
  multi_external_select: element({
    initial_options: may(list(plainOption, 1, 100)),
    min_query_length: may(number(0, 1000)),
    ...several,
  }),
  users_select: element({ initial_user: may(string(255)), ...select }),
  multi_users_select: element({ initial_users: may(ids(100)), ...several }),
  conversations_select: element({
    initial_conversation: may(string(255)),
    ...filter,
    ...responds,
    ...select,
  }),
  multi_conversations_select: element({ initial_conversations: may(ids(100)), ...filter, ...several }),
  channels_select: element({ initial_channel: may(string(255)), ...responds, ...select }),
  multi_channels_select: element({ initial_channels: may(ids(100)), ...several }),
  datepicker: element({ initial_date: may(date), ...select }),
  timepicker: element({ initial_time: may(time), timezone: may(string(255)), ...select }),
  datetimepicker: element({ initial_date_time: may(number(1_000_000_000, 9_999_999_999)), ...choice }),
  plain_text_input: textInput({
    multiline: may(flag),
    min_length: may(number(0, 3000)),
    max_length: may(number(1, 3000)),
  }),
  rich_text_input: element({
    initial_value: may(richText),
    min_lines: may(number(1, 100)),
    max_lines: may(number(1, 100)),
    ...placeholder,
    ...focus,
    ...dispatch,
  }),
  number_input: textInput({
    is_decimal_allowed: must(flag),
    min_value: may(string(255)),
    max_value: may(string(255)),
  }),
  email_text_input: textInput({}),
  url_text_input: textInput({}),
  file_input: element({ filetypes: may(list(string(255, 1), 1, 100)), max_files: may(number(1, 10)) }),
  image: image(),
};

const pick = (...types: string[]) => Object.fromEntries(types.map(type => [type, elements[type]!]));

const selects = ['static', 'external', 'users', 'conversations', 'channels'].flatMap(kind => [
  `${kind}_select`,
  `multi_${kind}_select`,
]);
const picks = ['checkboxes', 'radio_buttons', 'datepicker', 'timepicker', ...selects];

export const inActions = pick(
  'button',
  'workflow_button',
  'overflow',
  'datetimepicker',
  'rich_text_input',
  ...picks,
);

export const inSection = pick('button', 'workflow_button', 'overflow', 'image', ...picks);

export const inInput = pick('datetimepicker', 'plain_text_input', 'rich_text_input', ...picks);

/** Input elements that Slack's element pages allow in modals only. */
export const inModalInput = {
  ...inInput,
  ...pick('number_input', 'email_text_input', 'url_text_input', 'file_input'),
};

export const inContextActions = pick('feedback_buttons', 'icon_button');
