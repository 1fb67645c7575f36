import type {
  Button,
  ConfirmationDialog,
  ContextBlock,
  InputBlock,
  KnownBlock,
  PlainTextElement,
  SectionBlock,
} from '@slack/types';
import { context } from './blocks.ts';

export type Surface = 'message' | 'modal' | 'home';

/** https://docs.slack.dev/reference/block-kit/blocks and …/block-elements */
export const LIMITS = {
  blocks: { message: 50, modal: 100, home: 100 },
  section: 3000,
  field: 2000,
  fields: 10,
  header: 150,
  contextElements: 10,
  actions: 25,
  button: 75,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  label: 2000,
  /** Text and description each. */
  option: 75,
  checkboxes: 10,
  placeholder: 150,
  initialValue: 3000,
  preformatted: 3000,
  modalTitle: 24,
  altText: 2000,
  /** All `markdown` blocks of a message together. */
  markdown: 12_000,
  /** Of a `data_visualization` block, the smaller of the figures that are published. */
  chart: { title: 50, axis: 50, name: 20, label: 20, categories: 20, perMessage: 2 },
  /** `chat.update` refuses more than 4,000. */
  messageText: 3000,
} as const;

/** At most `max` UTF-16 units, no half characters, an ellipsis where something is missing. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** The same for mrkdwn: half a mention, link, date or entity would be shown as garbage. */
export function cutMrkdwn(text: string, max: number): string {
  if (text.length <= max) return text;
  const short = text
    .slice(0, max - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/<[^<>]*$/, '')
    .replace(/&[a-z]{0,3}$/, '');
  return `${short}…`;
}

/** What Slack takes on that surface: too long is cut, empty is dropped, too many end with an ellipsis. */
export function withinLimits(blocks: readonly KnownBlock[], surface: Surface): KnownBlock[] {
  const fitting = blocks.flatMap(fitBlock);
  const most = LIMITS.blocks[surface];
  return fitting.length <= most ? fitting : [...fitting.slice(0, most - 1), context('…')];
}

function fitBlock(block: KnownBlock): KnownBlock[] {
  switch (block.type) {
    case 'header':
      return block.text.text.trim()
        ? [{ ...block, text: { ...block.text, text: cut(block.text.text, LIMITS.header) } }]
        : [];
    case 'section':
      return fitSection(block);
    case 'context':
      return fitContext(block);
    case 'actions':
      return fitActions(block.elements).map(elements => ({ ...block, elements }));
    case 'input':
      return [fitInput(block)];
    default:
      return [block];
  }
}

function fitSection(block: SectionBlock): KnownBlock[] {
  const { text, fields, accessory, ...rest } = block;
  const shownText = text?.text.trim() ? { ...text, text: cutMrkdwn(text.text, LIMITS.section) } : undefined;
  const shownFields = (fields ?? [])
    .filter(field => field.text.trim())
    .slice(0, LIMITS.fields)
    .map(field => ({ ...field, text: cutMrkdwn(field.text, LIMITS.field) }));
  if (!shownText && shownFields.length === 0) return [];
  return [
    {
      ...rest,
      ...(shownText ? { text: shownText } : {}),
      ...(shownFields.length > 0 ? { fields: shownFields } : {}),
      ...(accessory ? { accessory: accessory.type === 'button' ? fitButton(accessory) : accessory } : {}),
    },
  ];
}

function fitContext(block: ContextBlock): KnownBlock[] {
  const elements = block.elements
    .filter(element => element.type === 'image' || element.text.trim())
    .slice(0, LIMITS.contextElements)
    .map(element =>
      element.type === 'image' ? element : { ...element, text: cutMrkdwn(element.text, LIMITS.section) },
    );
  return elements.length > 0 ? [{ ...block, elements }] : [];
}

/** More buttons than a block may hold go on in the next one. */
function fitActions<T extends { type: string }>(elements: readonly T[]): T[][] {
  const rows: T[][] = [];
  for (let at = 0; at < elements.length; at += LIMITS.actions) {
    rows.push(elements.slice(at, at + LIMITS.actions).map(element => fitIfButton(element)));
  }
  return rows;
}

const isButton = (element: { type: string }): element is Button => element.type === 'button';

const fitIfButton = <T extends { type: string }>(element: T): T =>
  isButton(element) ? { ...element, ...fitButton(element) } : element;

function fitButton(button: Button): Button {
  const text = { ...button.text, text: cut(button.text.text, LIMITS.button) };
  return button.confirm ? { ...button, text, confirm: fitConfirm(button.confirm) } : { ...button, text };
}

function fitConfirm(dialog: ConfirmationDialog): ConfirmationDialog {
  const short = (text: PlainTextElement, max: number) => ({ ...text, text: cut(text.text, max) });
  const { title, confirm, deny } = dialog;
  return {
    ...dialog,
    text: { ...dialog.text, text: cut(dialog.text.text, LIMITS.confirmText) },
    ...(title ? { title: short(title, LIMITS.confirmTitle) } : {}),
    ...(confirm ? { confirm: short(confirm, LIMITS.confirmButton) } : {}),
    ...(deny ? { deny: short(deny, LIMITS.confirmButton) } : {}),
  };
}

function fitInput(block: InputBlock): InputBlock {
  const label = { ...block.label, text: cut(block.label.text, LIMITS.label) };
  const { element } = block;
  if (element.type !== 'plain_text_input' || element.initial_value === undefined) return { ...block, label };
  return {
    ...block,
    label,
    element: { ...element, initial_value: cut(element.initial_value, LIMITS.initialValue) },
  };
}
