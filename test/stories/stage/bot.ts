import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inject } from 'vitest';

/** tminus as people run it: a process of its own, told everything by its environment. */
export interface Bot {
  /** Where it answers Slack, health checks and metrics. */
  url: string;
  /** Everything it has printed. */
  output(): string;
  /** Asks it to stop, as Ctrl-C does. @throws when it does not end well */
  stop(): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../../..');
const STARTS_WITHIN_MS = 60_000;
const STOPS_WITHIN_MS = 20_000;

/** Starts it and waits until it is ready. @throws with what it printed when it does not start */
export async function startBot(env: Readonly<Record<string, string>>): Promise<Bot> {
  const child = spawn(process.execPath, [inject('childBundle').main], {
    cwd: ROOT,
    // Nothing of the tests' own environment may decide how it behaves.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text;
    });
  }
  const exit = once(child, 'exit');
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;

  async function stop(): Promise<void> {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPS_WITHIN_MS);
    const [code, signal] = await exit;
    clearTimeout(timer);
    process.off('exit', killWithUs);
    if (code !== 0) throw new Error(`tminus ended with ${code ?? signal} instead of stopping:\n${output}`);
  }

  const endsAt = performance.now() + STARTS_WITHIN_MS;
  while (!/ready on port \d+/.test(output)) {
    if (hasEnded()) throw new Error(`tminus did not start:\n${output}`);
    if (performance.now() > endsAt) {
      child.kill('SIGKILL');
      throw new Error(`tminus was not ready within ${STARTS_WITHIN_MS / 1000} s:\n${output}`);
    }
    await pause(25);
  }
  const port = /ready on port (\d+)/.exec(output)?.[1];
  return { url: `http://127.0.0.1:${port}`, output: () => output, stop };
}
