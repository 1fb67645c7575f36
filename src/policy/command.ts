import { z } from 'zod';

const COMMAND_EXPECTED = 'a program and its arguments as a list, such as `[./deploy.sh, install]`';
export const Command = z
  .array(z.string({ error: COMMAND_EXPECTED }), { error: COMMAND_EXPECTED })
  .min(1, COMMAND_EXPECTED);

/** Environment variables of commands; nothing else is handed down. */
export const Variables = z
  .record(z.string().regex(/^[A-Za-z_]\w*$/, 'the name of a variable'), z.string())
  .prefault({});
