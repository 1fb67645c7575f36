import {
  all,
  anything,
  type Check,
  flag,
  list,
  may,
  must,
  oneOf,
  type Shape,
  shape,
  someOf,
  string,
  typed,
} from './check.ts';

// Limits: https://docs.slack.dev/reference/block-kit/composition-objects

const plainFields = (max: number): Shape => ({
  type: must(oneOf('plain_text')),
  text: must(string(max, 1)),
  emoji: may(flag),
});

const markdownFields = (max: number): Shape => ({
  type: must(oneOf('mrkdwn')),
  text: must(string(max, 1)),
  verbatim: may(flag),
});

export const plainText = (max: number): Check => shape(plainFields(max));

export const markdownText = (max: number): Check => shape(markdownFields(max));

export const anyText = (max: number): Check =>
  typed(() => ({ plain_text: shape(plainFields(max)), mrkdwn: shape(markdownFields(max)) }), 'a text');

export const confirm: Check = shape({
  title: must(plainText(100)),
  text: must(anyText(300)),
  confirm: must(plainText(30)),
  deny: must(plainText(30)),
  style: may(oneOf('primary', 'danger')),
});

/** Slack's types say 75 for the value and mirrors of its documentation 150: the smaller one is safe. */
const optionFields = (text: Check): Shape => ({
  text: must(text),
  value: must(string(75, 1)),
  description: may(anyText(75)),
  url: may(string(3000)),
});

export const plainOption: Check = shape(optionFields(plainText(75)));

export const anyOption: Check = shape(optionFields(anyText(75)));

export const optionGroup: Check = shape({
  label: must(plainText(75)),
  options: must(list(plainOption, 1, 100)),
});

/** An image from the web or from Slack's files. */
export const image = (extra: Shape = {}): Check =>
  all(
    shape({
      type: must(oneOf('image')),
      alt_text: must(string(2000, 1)),
      image_url: may(string(3000, 1)),
      slack_file: may(shape({ id: may(string(255)), url: may(string(3000)) })),
      ...extra,
    }),
    someOf('image_url', 'slack_file'),
  );

const style = may(
  shape({ bold: may(flag), italic: may(flag), strike: may(flag), code: may(flag), underline: may(flag) }),
);

const inline: Check = typed(
  () => ({
    text: shape({ type: must(anything), text: must(string(3000, 1)), style }),
    link: shape({
      type: must(anything),
      url: must(string(3000, 1)),
      text: may(string(3000)),
      unsafe: may(flag),
      style,
    }),
    emoji: shape({
      type: must(anything),
      name: must(string(255, 1)),
      unicode: may(string(255)),
      url: may(string(3000)),
      style,
    }),
    user: shape({ type: must(anything), user_id: must(string(255, 1)), style }),
    usergroup: shape({ type: must(anything), usergroup_id: must(string(255, 1)), style }),
    channel: shape({ type: must(anything), channel_id: must(string(255, 1)), style }),
    broadcast: shape({ type: must(anything), range: must(oneOf('here', 'channel', 'everyone')), style }),
    color: shape({ type: must(anything), value: must(string(255, 1)), style }),
    team: shape({ type: must(anything), team_id: must(string(255, 1)), style }),
    date: shape({
      type: must(anything),
      timestamp: must(anything),
      format: must(string(255, 1)),
      url: may(string(3000)),
      fallback: may(string(3000)),
      style,
    }),
  }),
  'a rich text element',
);

const section = (type: string): Check =>
  shape({ type: must(oneOf(type)), elements: must(list(inline, 0, 1000)), border: may(oneOf(0, 1)) });

const richTextPart: Check = typed(
  () => ({
    rich_text_section: section('rich_text_section'),
    rich_text_quote: section('rich_text_quote'),
    rich_text_preformatted: shape({
      type: must(anything),
      elements: must(list(inline, 0, 1000)),
      border: may(oneOf(0, 1)),
      language: may(string(255)),
    }),
    rich_text_list: shape({
      type: must(anything),
      elements: must(list(section('rich_text_section'), 1, 1000)),
      style: must(oneOf('bullet', 'ordered')),
      indent: may(oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8)),
      offset: may(anything),
      border: may(oneOf(0, 1)),
    }),
  }),
  'a rich text part',
);

export const richText: Check = shape({
  type: must(oneOf('rich_text')),
  block_id: may(string(255)),
  elements: must(list(richTextPart, 1, 1000)),
});
