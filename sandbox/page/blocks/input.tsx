import { useId } from 'react';
import type { Block } from '../elements/element.ts';
import { Field } from '../elements/field.tsx';
import { useSurface } from '../elements/surface.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';

export function Input({ block }: { block: Block }) {
  const { errors } = useSurface();
  const id = useId();
  const { element, label, hint, block_id } = block;
  if (!element) return null;
  const error = errors[block_id];
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined;
  return (
    <div className={error ? 'input has-error' : 'input'} data-block={block_id}>
      <label htmlFor={id}>
        {withEmoji(label?.text ?? '')}
        {block.optional && <span className="quiet"> (optional)</span>}
      </label>
      <Field
        blockId={block_id}
        element={element}
        isQuiet={!block.dispatch_action}
        id={id}
        label={label?.text ?? ''}
        describedBy={describedBy}
        isInvalid={error !== undefined}
      />
      {error && (
        <p className="input-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p className="quiet" id={`${id}-hint`}>
          {withEmoji(hint.text)}
        </p>
      )}
    </div>
  );
}
