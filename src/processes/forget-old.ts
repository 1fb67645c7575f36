import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Far longer than anybody asks about an operation; what it printed is kept elsewhere by then. */
const KEPT_MS = 30 * 24 * 3_600_000;

/** Removes what was filed of operations a month ago, so that the folder does not grow for ever. */
export const forgetOld = async (folder: string): Promise<void> => {
  const names = await readdir(folder);
  for (const name of names.filter(one => one.startsWith('op-'))) {
    const own = join(folder, name);
    // The folder's time is that of the last record filed in it.
    const { mtimeMs } = await stat(own);
    if (Date.now() - mtimeMs > KEPT_MS) await rm(own, { recursive: true, force: true });
  }
};
