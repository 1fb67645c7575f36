import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What a runner is told. It travels as an argument, so it holds no secrets. */
export interface Order {
  folder: string;
  id: string;
  argv: readonly string[];
  cwd: string;
  /** Which decisions supersede each other: service and environment. */
  lane: string;
  fence: number;
  /** On the system's monotonic clock, which all processes of a machine share. */
  claimBeforeMs: number;
  /** Between asking the command to end and killing it. */
  graceMs: number;
  outputBytes: number;
  /** A file that gets what is printed to standard output, and only that, up to `stdoutBytes`. */
  stdout?: { path: string; maxBytes: number };
  /** After this long the command is cancelled, also when nobody looks any more; never when left out. */
  timeoutMs?: number;
}

/** The command was not seen to begin. It may have begun all the same; the records tell. */
export class NotSeenToBegin extends Error {
  override readonly name = 'NotSeenToBegin';
}

/** `late`: the runner came up after the time until which it could have been found absent. */
export type Verdict = 'begun' | 'known' | 'superseded' | 'late';

/** Node 20 cannot run TypeScript; the sources are only run where the dev dependencies are. */
const loader = (here: string): string[] =>
  extname(here) === '.ts' ? ['--import', pathToFileURL(createRequire(here).resolve('tsx')).href] : [];

/**
 * Arguments for Node to run a program beside a module, which is TypeScript in the sources and JavaScript in the build.
 *
 * @param url `import.meta.url` of the module
 */
export const programBeside = (url: string, name: string): string[] => {
  const here = fileURLToPath(url);
  return [...loader(here), join(dirname(here), `${name}${extname(here)}`)];
};

/**
 * Starts a detached runner and waits until it has begun, or said why it has not. The command gets the variables and
 * nothing else of the environment.
 *
 * @throws NotSeenToBegin
 */
export const launch = (
  order: Order,
  variables: Record<string, string>,
  signal: AbortSignal,
): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) throw new NotSeenToBegin('the command was not started: the call was given up');
    mkdirSync(order.folder, { recursive: true, mode: 0o700 });
    const complaints = openSync(join(order.folder, 'runner.log'), 'a', 0o600);
    const child = spawn(
      process.execPath,
      [...programBeside(import.meta.url, 'runner'), JSON.stringify(order)],
      {
        detached: true,
        stdio: ['ignore', 'ignore', complaints, 'ipc'],
        env: variables,
      },
    );
    closeSync(complaints);
    // Never killed when the call is given up: it may have begun, and `check` tells.
    const letGo = (): void => {
      signal.removeEventListener('abort', giveUp);
      if (child.connected) child.disconnect();
      child.unref();
    };
    const giveUp = (): void => {
      letGo();
      reject(new NotSeenToBegin('the command was not waited for: the call was given up'));
    };
    signal.addEventListener('abort', giveUp);
    child.once('message', verdict => {
      letGo();
      resolve(verdict as Verdict);
    });
    child.once('error', error => {
      letGo();
      reject(new NotSeenToBegin(`no process could be started for the command: ${error.message}`));
    });
    // Not `exit`, which may come while the last message is still on its way.
    child.once('disconnect', () => {
      letGo();
      reject(new NotSeenToBegin("the command's runner ended before it had begun; runner.log may say why"));
    });
  });
