import type { UiChannel } from '../../workspace/ui-protocol.ts';
import type { Unread } from '../live/unread.ts';
import { type Place, personNamed, usePage } from '../live/workspace-context.ts';
import { Avatar } from '../parts/avatar.tsx';
import { DemoVersions } from './demo-versions.tsx';
import { PersonSwitch } from './person-switch.tsx';

interface Props {
  place: Place;
  unread: Record<string, Unread>;
  isConnected: boolean;
  become(person: string): void;
}

export function Sidebar({ place, unread, isConnected, become }: Props) {
  const { state, go } = usePage();
  const rooms = state.channels
    .filter(channel => channel.kind !== 'direct' && !channel.archived)
    .sort((a, b) => a.name.localeCompare(b.name));
  const direct = state.channels.filter(
    channel => channel.kind === 'direct' && !isWithApp(channel, state.app.userId),
  );
  const current = place.is === 'channel' ? place.channel : null;
  const line = (channel: UiChannel, sign: string) => (
    <ChannelLine
      key={channel.id}
      channel={channel}
      sign={sign}
      unread={unread[channel.id]}
      isCurrent={channel.id === current}
    />
  );
  return (
    <nav className="sidebar" aria-label="Workspace">
      <p className="workspace-name">
        {state.workspace.name}
        {!isConnected && (
          <span className="offline" role="status">
            reconnecting…
          </span>
        )}
      </p>
      <div className="sidebar-scroll">
        <h2 className="sidebar-heading">Channels</h2>
        <ul>{rooms.map(channel => line(channel, channel.kind === 'private' ? '🔒' : '#'))}</ul>
        {direct.length > 0 && <h2 className="sidebar-heading">Direct messages</h2>}
        <ul>{direct.map(channel => line(channel, '@'))}</ul>
        <h2 className="sidebar-heading">Apps</h2>
        <ul>
          <li>
            <button
              type="button"
              className={
                isAppOpen(place, state.channels, state.app.userId)
                  ? 'channel-line is-current'
                  : 'channel-line'
              }
              aria-current={place.is === 'home' ? 'page' : undefined}
              onClick={() => go({ is: 'home' })}
            >
              <Avatar person={personNamed(state, state.app.userId)} size={18} />
              {state.app.name}
              <Badge unread={unreadOfApp(state.channels, state.app.userId, unread)} />
            </button>
          </li>
        </ul>
        <DemoVersions />
      </div>
      <PersonSwitch become={become} />
    </nav>
  );
}

interface LineProps {
  channel: UiChannel;
  sign: string;
  unread: Unread | undefined;
  isCurrent: boolean;
}

function ChannelLine({ channel, sign, unread, isCurrent }: LineProps) {
  const { go } = usePage();
  const classes = ['channel-line', isCurrent && 'is-current', unread?.any && 'is-unread'];
  return (
    <li>
      <button
        type="button"
        className={classes.filter(Boolean).join(' ')}
        title={channel.name}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={() => go({ is: 'channel', channel: channel.id, thread: null })}
      >
        <span className="sign" aria-hidden="true">
          {sign}
        </span>
        <span className="channel-name">{channel.name}</span>
        {unread?.any && <span className="visually-hidden">unread</span>}
        <Badge unread={unread} />
      </button>
    </li>
  );
}

function Badge({ unread }: { unread: Unread | undefined }) {
  if (!unread || unread.forMe === 0) return null;
  return <span className="unread-count">{unread.forMe}</span>;
}

export const isWithApp = (channel: UiChannel, app: string): boolean =>
  channel.kind === 'direct' && channel.members.includes(app);

function isAppOpen(place: Place, channels: UiChannel[], app: string): boolean {
  if (place.is === 'home') return true;
  const channel = channels.find(({ id }) => id === place.channel);
  return channel !== undefined && isWithApp(channel, app);
}

function unreadOfApp(channels: UiChannel[], app: string, unread: Record<string, Unread>): Unread | undefined {
  const channel = channels.find(each => isWithApp(each, app));
  return channel && unread[channel.id];
}
