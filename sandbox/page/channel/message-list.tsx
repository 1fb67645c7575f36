import { Fragment, useLayoutEffect, useRef } from 'react';
import type { UiChannel, UiMessage } from '../../workspace/ui-protocol.ts';
import { usePage } from '../live/workspace-context.ts';
import { repliesTo, secondsOfTs } from '../live/workspace-state.ts';
import { formatDate } from '../mrkdwn/format-date.ts';
import { EmptyChannel } from './empty-channel.tsx';
import { Message } from './message.tsx';

interface Props {
  channel: UiChannel;
  /** Those to show, oldest first. */
  messages: UiMessage[];
  /** Everything of the channel, for counting replies. */
  all: UiMessage[];
  openThread?: (ts: string) => void;
  dismiss(message: UiMessage): void;
}

const CONTINUED_WITHIN_SECONDS = 300;
const NEAR_PX = 120;

/** Stays at the end while people are there, write or are answered, and leaves them alone when they scrolled up to read. */
export function MessageList({ channel, messages, all, openThread, dismiss }: Props) {
  const { me } = usePage().state;
  const list = useRef<HTMLOListElement>(null);
  const isAtEnd = useRef(true);
  const lastTs = useRef<string>(undefined);
  const now = Date.now() / 1000;
  const dayOf = (message: UiMessage) => formatDate(secondsOfTs(message.ts), '{date_num}', me.tz, 0);

  useLayoutEffect(() => {
    const shown = list.current;
    if (!shown) return;
    const last = messages.at(-1);
    // What they wrote, and what answers them alone.
    const isTheirs = last && (last.user === me.id || last.ephemeral);
    if (isTheirs && lastTs.current !== undefined && last.ts !== lastTs.current) isAtEnd.current = true;
    lastTs.current = last?.ts;
    const toEnd = () => {
      if (isAtEnd.current) shown.scrollTop = shown.scrollHeight;
    };
    toEnd();
    // Blocks grow after they were drawn: images, blocks that load later, edits.
    const observer = new ResizeObserver(toEnd);
    for (const child of shown.children) observer.observe(child);
    observer.observe(shown);
    return () => observer.disconnect();
  }, [messages, me.id]);

  return (
    <ol
      className="message-list"
      ref={list}
      role="log"
      aria-label={`Messages in ${channel.name}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
      onScroll={event => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
    >
      {messages.length === 0 && <EmptyChannel channel={channel} />}
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay = !before || dayOf(before) !== dayOf(message);
        return (
          <Fragment key={`${message.ts}/${message.ephemeral}`}>
            {isNewDay && (
              <li className="day">
                <span>{formatDate(secondsOfTs(message.ts), '{date_long_pretty}', me.tz, now)}</span>
              </li>
            )}
            <Message
              message={message}
              isContinued={!isNewDay && continues(message, before)}
              replies={repliesTo(all, message.ts)}
              isPinned={channel.pins.includes(message.ts)}
              openThread={openThread}
              dismiss={dismiss}
            />
          </Fragment>
        );
      })}
    </ol>
  );
}

function continues(message: UiMessage, before: UiMessage): boolean {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    !message.ephemeral &&
    message.blocks.length === 0 &&
    secondsOfTs(message.ts) - secondsOfTs(before.ts) < CONTINUED_WITHIN_SECONDS
  );
}
