import { Fragment, type ReactNode } from 'react';
import { personNamed, usePage } from '../live/workspace-context.ts';
import { emojiNamed, withEmoji } from './emoji.ts';
import { formatDate } from './format-date.ts';
import { type Inline, type Passage, parseMrkdwn } from './parse-mrkdwn.ts';

/** Slack's mrkdwn as elements; text of people and apps never becomes markup. */
export function Mrkdwn({ text }: { text: string }) {
  return <>{parseMrkdwn(text).map((passage, index) => keyed(index, <PassageView passage={passage} />))}</>;
}

/** `plain_text` or `mrkdwn` of a block. */
export function TextObject({ text }: { text: { type: string; text: string } }) {
  return text.type === 'mrkdwn' ? <Mrkdwn text={text.text} /> : withEmoji(text.text);
}

function PassageView({ passage }: { passage: Passage }) {
  if (passage.is === 'code') return <pre className="code-block">{passage.text}</pre>;
  const lines = passage.lines.map((line, index) =>
    keyed(
      index,
      <>
        {index > 0 && <br />}
        <Inlines of={line} />
      </>,
    ),
  );
  return passage.is === 'quote' ? <blockquote>{lines}</blockquote> : <div className="lines">{lines}</div>;
}

function Inlines({ of }: { of: Inline[] }) {
  return <>{of.map((inline, index) => keyed(index, <InlineView inline={inline} />))}</>;
}

function InlineView({ inline }: { inline: Inline }) {
  switch (inline.is) {
    case 'text':
      return <>{inline.text}</>;
    case 'bold':
      return (
        <strong>
          <Inlines of={inline.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Inlines of={inline.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Inlines of={inline.children} />
        </s>
      );
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return <Link href={inline.href}>{inline.text}</Link>;
    case 'emoji':
      return <Emoji name={inline.name} />;
    case 'date':
      return <SlackDate {...inline} />;
    case 'broadcast':
      return <span className="mention mention-me">@{inline.name}</span>;
    default:
      return <Mention is={inline.is} id={inline.id} />;
  }
}

export function Link({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function Emoji({ name }: { name: string }) {
  const character = emojiNamed(name);
  if (!character) return <>:{name}:</>;
  return (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  );
}

export function Mention({ is, id }: { is: 'person' | 'channel' | 'group'; id: string }) {
  const { state, go } = usePage();
  if (is === 'channel') {
    const channel = state.channels.find(known => known.id === id || known.name === id);
    if (!channel) return <span className="mention">#private-channel</span>;
    const open = () => go({ is: 'channel', channel: channel.id, thread: null });
    return (
      <button type="button" className="mention" onClick={open}>
        #{channel.name}
      </button>
    );
  }
  if (is === 'group') {
    const group = state.groups.find(known => known.id === id);
    const isMine = group?.members.includes(state.me.id);
    return <span className={isMine ? 'mention mention-me' : 'mention'}>@{group?.handle ?? id}</span>;
  }
  const person = personNamed(state, id);
  return (
    <span className={id === state.me.id ? 'mention mention-me' : 'mention'} title={person.title}>
      @{person.name}
    </span>
  );
}

export function SlackDate(date: { seconds: number; format: string; href: string | null; fallback: string }) {
  const { me } = usePage().state;
  if (!Number.isFinite(date.seconds)) return <>{date.fallback}</>;
  const text = formatDate(date.seconds, date.format, me.tz, Date.now() / 1000);
  const full = formatDate(date.seconds, '{date_long} {time_secs}', me.tz, 0);
  return (
    <time dateTime={new Date(date.seconds * 1000).toISOString()} title={`${full} (${me.tz})`}>
      {date.href ? <Link href={date.href}>{text}</Link> : text}
    </time>
  );
}

/** Pieces of a text have no identity but their place. */
const keyed = (index: number, child: ReactNode) => <Fragment key={index}>{child}</Fragment>;
