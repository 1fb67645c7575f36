import { withEmoji } from '../mrkdwn/emoji.ts';
import { Menu } from '../parts/menu.tsx';
import type { Element } from './element.ts';
import { useSurface } from './surface.ts';

export function Overflow({ blockId, element }: { blockId: string; element: Element }) {
  const { act } = useSurface();
  const items = (element.options ?? []).map(option => ({
    key: option.value ?? option.text.text,
    label: withEmoji(option.text.text),
    detail: option.description?.text ?? '',
    choose: () => {
      if (option.url) window.open(option.url, '_blank', 'noopener');
      void act(blockId, element, { selected_option: option });
    },
  }));
  return <Menu label="More actions" className="button button-icon" face="⋯" items={items} />;
}
