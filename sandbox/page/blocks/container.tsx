import type { Block, Text } from '../elements/element.ts';
import { TextObject } from '../mrkdwn/mrkdwn.tsx';
import { Blocks } from './blocks.tsx';

interface Container extends Block {
  subtitle?: Text;
  child_blocks?: Block[];
  is_collapsible?: boolean;
  default_collapsed?: boolean;
}

/** A framed group of blocks that may be folded away. */
export function ContainerBlock({ block }: { block: Block }) {
  const { title, subtitle, child_blocks = [], is_collapsible, default_collapsed } = block as Container;
  const heading = title ? <TextObject text={title as Text} /> : null;
  const body = (
    <>
      {subtitle && (
        <div className="quiet">
          <TextObject text={subtitle} />
        </div>
      )}
      <Blocks blocks={child_blocks} />
    </>
  );
  if (!is_collapsible) {
    return (
      <section className="container-block">
        {heading && <h4>{heading}</h4>}
        {body}
      </section>
    );
  }
  return (
    <details className="container-block" open={!default_collapsed}>
      <summary>{heading}</summary>
      {body}
    </details>
  );
}
