import { withEmoji } from '../mrkdwn/emoji.ts';
import { isSafe } from '../mrkdwn/parse-mrkdwn.ts';
import type { Element } from './element.ts';
import { useSurface } from './surface.ts';
import { keyOf } from './values.ts';

interface Props {
  blockId: string;
  element: Element;
}

export function Button({ blockId, element }: Props) {
  const { act, busy } = useSurface();
  const isBusy = busy.has(keyOf(blockId, element.action_id));
  const press = () => {
    if (element.url && isSafe(element.url)) window.open(element.url, '_blank', 'noopener');
    void act(blockId, element, {});
  };
  return (
    <button
      type="button"
      className={element.style ? `button button-${element.style}` : 'button'}
      aria-label={element.accessibility_label}
      aria-busy={isBusy}
      disabled={isBusy}
      data-action={element.action_id}
      onClick={press}
    >
      {withEmoji(element.text?.text ?? '')}
      {element.url && <span aria-hidden="true"> ↗</span>}
    </button>
  );
}
