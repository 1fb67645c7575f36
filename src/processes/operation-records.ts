import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { filesOf } from './operation-files.ts';
import { machineIdentity, processStart } from './process-identity.ts';

const Process = z.object({ pid: z.int().positive(), start: z.string() });
export type Process = z.infer<typeof Process>;

const Claim = z.object({
  /** Host, boot and pid namespace in which the process ids mean something. */
  machine: z.string(),
  runner: Process,
  /** Ms since the Unix epoch, like `endedAt`. */
  claimedAt: z.number(),
});
export type Claim = z.infer<typeof Claim>;

const Ending = z.object({
  code: z.number().nullable(),
  signal: z.string().nullable(),
  wasCancelled: z.boolean(),
  /** Why the command did not run at all. */
  problem: z.string().nullable(),
  /** The last of what it printed. */
  tail: z.string(),
  endedAt: z.number(),
});
export type Ending = z.infer<typeof Ending>;

/** `lost`: it was begun, and neither its end nor a living process of it can be found. */
export type Records =
  | { is: 'absent' }
  | { is: 'ended'; ending: Ending }
  | { is: 'running'; runner: Process | null; command: Process | null }
  | { is: 'lost'; why: string };

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const record = async <T>(schema: z.ZodType<T>, path: string): Promise<T | null> => {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

const living = (process: Process | null): Process | null =>
  process && processStart(process.pid) === process.start ? process : null;

/** What the files and the process table say about an operation. */
export const recordsOf = async (folder: string, id: string): Promise<Records> => {
  const files = filesOf(folder, id);
  const claim = await record(Claim, files.claim);
  if (!claim) return { is: 'absent' };
  const isHere = claim.machine === machineIdentity();
  const runner = isHere ? living(claim.runner) : null;
  const command = isHere ? living(await record(Process, files.command)) : null;
  // Read last: a runner that was just seen dead had filed the end before.
  const ending = await record(Ending, files.ending);
  if (ending) return { is: 'ended', ending };
  if (runner || command) return { is: 'running', runner, command };
  return {
    is: 'lost',
    why: isHere
      ? 'its runner is gone and filed no exit code'
      : 'it was begun on another host or before a restart, and filed no exit code',
  };
};

/** What the operation printed so far, without a character that is only half there. */
export const outputOf = async (folder: string, id: string): Promise<string> => {
  try {
    const bytes = await readFile(filesOf(folder, id).output);
    return new TextDecoder().decode(bytes, { stream: true });
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
};
