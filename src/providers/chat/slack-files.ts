import { z } from 'zod';
import type { ChatFiles } from './files.ts';
import { ChatAmbiguous, ChatRateLimited, ChatUnavailable } from './port.ts';
import { type SlackChatOptions, slackCalls } from './slack-calls.ts';

const Place = z.object({ upload_url: z.url(), file_id: z.string() });
const Completed = z.object({ files: z.array(z.object({ id: z.string() })).min(1) });

const DEADLINE_MS = 8_000;
/** Slack answers `alt_txt_too_large` and does not say from when on. The message's own alt text is whole. */
const ALT_TEXT_MAX = 1_000;

/**
 * Slack's upload in three steps (https://docs.slack.dev/messaging/working-with-files#upload): ask for an address, send
 * the bytes there, say that it is whole. Without a channel the last step posts nothing; the picture becomes visible
 * with the message whose image block names it as `slack_file`.
 */
export function slackFiles(options: SlackChatOptions): ChatFiles {
  const call = slackCalls(options);
  const timeoutMs = options.timeoutMs ?? DEADLINE_MS;
  return {
    async keep({ name, altText, bytes }) {
      const place = await call(
        'files.getUploadURLExternal',
        { filename: name, length: bytes.byteLength, alt_txt: altText.slice(0, ALT_TEXT_MAX) },
        Place,
      );
      await send(place.upload_url, bytes, timeoutMs);
      const files = [{ id: place.file_id, title: name }];
      const { files: kept } = await call('files.completeUploadExternal', { files }, Completed);
      return kept[0]?.id ?? place.file_id;
    },
  };
}

/** The address is a secret of its own, so no token goes there, and it stands in no error. */
async function send(url: string, body: Uint8Array<ArrayBuffer>, timeoutMs: number): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(error => {
    throw new ChatAmbiguous('the picture could not be sent to Slack', { cause: error });
  });
  await response.body?.cancel();
  if (response.ok) return;
  if (response.status === 429) {
    const seconds = Number(response.headers.get('retry-after'));
    throw new ChatRateLimited(1000 * (seconds > 0 ? seconds : 1));
  }
  throw new ChatUnavailable(`Slack took no picture: status ${response.status}`);
}
