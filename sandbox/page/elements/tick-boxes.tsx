import { useId } from 'react';
import { TextObject } from '../mrkdwn/mrkdwn.tsx';
import type { Option } from './element.ts';
import type { FieldProps } from './field.tsx';

/** Checkboxes and radio buttons. */
export function TickBoxes({ element, value, change, label, describedBy, isInvalid }: FieldProps) {
  const name = useId();
  const isMany = element.type === 'checkboxes';
  const options = element.options ?? [];
  const chosen = isMany
    ? ((value.selected_options ?? []) as Option[])
    : value.selected_option
      ? [value.selected_option as Option]
      : [];
  const isChosen = (option: Option) => chosen.some(each => each.value === option.value);
  const toggle = (option: Option) => {
    if (!isMany) return change({ selected_option: option });
    const now = options.filter(each => (each === option ? !isChosen(each) : isChosen(each)));
    change({ selected_options: now });
  };
  return (
    <fieldset
      className="ticks"
      aria-label={label ?? 'Options'}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
      data-action={element.action_id}
    >
      {options.map(option => (
        <label key={option.value}>
          <input
            type={isMany ? 'checkbox' : 'radio'}
            name={name}
            checked={isChosen(option)}
            onChange={() => toggle(option)}
          />
          <span>
            <TextObject text={option.text} />
            {option.description && (
              <span className="menu-detail">
                <TextObject text={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
