import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { ask } from '../live/ask.ts';
import { usePage } from '../live/workspace-context.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { type Choice, choiceOf, choicesOf, FIELD } from './choices.ts';
import type { Element, Option } from './element.ts';
import type { FieldProps } from './field.tsx';
import { useSurface } from './surface.ts';
import { optionsOf } from './values.ts';

/** Several of many, or one that the app is asked for: a box to type in, with a list below it. */
export function Picker({ blockId, element, value, change, id, describedBy, isInvalid }: FieldProps) {
  const { state } = usePage();
  const [typed, setTyped] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const listId = useId();
  const isMany = element.type.startsWith('multi_');
  const field = FIELD[element.type] ?? 'selected_options';
  const external = useExternal(blockId, element, typed, isOpen);

  const options = external ?? optionsOf(element);
  const all = external ? external.map(option => choiceOf(option, null)) : choicesOf(element, state);
  const raw = value[field];
  const chosen = (Array.isArray(raw) ? raw : raw === null || raw === undefined ? [] : [raw]) as (
    | string
    | Option
  )[];
  const chosenValues = chosen.map(valueOfChosen);
  const shown = all.filter(
    ({ value: each, label }) =>
      !chosenValues.includes(each) && label.toLowerCase().includes(typed.toLowerCase()),
  );
  const isFull = isMany && chosen.length >= (element.max_selected_items ?? Number.POSITIVE_INFINITY);

  const choose = (choice: Choice) => {
    const picked = field.startsWith('selected_option')
      ? options.find(({ value: v }) => v === choice.value)
      : choice.value;
    change({ [field]: isMany ? [...chosen, picked] : picked });
    setTyped('');
    setActive(0);
    if (!isMany) setOpen(false);
  };
  const remove = (at: number) =>
    change({ [field]: isMany ? chosen.filter((_, index) => index !== at) : null });

  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && typed === '' && chosen.length > 0) return remove(chosen.length - 1);
    if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      return setOpen(false);
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      return setActive(before => (shown.length === 0 ? 0 : (before + step + shown.length) % shown.length));
    }
    const choice = shown[active];
    if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      if (choice && !isFull) choose(choice);
    }
  };

  const labelOf = (each: string | Option) =>
    typeof each === 'string' ? (all.find(choice => choice.value === each)?.label ?? each) : each.text.text;

  return (
    <div className="picker" data-action={element.action_id}>
      <div className={isInvalid ? 'field picker-box is-invalid' : 'field picker-box'}>
        {chosen.map((each, index) => (
          <span key={valueOfChosen(each)} className="token">
            {withEmoji(labelOf(each))}
            <button type="button" aria-label={`Remove ${labelOf(each)}`} onClick={() => remove(index)}>
              ×
            </button>
          </span>
        ))}
        <input
          id={id}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && shown[active] ? `${listId}-${active}` : undefined}
          aria-describedby={describedBy}
          aria-invalid={isInvalid}
          autoComplete="off"
          value={typed}
          placeholder={chosen.length === 0 ? (element.placeholder?.text ?? 'Choose') : ''}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onChange={event => {
            setTyped(event.target.value);
            setActive(0);
            setOpen(true);
          }}
          onKeyDown={keys}
        />
      </div>
      {isOpen && (
        <div
          className="picker-list"
          id={listId}
          role="listbox"
          aria-label={element.placeholder?.text ?? 'Choices'}
        >
          {shown.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the box above handles the keys.
            <div
              key={choice.value}
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              // The box must keep the focus, or the list would close before the click arrives.
              onMouseDown={event => event.preventDefault()}
              onClick={() => !isFull && choose(choice)}
            >
              {withEmoji(choice.label)}
              {choice.detail && <span className="menu-detail">{withEmoji(choice.detail)}</span>}
            </div>
          ))}
          {shown.length === 0 && (
            <p className="quiet">{typed ? 'Nothing found' : 'Nothing left to choose'}</p>
          )}
        </div>
      )}
    </div>
  );
}

const valueOfChosen = (each: string | Option): string =>
  typeof each === 'string' ? each : (each.value ?? '');

/** The app's own choices for what was typed, or null when the element brings its choices along. */
function useExternal(blockId: string, element: Element, query: string, isOpen: boolean): Option[] | null {
  const { state, tell } = usePage();
  const { container } = useSurface();
  const [options, setOptions] = useState<Option[]>([]);
  const isExternal = element.type.includes('external');
  const isWanted = isExternal && isOpen && query.length >= (element.min_query_length ?? 3);
  useEffect(() => {
    if (!isWanted) return;
    let isStale = false;
    const request = { person: state.me.id, container, blockId, actionId: element.action_id, query };
    const timer = setTimeout(async () => {
      const outcome = await ask('options', request);
      if (isStale) return;
      if (outcome.ok) setOptions((outcome.options ?? []) as unknown as Option[]);
      else tell(outcome.sentence);
    }, 150);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [isWanted, query, blockId, element.action_id, container, state.me.id, tell]);
  return isExternal ? options : null;
}
