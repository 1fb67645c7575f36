import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Program } from './real-services-program.ts';

export interface RunningServer {
  url: string;
  stop(): Promise<void>;
}

/**
 * Ends the server when its standard input closes, so that it does not outlive a test run that is killed.
 * File descriptor 3, because a shell gives background commands an empty input.
 */
const UNTIL_INPUT_ENDS = 'exec 3<&0; "$@" & child=$!; { read -r _ <&3; kill -TERM $child; } & wait $child';

export interface ServerOptions {
  program: Program;
  args: string[];
  /** Holds the log; removed when the server stops. */
  folder: string;
  url: string;
  /** Resolves when the server answers, throws while it does not. */
  ask(): Promise<void>;
}

/** Starts a server of the tests' own and waits until it answers. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { program, folder } = options;
  const log = join(folder, 'server.log');
  const output = await open(log, 'a');
  const child = spawn('sh', ['-c', UNTIL_INPUT_ENDS, 'sh', program.path, ...options.args], {
    stdio: ['pipe', output.fd, output.fd],
    env: program.env,
    ...program.user,
  });
  await output.close();
  const stop = async () => {
    child.stdin?.end();
    if (child.exitCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(options, child);
  } catch (error) {
    const said = readFileSync(log, 'utf8').split('\n').slice(-8).join('\n');
    await stop();
    throw new Error(`${program.path} did not start:\n${said}`, { cause: error });
  }
  return { url: options.url, stop };
}

async function answers({ ask }: ServerOptions, child: ChildProcess): Promise<void> {
  for (let waited = 0; ; waited += 50) {
    try {
      return await ask();
    } catch (error) {
      if (child.exitCode !== null || waited > 30_000) throw error;
      await pause(50);
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
