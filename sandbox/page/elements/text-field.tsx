import type { KeyboardEvent } from 'react';
import type { FieldProps } from './field.tsx';

const TYPES: Record<string, string> = {
  number_input: 'number',
  email_text_input: 'email',
  url_text_input: 'url',
};

/** Text of one or several lines, numbers, addresses. */
export function TextField({ element, value, change, send, id, describedBy, isInvalid }: FieldProps) {
  const onEnter = element.dispatch_action_config?.trigger_actions_on?.includes('on_enter_pressed') ?? true;
  const shared = {
    id,
    className: 'field',
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    'data-action': element.action_id,
    placeholder: element.placeholder?.text,
    autoFocus: element.focus_on_load,
    maxLength: element.max_length ?? 3000,
    value: (value.value as string | null) ?? '',
    onChange: (event: { target: { value: string } }) =>
      change({ value: event.target.value === '' ? null : event.target.value }),
  };
  if (element.multiline) return <textarea {...shared} rows={4} />;
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !send || !onEnter) return;
    event.preventDefault();
    send();
  };
  const number = element.type === 'number_input' ? { step: element.is_decimal_allowed ? 'any' : 1 } : {};
  return <input {...shared} {...number} type={TYPES[element.type] ?? 'text'} onKeyDown={keys} />;
}
