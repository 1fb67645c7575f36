import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DemoState } from './protocol.ts';

export interface StateFile {
  /** Null when nothing was written yet. */
  read(): Promise<DemoState | null>;
  /** Resolves when a state at least as new as the present one is on disk. */
  write(): Promise<void>;
}

/** Keeps `present()` in a file of the folder, replaced as a whole so that a crash never leaves half of it. */
export async function openStateFile(folder: string, present: () => DemoState): Promise<StateFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'demo.json');
  let next: Promise<void> | null = null;
  let current: Promise<void> = Promise.resolve();

  const save = async () => {
    next = null;
    await writeFile(`${path}.new`, JSON.stringify(present()));
    await rename(`${path}.new`, path);
  };

  return {
    read: async () => {
      const text = await readFile(path, 'utf8').catch(() => null);
      return text === null ? null : DemoState.parse(JSON.parse(text));
    },
    write: () => {
      if (!next) {
        next = current.then(save);
        current = next.catch(() => undefined);
      }
      return next;
    },
  };
}
