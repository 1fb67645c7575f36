import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Child {
  port: number;
  pid: number;
  /** Resident memory in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

const root = join(import.meta.dirname, '..');

/** The built bot itself, as it runs in production; `options` are for Node, such as `--cpu-prof`. */
export function startTminus(env: Record<string, string>, options: readonly string[] = []): Promise<Child> {
  const child = spawn(process.execPath, [...options, join(root, 'dist/src/main.js')], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', NODE_ENV: 'production', LOG_LEVEL: 'warn', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return started(child, /ready on port (\d+)/);
}

/** A script beside this one, loaded as this one was. */
export function startScript(name: string, args: readonly string[] = []): Promise<Child> {
  const child = fork(join(import.meta.dirname, name), args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  return started(child, /^(\d+)$/);
}

/** Runs a script to its end, handing it `order`, and gives what it sends back. */
export async function runScript<T>(name: string, order: object): Promise<T> {
  const child = fork(join(import.meta.dirname, name), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(order);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code} and said nothing`);
  });
  ended.catch(() => {});
  const [result] = await Promise.race([once(child, 'message'), ended]);
  return result as T;
}

async function started(child: ChildProcess, ready: RegExp): Promise<Child> {
  const lines = createInterface({ input: child.stdout! });
  const seen: string[] = [];
  const port = new Promise<number>((resolve, reject) => {
    lines.on('line', line => {
      seen.push(line);
      const [, found] = ready.exec(line) ?? [];
      if (found) resolve(Number(found));
    });
    child.once('exit', code => reject(new Error(`a process ended with ${code}:\n${seen.join('\n')}`)));
  });
  return {
    port: await port,
    pid: child.pid ?? 0,
    memory: () =>
      1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })),
    async stop() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      // It would first answer all the load it was given.
      const late = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(late);
    },
  };
}
