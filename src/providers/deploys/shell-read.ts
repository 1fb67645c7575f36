import { spawn } from 'node:child_process';
import { z } from 'zod';
import { type Running, TargetUnavailable } from './port.ts';
import { runningVersion } from './running-version.ts';

const MAX_PRINTED = 64 * 1024;

const Printed = z.object({
  version: runningVersion.nullable(),
  shares: z.record(runningVersion, z.number().min(0).max(100)).optional(),
});

/** `{"version": "1.4.0", "shares": {"1.4.0": 100}}`, a bare version, or nothing when nothing is deployed. */
export const parseRunning = (printed: string): Running => {
  const text = printed.trim();
  if (text === '') return { version: null, shares: {} };
  let value: unknown = { version: text };
  if (text.startsWith('{'))
    try {
      value = JSON.parse(text);
    } catch {
      throw new TargetUnavailable('the read command printed something that is neither JSON nor a version');
    }
  const parsed = Printed.safeParse(value);
  if (!parsed.success)
    throw new TargetUnavailable(
      'the read command must print a version like 1.4.0, or {"version": "1.4.0", "shares": {"1.4.0": 100}}',
    );
  const { version, shares } = parsed.data;
  return { version, shares: shares ?? (version === null ? {} : { [version]: 100 }) };
};

/** Runs a command that only looks, and gives what it printed. Its whole group is killed on abort. */
export const commandOutput = (
  argv: readonly string[],
  cwd: string,
  env: Record<string, string> | undefined,
  signal: AbortSignal,
): Promise<string> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) throw new TargetUnavailable('the read command was not run: the call was given up');
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let complaints = '';
    const kill = (): void => {
      try {
        if (child.pid) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Ended by itself in the meantime.
      }
    };
    const fail = (what: string): void => {
      signal.removeEventListener('abort', giveUp);
      kill();
      reject(new TargetUnavailable(`the read command ${program} ${what}`));
    };
    const giveUp = (): void => fail('was not waited for: the call was given up');
    signal.addEventListener('abort', giveUp);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (printed.length > MAX_PRINTED) fail(`printed more than ${MAX_PRINTED} characters`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-500);
    });
    child.once('error', error => fail(`could not be run (${'code' in error ? error.code : error.message})`));
    child.once('close', (code, ended) => {
      if (code !== 0) return fail(`ended with ${code ?? ended}: ${complaints.trim()}`);
      signal.removeEventListener('abort', giveUp);
      resolve(printed);
    });
  });
