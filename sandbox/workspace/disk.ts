import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type State, type TableName, tableNames } from './state.ts';

type Line = { table: TableName; key: string; value?: unknown };

/**
 * Keeps a state in `folder/workspace.jsonl`: what is there is read in, the file is rewritten without what was
 * superseded, and from then on every change is one appended line. Returns how to stop writing.
 */
export function keepOnDisk(state: State, folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'workspace.jsonl');
  for (const line of linesOf(path)) restore(state, line);
  compact(state, path);
  const file = openSync(path, 'a');
  const stop = state.watch(change => {
    const { table, key, value } = change;
    appendFileSync(file, `${JSON.stringify({ table, key, value } satisfies Line)}\n`);
  });
  return () => {
    stop();
    closeSync(file);
  };
}

function linesOf(path: string): Line[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  // A kill can cut the last line short; everything before the last line feed is whole.
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Line);
}

function restore(state: State, { table, key, value }: Line): void {
  if (value === undefined) state[table].delete(key);
  else state[table].put(key, value as never);
}

/** The new file takes the old one's place in one rename, so that a kill leaves one of the two. */
function compact(state: State, path: string): void {
  const lines = tableNames.flatMap(table =>
    state[table].entries().map(([key, value]) => JSON.stringify({ table, key, value } satisfies Line)),
  );
  writeFileSync(`${path}.new`, lines.map(line => `${line}\n`).join(''));
  renameSync(`${path}.new`, path);
}
