import { Fragment, type ReactNode } from 'react';
import { Emoji, Link, Mention, SlackDate } from '../mrkdwn/mrkdwn.tsx';
import { isSafe } from '../mrkdwn/parse-mrkdwn.ts';

/** Any node of a rich_text block. */
export interface RichNode {
  type: string;
  elements?: RichNode[];
  text?: string;
  url?: string;
  name?: string;
  range?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  indent?: number;
  style?: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean } | string;
}

/** rich_text, as it stands in table cells and tasks. */
export function RichText({ node }: { node: RichNode }) {
  const inner = (node.elements ?? []).map((child, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text have no identity but their place.
    <Fragment key={index}>
      {node.type === 'rich_text_list' ? (
        <li>
          <RichText node={child} />
        </li>
      ) : (
        <RichText node={child} />
      )}
    </Fragment>
  ));
  switch (node.type) {
    case 'rich_text':
      return <>{inner}</>;
    case 'rich_text_section':
      return <div className="lines">{inner}</div>;
    case 'rich_text_quote':
      return <blockquote>{inner}</blockquote>;
    case 'rich_text_preformatted':
      return <pre className="code-block">{inner}</pre>;
    case 'rich_text_list':
      return node.style === 'ordered' ? <ol>{inner}</ol> : <ul>{inner}</ul>;
    default:
      return styled(node, <Leaf node={node} />);
  }
}

function Leaf({ node }: { node: RichNode }) {
  switch (node.type) {
    case 'link': {
      const href = node.url ?? '';
      const text = node.text || href;
      return isSafe(href) ? <Link href={href}>{text}</Link> : text;
    }
    case 'emoji':
      return <Emoji name={node.name ?? ''} />;
    case 'user':
      return <Mention is="person" id={node.user_id ?? ''} />;
    case 'channel':
      return <Mention is="channel" id={node.channel_id ?? ''} />;
    case 'usergroup':
      return <Mention is="group" id={node.usergroup_id ?? ''} />;
    case 'broadcast':
      return <span className="mention mention-me">@{node.range}</span>;
    case 'date': {
      const { timestamp = Number.NaN, format = '', fallback = '' } = node;
      return <SlackDate seconds={timestamp} format={format} fallback={fallback} href={null} />;
    }
    default:
      return <>{node.text ?? ''}</>;
  }
}

function styled({ style }: RichNode, leaf: ReactNode): ReactNode {
  if (!style || typeof style === 'string') return leaf;
  let out = leaf;
  if (style.code) out = <code>{out}</code>;
  if (style.strike) out = <s>{out}</s>;
  if (style.italic) out = <em>{out}</em>;
  if (style.bold) out = <strong>{out}</strong>;
  return out;
}
