import { type Block as LibraryBlockType, Message } from 'slack-blocks-to-jsx';
import 'slack-blocks-to-jsx/dist/style.css';
import type { Block } from '../elements/element.ts';
import { usePage } from '../live/workspace-context.ts';
import { Emoji, Link, Mention } from '../mrkdwn/mrkdwn.tsx';
import { isSafe } from '../mrkdwn/parse-mrkdwn.ts';

/** The blocks that need no interaction of ours: charts, tables, cards, images, markdown. */
export function LibraryBlock({ block }: { block: Block }) {
  const { people, channels, groups } = usePage().state;
  const names = groups.map(({ id, name, handle }) => ({ id, name, handle }));
  return (
    <Message
      withoutWrapper
      name=""
      logo=""
      blocks={[block as unknown as LibraryBlockType]}
      data={{ users: people, channels, user_groups: names }}
      hooks={{
        user: ({ id }) => <Mention is="person" id={id} />,
        channel: ({ id }) => <Mention is="channel" id={id} />,
        usergroup: ({ id }) => <Mention is="group" id={id} />,
        emoji: ({ name }) => <Emoji name={name} />,
        link: ({ href, children }) => (isSafe(href) ? <Link href={href}>{children}</Link> : children),
      }}
    />
  );
}
