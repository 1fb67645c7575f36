import type { UiChannel, UiMessage } from '../../workspace/ui-protocol.ts';
import { usePage } from '../live/workspace-context.ts';
import { repliesTo } from '../live/workspace-state.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

interface Props {
  channel: UiChannel;
  messages: UiMessage[];
  ts: string;
  dismiss(message: UiMessage): void;
}

export function ThreadPane({ channel, messages, ts, dismiss }: Props) {
  const { go } = usePage();
  const root = messages.filter(message => message.ts === ts && !message.ephemeral);
  const close = () => go({ is: 'channel', channel: channel.id, thread: null });
  return (
    <aside
      className="thread"
      aria-label="Thread"
      onKeyDown={event => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <header className="channel-header">
        <div className="channel-title">
          <h2>Thread</h2>
          <span className="topic">
            {channel.kind === 'direct' ? '' : '#'}
            {channel.name}
          </span>
          <span className="grow" />
          <button type="button" className="button-plain" aria-label="Close the thread" onClick={close}>
            ✕
          </button>
        </div>
      </header>
      <MessageList
        key={ts}
        channel={channel}
        messages={[...root, ...repliesTo(messages, ts)]}
        all={messages}
        dismiss={dismiss}
      />
      <Composer key={`${ts}-composer`} channel={channel} threadTs={ts} label="Reply…" />
    </aside>
  );
}
