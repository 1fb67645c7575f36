import type { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace, type Workspace } from '../../../sandbox/workspace/open-workspace.ts';
import { clientOf, errorOf } from './a-bot.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);
let workspace: Workspace;
let slack: WebClient;
let nowMs: number;

beforeEach(async () => {
  nowMs = 1_700_000_000_000;
  workspace = await openWorkspace({
    tiers: false,
    clock: () => nowMs,
    unknownBlocks: ['data_visualization'],
  });
  slack = clientOf(workspace);
});
afterEach(() => workspace.close());

const begin = async (length = PNG.length) => {
  const { upload_url, file_id } = await slack.files.getUploadURLExternal({ filename: 'a.png', length });
  return { url: String(upload_url), id: String(file_id) };
};
const send = (url: string, body: Buffer = PNG) => fetch(url, { method: 'POST', body: new Uint8Array(body) });
const complete = (id: string) => slack.files.completeUploadExternal({ files: [{ id }] });
const show = (id: string) =>
  slack.chat.postMessage({
    channel: '#releases',
    text: 'a chart',
    blocks: [{ type: 'image', slack_file: { id }, alt_text: 'a chart' }],
  });

describe('a picture the app uploads', () => {
  it('can be shown by its id once all three steps are done and Slack has looked at it', async () => {
    const { url, id } = await begin();
    expect((await send(url)).status).toBe(200);
    await complete(id);
    expect(await errorOf(show(id))).toBe('invalid_blocks');
    nowMs += 1_000;
    expect(await errorOf(show(id))).toBe('no error');
    expect((await fetch(`${workspace.url}/files-pri/${id}`)).headers.get('content-type')).toBe('image/png');
  });

  it('has to be exactly as long as it was announced', async () => {
    const { url, id } = await begin(PNG.length + 1);
    expect((await send(url)).status).toBe(400);
    expect(await errorOf(complete(id))).toBe('file_update_failed');
  });

  it('goes to an address nobody can guess, and no more once it is complete', async () => {
    const { url, id } = await begin();
    expect((await send(`${workspace.url}/upload/v1/guess`)).status).toBe(404);
    await send(url);
    await complete(id);
    expect((await send(url)).status).toBe(404);
  });

  it('that is unknown, or no picture, is not shown', async () => {
    expect(await errorOf(complete('F000000000'))).toBe('file_not_found');
    expect(await errorOf(show('F000000000'))).toBe('invalid_blocks');
    const text = Buffer.from('no picture');
    const { url, id } = await begin(text.length);
    await send(url, text);
    await complete(id);
    nowMs += 1_000;
    expect(await errorOf(show(id))).toBe('invalid_blocks');
  });

  it('is not shared to a channel here, and nobody is made to believe so', async () => {
    const { url, id } = await begin();
    await send(url);
    const shared = slack.files.completeUploadExternal({ files: [{ id }], channel_id: 'C02RELEASE' });
    expect(await errorOf(shared)).toBe('sharing_is_not_part_of_this_sandbox');
  });

  it.each([0, 5_000_000])('of %i bytes is refused before it is sent', async length => {
    expect(await errorOf(begin(length))).toBe('file_upload_size_restricted');
  });
});

it('a block a workspace does not know yet is refused', async () => {
  const blocks = [
    {
      type: 'data_visualization',
      title: 'A chart',
      chart: { type: 'pie', segments: [{ label: 'all', value: 1 }] },
    },
  ];
  const post = slack.apiCall('chat.postMessage', { channel: '#releases', text: 'a chart', blocks });
  expect(await errorOf(post)).toBe('invalid_blocks');
});
