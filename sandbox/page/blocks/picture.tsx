import type { Block } from '../elements/element.ts';
import { withEmoji } from '../mrkdwn/emoji.ts';
import { isSafe } from '../mrkdwn/parse-mrkdwn.ts';

/** An image from the web, or one the app uploaded; in full size behind a click, as in Slack. */
export function Picture({ block }: { block: Block }) {
  const { image_url, slack_file, alt_text, title } = block as Block & {
    image_url?: string;
    slack_file?: { id?: string };
    alt_text: string;
    title?: { text: string };
  };
  const source = slack_file?.id ? `/files-pri/${slack_file.id}` : image_url;
  if (!source || !(source.startsWith('/files-pri/') || isSafe(source))) return null;
  return (
    <figure className="picture">
      {title && <figcaption>{withEmoji(title.text)}</figcaption>}
      <a href={source} target="_blank" rel="noreferrer">
        <img src={source} alt={alt_text} />
      </a>
    </figure>
  );
}
