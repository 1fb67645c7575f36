import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { SlackRefusal } from '../slack-refusal.ts';
import { type File, newId } from '../state.ts';
import type { Json } from '../ui-protocol.ts';
import { count, json, method } from './method.ts';

/** https://docs.slack.dev/messaging/working-with-files: 1 GB, of which a sandbox needs little. */
const maxBytes = 4_000_000;
const altTextMax = 1000;

const scopes = ['files:write'];

/** The upload in three steps; sharing to a channel by the last one is not offered here, and refused. */
export const fileMethods = {
  'files.getUploadURLExternal': method({
    tier: 4,
    scopes,
    args: z.object({
      filename: z.string().min(1),
      length: count,
      alt_txt: z.string().optional(),
      snippet_type: z.string().optional(),
    }),
    run(args, ctx) {
      if (args.length <= 0 || args.length > maxBytes) throw new SlackRefusal('file_upload_size_restricted');
      if ((args.alt_txt ?? '').length > altTextMax) throw new SlackRefusal('alt_txt_too_large');
      const file: File = {
        id: newId('F'),
        name: args.filename,
        title: args.filename,
        altText: args.alt_txt ?? '',
        length: args.length,
        uploadPath: `/upload/v1/${randomBytes(24).toString('base64url')}`,
        bytes: null,
        completedMs: null,
      };
      ctx.state.files.put(file.id, file);
      return { upload_url: `${ctx.url}${file.uploadPath}`, file_id: file.id };
    },
  }),

  'files.completeUploadExternal': method({
    tier: 4,
    scopes,
    args: z.object({
      files: json.pipe(z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1)),
      channel_id: z.string().optional(),
      channels: z.string().optional(),
      thread_ts: z.string().optional(),
    }),
    run(args, ctx) {
      if (args.channel_id ?? args.channels) throw new SlackRefusal('sharing_is_not_part_of_this_sandbox');
      const found = args.files.map(({ id, title }) => {
        const file = ctx.state.files.get(id);
        if (file === undefined) throw new SlackRefusal('file_not_found');
        if (file.bytes === null) throw new SlackRefusal('file_update_failed');
        return { ...file, title: title ?? file.title };
      });
      for (const file of found)
        ctx.state.files.put(file.id, { ...file, completedMs: file.completedMs ?? ctx.clock() });
      return { files: found.map(wireFile) };
    },
  }),
};

const wireFile = ({ id, title, name, length }: File): Json => ({
  id,
  title,
  name,
  size: length,
  mimetype: '',
});
