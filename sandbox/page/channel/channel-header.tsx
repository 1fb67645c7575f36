import type { UiChannel, UiMessage } from '../../workspace/ui-protocol.ts';
import { ask } from '../live/ask.ts';
import { personNamed, usePage } from '../live/workspace-context.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { Link, Mrkdwn } from '../mrkdwn/mrkdwn.tsx';
import { isSafe } from '../mrkdwn/parse-mrkdwn.ts';
import { Menu } from '../parts/menu.tsx';

interface Props {
  channel: UiChannel;
  messages: UiMessage[];
  openDrawer(): void;
}

export function ChannelHeader({ channel, messages, openDrawer }: Props) {
  const { state, go, tell } = usePage();
  const openDirect = async (person: string) => {
    const outcome = await ask('direct', { person: state.me.id, with: person });
    if (!outcome.ok) tell(outcome.sentence);
    else if (outcome.channel) go({ is: 'channel', channel: outcome.channel, thread: null });
  };
  const sign = { public: '#', private: '🔒', direct: '' }[channel.kind];
  const pins = messages.filter(message => channel.pins.includes(message.ts) && !message.ephemeral);
  return (
    <header className="channel-header">
      <div className="channel-title">
        <button
          type="button"
          className="button-plain drawer-button"
          aria-label="Open the sidebar"
          onClick={openDrawer}
        >
          ☰
        </button>
        <h1>
          {sign && <span className="sign">{sign}</span>}
          {channel.name}
        </h1>
        <span className="topic">
          <Mrkdwn text={channel.topic} />
        </span>
        <span className="grow" />
        {pins.length > 0 && (
          <Menu
            label={`${pins.length} pinned`}
            className="button-plain"
            face={`📌 ${pins.length}`}
            items={pins.map(({ ts, user, text }) => ({
              key: ts,
              label: personNamed(state, user).name,
              detail: text.slice(0, 120),
              choose: () => show(ts),
            }))}
          />
        )}
        {channel.kind !== 'direct' && (
          <Menu
            label={`${channel.members.length} members`}
            className="button-plain"
            face={`👤 ${channel.members.length}`}
            items={channel.members
              .filter(id => id !== state.me.id)
              .map(id => {
                const { name, title } = personNamed(state, id);
                return { key: id, label: name, detail: title, choose: () => void openDirect(id) };
              })}
          />
        )}
      </div>
      {channel.bookmarks.length > 0 && (
        <nav className="bookmarks" aria-label="Bookmarks">
          {channel.bookmarks.map(({ id, title, link, emoji }) =>
            isSafe(link) ? (
              <Link key={id} href={link}>
                {emoji ? withEmoji(emoji) : '🔗'} {title}
              </Link>
            ) : null,
          )}
        </nav>
      )}
    </header>
  );
}

function show(ts: string) {
  const shown = document.querySelector<HTMLElement>(`.message-list [data-ts="${ts}"]`);
  shown?.scrollIntoView({ block: 'center', behavior: 'smooth' });
  shown?.animate([{ background: 'var(--highlight)' }, { background: 'transparent' }], 2000);
}
