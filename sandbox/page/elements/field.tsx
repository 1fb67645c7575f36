import type { Json } from '../../workspace/ui-protocol.ts';
import { Button } from './button.tsx';
import type { Element } from './element.ts';
import { Overflow } from './overflow.tsx';
import { Picker } from './picker.tsx';
import { Select } from './select.tsx';
import { useSurface } from './surface.ts';
import { TextField } from './text-field.tsx';
import { TickBoxes } from './tick-boxes.tsx';
import { TimeField } from './time-field.tsx';
import { keyOf, presentValue } from './values.ts';

export interface FieldProps {
  blockId: string;
  element: Element;
  /** Slack's fields for this kind of element, such as `selected_option`. */
  value: Json;
  change(value: Json): void;
  /** Tells the app about the present value; absent where it waits for the submission. */
  send?: (() => void) | undefined;
  id?: string | undefined;
  label?: string | undefined;
  describedBy?: string | undefined;
  isInvalid?: boolean | undefined;
}

interface Props {
  blockId: string;
  element: Element;
  /** In an input block the app hears of a change only when the block asks for it. */
  isQuiet?: boolean;
  id?: string;
  label?: string;
  describedBy?: string | undefined;
  isInvalid?: boolean;
}

/** Draws any interactive element. */
export function Field({ blockId, element, isQuiet = false, ...rest }: Props) {
  const { entered, enter, act, busy } = useSurface();
  if (element.type === 'button' || element.type === 'workflow_button') {
    return <Button blockId={blockId} element={element} />;
  }
  if (element.type === 'overflow') return <Overflow blockId={blockId} element={element} />;
  if (element.type === 'image')
    return <img className="thumbnail" src={element.image_url} alt={element.alt_text} />;

  const value = presentValue(entered, blockId, element);
  const isText = /_input$/.test(element.type);
  const change = (now: Json) => {
    if (isQuiet || isText) enter(blockId, element, now);
    else void act(blockId, element, now);
  };
  const send = isQuiet ? undefined : () => void act(blockId, element, value);
  const props: FieldProps = { blockId, element, value, change, send, ...rest };
  return (
    <span className="element" aria-busy={busy.has(keyOf(blockId, element.action_id))}>
      {isText ? (
        <TextField {...props} />
      ) : /picker$/.test(element.type) ? (
        <TimeField {...props} />
      ) : element.type === 'checkboxes' || element.type === 'radio_buttons' ? (
        <TickBoxes {...props} />
      ) : element.type.startsWith('multi_') || element.type === 'external_select' ? (
        <Picker {...props} />
      ) : (
        <Select {...props} />
      )}
    </span>
  );
}
