import type { UiChannel, UiMessage } from '../../workspace/ui-protocol.ts';
import { ask } from '../live/ask.ts';
import { usePage } from '../live/workspace-context.ts';
import { inChannel } from '../live/workspace-state.ts';
import { ChannelHeader } from './channel-header.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

interface Props {
  channel: UiChannel;
  messages: UiMessage[];
  openDrawer(): void;
  dismiss(message: UiMessage): void;
}

export function ChannelView({ channel, messages, openDrawer, dismiss }: Props) {
  const { state, go, tell } = usePage();
  const isMember = channel.kind === 'direct' || channel.members.includes(state.me.id);
  const label = `Message ${channel.kind === 'direct' ? '' : '#'}${channel.name}`;
  const join = async () => {
    const outcome = await ask('join', { person: state.me.id, channel: channel.id });
    if (!outcome.ok) tell(outcome.sentence);
  };
  return (
    <main className="channel" aria-label={channel.name}>
      <ChannelHeader channel={channel} messages={messages} openDrawer={openDrawer} />
      <MessageList
        key={`messages/${channel.id}`}
        channel={channel}
        messages={inChannel(messages)}
        all={messages}
        openThread={ts => go({ is: 'channel', channel: channel.id, thread: ts })}
        dismiss={dismiss}
      />
      {channel.archived ? (
        <p className="composer-note">#{channel.name} is archived.</p>
      ) : isMember ? (
        <Composer key={`composer/${channel.id}`} channel={channel} label={label} />
      ) : (
        <p className="composer-note">
          You are not in #{channel.name}.{' '}
          <button type="button" className="button button-primary" onClick={() => void join()}>
            Join
          </button>
        </p>
      )}
    </main>
  );
}
