import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from './context.ts';
import type { File } from './state.ts';
import type { Json } from './ui-protocol.ts';

/** Where uploads arrive and from where pictures are shown; anything else is none of it. */
export const isFilePath = (path: string): boolean => /^\/(upload\/v1|files-pri)\//.test(path);

export async function answerFile(
  ctx: Context,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (path.startsWith('/files-pri/')) return show(ctx, path.slice('/files-pri/'.length), response);
  const fault = ctx.faults.strike({ method: 'upload' });
  if (fault?.kind === 'reset' && fault.when !== 'after') return void request.socket.destroy();
  if (fault?.kind === '503') return say(response, 503, 'service unavailable');
  if (fault?.kind === '429') {
    response.setHeader('retry-after', String(fault.retryAfterSeconds ?? 1));
    return say(response, 429, 'too many requests');
  }
  const file = ctx.state.files.all().find(({ uploadPath }) => uploadPath === path);
  if (file === undefined || file.completedMs !== null) return say(response, 404, 'not found');
  const bytes = await bytesOf(request, file.length);
  if (bytes.length !== file.length) return say(response, 400, `not ${file.length} bytes`);
  ctx.state.files.put(file.id, { ...file, bytes: bytes.toString('base64') });
  if (fault?.kind === 'reset') return void request.socket.destroy();
  say(response, 200, `OK - ${bytes.length}`);
}

/** No more than one byte too many is kept: that is enough to know. */
async function bytesOf(request: IncomingMessage, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (size > length) continue;
    size += (chunk as Buffer).length;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function show(ctx: Context, id: string, response: ServerResponse): void {
  const file = ctx.state.files.get(id);
  if (!isShown(ctx, file)) {
    say(response, 404, 'not found');
    return;
  }
  response.writeHead(200, { 'content-type': 'image/png', 'cache-control': 'private, max-age=86400' });
  response.end(Buffer.from(file.bytes, 'base64'));
}

type Shown = File & { bytes: string };

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Slack looks at a file after the upload is complete and shows it only then:
 * https://github.com/slackapi/slack-github-action/issues/413
 */
function isShown(ctx: Context, file: File | undefined): file is Shown {
  if (file?.bytes == null || file.completedMs === null) return false;
  const isPng = Buffer.from(file.bytes, 'base64').subarray(0, PNG.length).equals(PNG);
  return isPng && ctx.clock() >= file.completedMs + ctx.fileProcessingMs;
}

/** What Slack would refuse of the pictures these blocks name, in its words. */
export function problemsWithFiles(ctx: Context, blocks: readonly Json[]): string[] {
  return blocks.flatMap((block, index) => {
    if (block.type !== 'image' || !block.slack_file) return [];
    const { id } = block.slack_file as { id?: string };
    if (isShown(ctx, id === undefined ? undefined : ctx.state.files.get(id))) return [];
    return [`[ERROR] invalid slack file [json-pointer:/blocks/${index}/slack_file]`];
  });
}

function say(response: ServerResponse, status: number, text: string): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
}
