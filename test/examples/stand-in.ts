import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program of that name that is found first: it notes how it was called and answers by the script. */
export function standIn(folder: string, name: string, script: string): { path: string; calls(): string[] } {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const log = join(folder, `${name}.log`);
  writeFileSync(log, '');
  const file = join(bin, name);
  writeFileSync(file, `#!/bin/sh\necho "$*" >> '${log}'\n${script}`);
  chmodSync(file, 0o755);
  return {
    path: `${bin}:${process.env.PATH}`,
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
  };
}
