import { memo, useMemo, useState } from 'react';
import type { UiMessage } from '../../workspace/ui-protocol.ts';
import { Blocks } from '../blocks/blocks.tsx';
import { blocksOf } from '../elements/element.ts';
import { Interactive } from '../elements/interactive.tsx';
import type { Entered } from '../elements/values.ts';
import { ask } from '../live/ask.ts';
import { personNamed, usePage } from '../live/workspace-context.ts';
import { secondsOfTs } from '../live/workspace-state.ts';
import { formatDate } from '../mrkdwn/format-date.ts';
import { Emoji, Mrkdwn } from '../mrkdwn/mrkdwn.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { Menu } from '../parts/menu.tsx';

interface Props {
  message: UiMessage;
  /** By the same person right after the one before: name and avatar are left out. */
  isContinued?: boolean;
  replies?: UiMessage[];
  isPinned?: boolean;
  openThread?: ((ts: string) => void) | undefined;
  dismiss(message: UiMessage): void;
}

const NONE: UiMessage[] = [];

export const Message = memo(function Message(props: Props) {
  const { message, isContinued = false, replies = NONE, isPinned = false, openThread, dismiss } = props;
  const { state } = usePage();
  const [entered, setEntered] = useState<Entered>({});
  const author = personNamed(state, message.user);
  const { channel, ts, ephemeral } = message;
  const container = useMemo(
    () => ({ type: 'message' as const, channel, ts, ephemeral }),
    [channel, ts, ephemeral],
  );
  const blocks = useMemo(() => blocksOf(message.blocks), [message.blocks]);
  const seconds = secondsOfTs(ts);
  const time = formatDate(seconds, '{time}', state.me.tz, 0);
  const kind = ephemeral ? 'message is-ephemeral' : isPinned ? 'message is-pinned' : 'message';

  return (
    <li
      className={isContinued ? `${kind} is-continued` : kind}
      data-ts={ts}
      data-ephemeral={ephemeral || undefined}
    >
      {isContinued ? (
        <span className="gutter-time">{time.replace(/ [AP]M$/, '')}</span>
      ) : (
        <Avatar person={author} />
      )}
      <article aria-label={`${author.name}, ${time}`}>
        {ephemeral && (
          <p className="note">
            <span aria-hidden="true">👁</span> Only visible to you ·{' '}
            <button type="button" className="button-link" onClick={() => dismiss(message)}>
              Dismiss
            </button>
          </p>
        )}
        {isPinned && <p className="note">📌 Pinned</p>}
        {!isContinued && (
          <p className="byline">
            <strong>{author.name}</strong>
            {author.isBot && <span className="badge">APP</span>}
            <time dateTime={new Date(seconds * 1000).toISOString()}>{time}</time>
          </p>
        )}
        <div className="message-body">
          {blocks.length > 0 ? (
            <Interactive container={container} blocks={blocks} entered={entered} setEntered={setEntered}>
              <Blocks blocks={blocks} />
            </Interactive>
          ) : (
            <Mrkdwn text={message.text} />
          )}
          {message.editedTs && blocks.length === 0 && <span className="quiet"> (edited)</span>}
        </div>
        <Reactions message={message} />
        {openThread && replies.length > 0 && <Replies replies={replies} open={() => openThread(ts)} />}
      </article>
      {!ephemeral && <Tools message={message} openThread={openThread} />}
    </li>
  );
});

function Reactions({ message }: { message: UiMessage }) {
  const { state } = usePage();
  if (message.reactions.length === 0) return null;
  return (
    <p className="reactions">
      {message.reactions.map(({ name, users }) => (
        <span key={name} title={users.map(id => personNamed(state, id).name).join(', ')}>
          <Emoji name={name} /> {users.length}
        </span>
      ))}
    </p>
  );
}

function Replies({ replies, open }: { replies: UiMessage[]; open(): void }) {
  const { state } = usePage();
  const who = [...new Set(replies.map(reply => reply.user))].slice(-4).map(id => personNamed(state, id));
  const last = formatDate(secondsOfTs(replies.at(-1)?.ts ?? '0'), '{ago}', state.me.tz, Date.now() / 1000);
  return (
    <button type="button" className="replies" onClick={open}>
      {who.map(person => (
        <Avatar key={person.id} person={person} size={20} />
      ))}
      <strong>
        {replies.length} {replies.length === 1 ? 'reply' : 'replies'}
      </strong>
      <span className="quiet">last {last}</span>
    </button>
  );
}

/** What can be done with a message, shown on hover and focus. */
function Tools({ message, openThread }: { message: UiMessage; openThread: Props['openThread'] }) {
  const { state, tell } = usePage();
  const { channel, ts } = message;
  const items = state.shortcuts
    .filter(shortcut => shortcut.kind === 'message')
    .map(({ callbackId, name }) => ({
      key: callbackId,
      label: name,
      detail: state.app.name,
      choose: async () => {
        const outcome = await ask('shortcuts', { person: state.me.id, callbackId, message: { channel, ts } });
        if (!outcome.ok) tell(outcome.sentence);
      },
    }));
  if (!openThread && items.length === 0) return null;
  return (
    <span className="message-tools">
      {openThread && (
        <button
          type="button"
          className="button-plain"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => openThread(message.threadTs ?? ts)}
        >
          💬
        </button>
      )}
      {items.length > 0 && <Menu label="More actions" className="button-plain" face="⋯" items={items} />}
    </span>
  );
}
