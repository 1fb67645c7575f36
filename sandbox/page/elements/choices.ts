import type { WorkspaceState } from '../live/workspace-state.ts';
import type { Element, Option } from './element.ts';
import { optionsOf } from './values.ts';

export interface Choice {
  /** What identifies it among the others. */
  value: string;
  label: string;
  detail: string;
  group: string | null;
}

/** The kinds of select, by the field Slack keeps the choice in. */
export const FIELD: Record<string, string> = {
  static_select: 'selected_option',
  external_select: 'selected_option',
  users_select: 'selected_user',
  channels_select: 'selected_channel',
  conversations_select: 'selected_conversation',
  multi_static_select: 'selected_options',
  multi_external_select: 'selected_options',
  multi_users_select: 'selected_users',
  multi_channels_select: 'selected_channels',
  multi_conversations_select: 'selected_conversations',
};

/** What a select offers. External ones are asked for as people type, and are not here. */
export function choicesOf(element: Element, { people, channels }: WorkspaceState): Choice[] {
  if (element.type.includes('users')) {
    return people.map(({ id, name, title }) => ({ value: id, label: name, detail: title, group: null }));
  }
  if (element.type.includes('channels') || element.type.includes('conversations')) {
    const offered = channels.filter(
      ({ kind }) => kind !== 'direct' || element.type.includes('conversations'),
    );
    return offered.map(({ id, name, kind, topic }) => ({
      value: id,
      label: kind === 'direct' ? name : `#${name}`,
      detail: topic,
      group: null,
    }));
  }
  const grouped = (element.option_groups ?? []).flatMap(({ label, options }) =>
    options.map(option => choiceOf(option, label.text)),
  );
  return grouped.length > 0 ? grouped : optionsOf(element).map(option => choiceOf(option, null));
}

export const choiceOf = (option: Option, group: string | null): Choice => ({
  value: option.value ?? '',
  label: option.text.text,
  detail: option.description?.text ?? '',
  group,
});
