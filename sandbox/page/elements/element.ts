import type { Json } from '../../workspace/ui-protocol.ts';

export interface Text {
  type: 'plain_text' | 'mrkdwn';
  text: string;
}

export interface Option {
  text: Text;
  value?: string;
  description?: Text;
  url?: string;
}

export interface Confirm {
  title?: Text;
  text: Text;
  confirm?: Text;
  deny?: Text;
  style?: 'primary' | 'danger';
}

/**
 * A Block Kit element, with every field the page draws. One loose shape instead of a union by type, because
 * what arrives was checked by the workspace and an element of an unknown type must not break the page.
 */
export interface Element {
  type: string;
  action_id: string;
  confirm?: Confirm;
  placeholder?: Text;
  focus_on_load?: boolean;
  text?: Text;
  value?: string;
  url?: string;
  style?: 'primary' | 'danger';
  accessibility_label?: string;
  options?: Option[];
  option_groups?: { label: Text; options: Option[] }[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_channels?: string[];
  initial_conversation?: string;
  initial_conversations?: string[];
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  max_selected_items?: number;
  min_query_length?: number;
  dispatch_action_config?: { trigger_actions_on?: string[] };
  image_url?: string;
  alt_text?: string;
  elements?: Element[];
}

export interface InputBlock {
  type: 'input';
  block_id: string;
  label: Text;
  hint?: Text;
  optional?: boolean;
  dispatch_action?: boolean;
  element: Element;
}

/** A block, as far as all blocks are alike. */
export interface Block {
  type: string;
  block_id: string;
  text?: Text;
  fields?: Text[];
  accessory?: Element;
  elements?: Element[];
  element?: Element;
  label?: Text;
  hint?: Text;
  optional?: boolean;
  dispatch_action?: boolean;
  title?: unknown;
  image_url?: string;
  alt_text?: string;
  child_blocks?: Block[];
}

/** The one place where JSON of the app becomes blocks: the workspace has checked it against Slack's rules. */
export const blocksOf = (json: Json[]): Block[] => json as unknown as Block[];
