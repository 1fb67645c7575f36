import { usePage } from '../live/workspace-context.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { type Choice, choicesOf, FIELD } from './choices.ts';
import type { Element, Option } from './element.ts';
import type { FieldProps } from './field.tsx';
import { optionsOf } from './values.ts';

/** One of several, with the select of the device: it searches by letter and works on every phone. */
export function Select({ element, value, change, id, describedBy, isInvalid }: FieldProps) {
  const { state } = usePage();
  const field = FIELD[element.type] ?? 'selected_option';
  const choices = choicesOf(element, state);
  const chosen = value[field];
  const current = typeof chosen === 'string' ? chosen : ((chosen as Option | null)?.value ?? '');
  const choose = (picked: string) => change({ [field]: picked === '' ? null : pickedValue(element, picked) });
  return (
    <select
      id={id}
      className={current === '' ? 'field is-empty' : 'field'}
      aria-label={id ? undefined : (element.placeholder?.text ?? 'Choose')}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
      data-action={element.action_id}
      value={current}
      onChange={event => choose(event.target.value)}
    >
      <option value="">{element.placeholder?.text ?? 'Choose an option'}</option>
      {grouped(choices).map(({ group, members }) =>
        group === null ? (
          members.map(optionView)
        ) : (
          <optgroup key={group} label={group}>
            {members.map(optionView)}
          </optgroup>
        ),
      )}
    </select>
  );
}

const optionView = ({ value, label, detail }: Choice) => (
  <option key={value} value={value}>
    {withEmoji(label)}
    {detail && ` — ${withEmoji(detail)}`}
  </option>
);

const pickedValue = (element: Element, picked: string): unknown =>
  FIELD[element.type] === 'selected_option'
    ? optionsOf(element).find(({ value }) => value === picked)
    : picked;

function grouped(choices: Choice[]): { group: string | null; members: Choice[] }[] {
  const groups = [...new Set(choices.map(({ group }) => group))];
  return groups.map(group => ({ group, members: choices.filter(choice => choice.group === group) }));
}
