import { usePage } from '../live/workspace-context.ts';
import { localOf, secondsOf } from '../mrkdwn/format-date.ts';
import type { FieldProps } from './field.tsx';

/** Dates and times, with the device's own pickers, in the person's time zone. */
export function TimeField({ element, value, change, id, label, describedBy, isInvalid }: FieldProps) {
  const { tz } = usePage().state.me;
  const shared = {
    id,
    className: 'field field-short',
    'aria-label': id ? undefined : (label ?? element.placeholder?.text ?? 'Date or time'),
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    'data-action': element.action_id,
  };
  if (element.type === 'datetimepicker') {
    const seconds = value.selected_date_time as number | null;
    const choose = (local: string) => change({ selected_date_time: local ? secondsOf(local, tz) : null });
    return (
      <span className="with-zone">
        <input
          {...shared}
          type="datetime-local"
          value={seconds === null ? '' : localOf(seconds, tz)}
          onChange={event => choose(event.target.value)}
        />
        <span className="quiet">{tz}</span>
      </span>
    );
  }
  const field = element.type === 'timepicker' ? 'selected_time' : 'selected_date';
  return (
    <input
      {...shared}
      type={element.type === 'timepicker' ? 'time' : 'date'}
      value={(value[field] as string | null) ?? ''}
      onChange={event => change({ [field]: event.target.value || null })}
    />
  );
}
