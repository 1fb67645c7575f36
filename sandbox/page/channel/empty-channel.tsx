import type { UiChannel } from '../../workspace/ui-protocol.ts';
import { usePage } from '../live/workspace-context.ts';

/** What stands where nobody has written yet: how to begin, where the app listens. */
export function EmptyChannel({ channel }: { channel: UiChannel }) {
  const { state, demoUrl } = usePage();
  const isWithApp = channel.kind !== 'direct' && channel.members.includes(state.app.userId);
  return (
    <li className="empty">
      {isWithApp && demoUrl ? (
        <>
          Nothing was written here yet. Type <code>/release</code>, or press a version in the sidebar: it
          writes the command for you.
        </>
      ) : (
        'Nothing was written here yet.'
      )}
    </li>
  );
}
