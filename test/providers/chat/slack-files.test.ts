import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { slackLogger } from '../../../src/logging.ts';
import type { ChatFiles } from '../../../src/providers/chat/files.ts';
import {
  ChatAmbiguous,
  ChatRateLimited,
  ChatRefused,
  ChatUnavailable,
} from '../../../src/providers/chat/port.ts';
import { slackFiles } from '../../../src/providers/chat/slack-files.ts';
import { PIXEL } from '../../support/pixel.ts';

const picture = { name: 'chart.png', altText: 'Errors rise to 8%.', bytes: PIXEL };
const filesOf = ({ apiUrl }: Workspace): ChatFiles =>
  slackFiles({
    token: 'xoxb-sandbox',
    apiUrl,
    timeoutMs: 500,
    logger: slackLogger(pino({ level: 'silent' })),
  });

let workspace: Workspace;
let files: ChatFiles;
beforeEach(async () => {
  workspace = await openWorkspace({ tiers: false, fileProcessingMs: 0 });
  files = filesOf(workspace);
});
afterEach(() => workspace.close());
const failure = (call: Promise<unknown>): Promise<unknown> => call.then(() => null).catch(error => error);

describe('a picture', () => {
  it('is kept whole, with its alt text, and posted nowhere', async () => {
    const id = await files.keep(picture);
    const shown = await fetch(`${workspace.url}/files-pri/${id}`);
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PIXEL);
    expect(workspace.calls('files.getUploadURLExternal')[0]?.args).toMatchObject({
      filename: 'chart.png',
      alt_txt: 'Errors rise to 8%.',
    });
    expect(workspace.calls('files.completeUploadExternal')[0]?.args).not.toHaveProperty('channel_id');
    expect(workspace.messages('#releases')).toEqual([]);
  });

  it('whose alt text is longer than Slack takes is kept all the same', async () => {
    expect(await files.keep({ ...picture, altText: 'x'.repeat(2_000) })).toMatch(/^F/);
  });

  it('can be kept once more after any doubt', async () => {
    workspace.faults.add({ method: 'files.completeUploadExternal', kind: 'reset', when: 'after' });
    expect(await failure(files.keep(picture))).toBeInstanceOf(ChatAmbiguous);
    expect(await files.keep(picture)).toMatch(/^F/);
  });
});

describe('an upload that fails', () => {
  it('says how long to wait, whichever step Slack slows down', async () => {
    workspace.faults.add({ method: 'files.getUploadURLExternal', kind: '429', retryAfterSeconds: 3 });
    expect(await failure(files.keep(picture))).toMatchObject({ retryAfterMs: 3_000 });
    workspace.faults.add({ method: 'upload', kind: '429', retryAfterSeconds: 2 });
    const slowed = await failure(files.keep(picture));
    expect(slowed).toBeInstanceOf(ChatRateLimited);
    expect(slowed).toMatchObject({ retryAfterMs: 2_000 });
  });

  it('while the bytes are sent leaves open whether they arrived', async () => {
    workspace.faults.add({ method: 'upload', kind: 'reset', when: 'after' });
    expect(await failure(files.keep(picture))).toBeInstanceOf(ChatAmbiguous);
  });

  it('because the storage is away did not happen', async () => {
    workspace.faults.add({ method: 'upload', kind: '503' });
    expect(await failure(files.keep(picture))).toBeInstanceOf(ChatUnavailable);
  });

  it('for want of the scope can be mended', async () => {
    const narrow = await openWorkspace({ app: { scopes: ['chat:write'] } });
    const refused = await failure(filesOf(narrow).keep(picture));
    expect(refused).toBeInstanceOf(ChatRefused);
    expect(refused).toMatchObject({ code: 'missing_scope', isFinal: false });
    await narrow.close();
  });

  it('does not tell the address of the upload, which is a secret', async () => {
    workspace.faults.add({ method: 'upload', kind: 'reset' });
    const failed = (await failure(files.keep(picture))) as Error;
    expect(`${failed.message} ${failed.stack}`).not.toContain('/upload/v1/');
  });
});
