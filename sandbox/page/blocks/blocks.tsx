import { lazy, Suspense } from 'react';
import type { Block, Element } from '../elements/element.ts';
import { Field } from '../elements/field.tsx';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { TextObject } from '../mrkdwn/mrkdwn.tsx';
import { ContainerBlock } from './container.tsx';
import { DataTable } from './data-table.tsx';
import { Input } from './input.tsx';
import { Picture } from './picture.tsx';
import { Plan } from './plan.tsx';
import { type RichNode, RichText } from './rich-text.tsx';

// The library is most of the page's weight and only needed for the rarer blocks.
const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));
const LibraryBlock = lazy(async () => ({ default: (await import('./library-block.tsx')).LibraryBlock }));

export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {blocks.map(block => (
        <BlockView key={block.block_id} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'section':
      return <Section block={block} />;
    case 'actions':
      return <Actions block={block} />;
    case 'input':
      return <Input block={block} />;
    case 'context':
      return <ContextLine block={block} />;
    case 'header':
      return <h3 className="header">{withEmoji(block.text?.text ?? '')}</h3>;
    case 'divider':
      return <hr />;
    case 'data_table':
      return <DataTable block={block} />;
    case 'rich_text':
      return <RichText node={block as unknown as RichNode} />;
    case 'container':
      return <ContainerBlock block={block} />;
    case 'plan':
    case 'task_card':
      return <Plan block={block} />;
    case 'data_visualization':
      return (
        <Suspense fallback={<p className="quiet">…</p>}>
          <Chart block={block} />
        </Suspense>
      );
    case 'image':
      return <Picture block={block} />;
    case 'alert':
      return <Alert block={block} />;
    default:
      return (
        <Suspense fallback={<p className="quiet">…</p>}>
          <LibraryBlock block={block} />
        </Suspense>
      );
  }
}

function Section({ block }: { block: Block }) {
  return (
    <div className="section">
      <div className="section-text">
        {block.text && <TextObject text={block.text} />}
        {block.fields && (
          <div className="fields">
            {block.fields.map((field, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: fields have no identity but their place.
              <div key={index} className="section-field">
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div className="accessory">
          <Field blockId={block.block_id} element={block.accessory} />
        </div>
      )}
    </div>
  );
}

function Actions({ block }: { block: Block }) {
  return (
    <div className="actions">
      {(block.elements ?? []).map(element => (
        <Field key={element.action_id} blockId={block.block_id} element={element} />
      ))}
    </div>
  );
}

function ContextLine({ block }: { block: Block }) {
  const piece = (element: Element) =>
    element.type === 'image' ? (
      <img className="context-image" src={element.image_url} alt={element.alt_text} />
    ) : (
      <TextObject text={element as unknown as { type: string; text: string }} />
    );
  return (
    <div className="context">
      {(block.elements ?? []).map((element, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces have no identity but their place.
        <span key={index}>{piece(element)}</span>
      ))}
    </div>
  );
}

function Alert({ block }: { block: Block }) {
  const level = (block as { level?: string }).level ?? 'default';
  return (
    <div className={`alert alert-${level}`} role={level === 'error' ? 'alert' : 'status'}>
      {block.text && <TextObject text={block.text} />}
    </div>
  );
}
