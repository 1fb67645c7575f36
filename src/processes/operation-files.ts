import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** File names hold at most 255 bytes; an id that would not fit is told apart by its digest. */
const nameFor = (id: string): string => {
  const name = encodeURIComponent(id);
  return name.length <= 200 ? `op-${name}` : `op-${createHash('sha256').update(id).digest('hex')}`;
};

export const filesOf = (folder: string, id: string) => {
  const own = join(folder, nameFor(id));
  return {
    folder: own,
    claim: join(own, 'claim.json'),
    command: join(own, 'command.json'),
    output: join(own, 'output'),
    ending: join(own, 'ending.json'),
  };
};

const flush = (path: string): void => {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

/** How sure a record has to be. Waiting for the disk, several times, is most of what filing one costs. */
export interface Filing {
  /** True when left out. Without it the record still outlives the process, but not the machine. */
  survivesPowerCut?: boolean;
}

const writeAside = (path: string, content: unknown, { survivesPowerCut = true }: Filing): string => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${process.pid}`;
  const file = openSync(aside, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(content));
    if (survivesPowerCut) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return aside;
};

/** Files a record whole: a reader sees all of it or nothing. */
export const file = (path: string, content: unknown, how: Filing = {}): void => {
  renameSync(writeAside(path, content, how), path);
  if (how.survivesPowerCut !== false) flush(dirname(path));
};

/** Like `file`, for the first who comes. Tells whether that was us. */
export const fileOnce = (path: string, content: unknown, how: Filing = {}): boolean => {
  const aside = writeAside(path, content, how);
  try {
    linkSync(aside, path);
    if (how.survivesPowerCut !== false) {
      flush(dirname(path));
      flush(dirname(dirname(path)));
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
};

/**
 * Leaves a mark for a fence and tells whether a higher one was there before. Marks are files, so that two
 * processes need no lock: whoever looks second sees the other's.
 */
export const isSuperseded = (folder: string, lane: string, fence: number): boolean => {
  const marks = join(folder, 'fences', encodeURIComponent(lane));
  mkdirSync(marks, { recursive: true, mode: 0o700 });
  closeSync(openSync(join(marks, String(fence)), 'a', 0o600));
  const seen = readdirSync(marks).map(Number);
  for (const lower of seen.filter(one => one < fence)) rmSync(join(marks, String(lower)), { force: true });
  return seen.some(one => one > fence);
};
