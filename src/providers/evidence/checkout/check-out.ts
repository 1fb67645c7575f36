import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';

/** The code could not be had; the message is one sentence without its full stop, and holds no credentials. */
export class CannotCheckOut extends Error {
  override readonly name = 'CannotCheckOut';
}

export interface Wanted {
  url: string;
  authorization: string | null;
  commit: string;
  /** Made here; must not be there yet. */
  folder: string;
  /** Where Git finds itself and its helpers. */
  path: string | undefined;
  home: string;
}

/** A shallow fetch; a repository of gigabytes takes a while. */
const FETCH_MS = 10 * 60_000;

/**
 * Git of its own, without anybody's configuration: no hooks, no helpers, no prompts. The header travels in the
 * environment of Git alone, never in its arguments or in a file of the checkout.
 * https://git-scm.com/docs/git-config#ENVIRONMENT
 */
function environment({ url, authorization, path, home }: Wanted): Record<string, string> {
  return {
    ...(path === undefined ? {} : { PATH: path }),
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'https:http:ssh:file',
    ...(authorization === null
      ? {}
      : {
          GIT_CONFIG_COUNT: '1',
          // Only for that host: where it redirects to gets none of it.
          GIT_CONFIG_KEY_0: `http.${new URL(url).origin}/.extraHeader`,
          GIT_CONFIG_VALUE_0: `Authorization: ${authorization}`,
        }),
  };
}

/** Fetches exactly that commit, without history. @throws CannotCheckOut */
export async function checkOut(wanted: Wanted): Promise<void> {
  const { url, commit, folder } = wanted;
  const env = environment(wanted);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const git = (...args: string[]) => run(['-c', 'core.hooksPath=/dev/null', ...args], folder, env);
  await git('init', '--quiet', '--template=');
  const fetched = await git('fetch', '--quiet', '--depth=1', '--no-tags', '--', url, commit);
  if (fetched.code !== 0)
    throw new CannotCheckOut(`Git could not fetch ${commit.slice(0, 12)}: ${fetched.said}`);
  const out = await git('-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
  if (out.code !== 0) throw new CannotCheckOut(`Git could not check ${commit.slice(0, 12)} out: ${out.said}`);
  const head = await git('rev-parse', 'HEAD');
  if (head.printed.trim() !== commit)
    throw new CannotCheckOut(`Git gave another commit than ${commit.slice(0, 12)}`);
}

interface Ran {
  code: number | null;
  printed: string;
  /** The last line of what it complained about. */
  said: string;
}

const run = (args: readonly string[], cwd: string, env: Record<string, string>): Promise<Ran> =>
  new Promise(resolve => {
    execFile(
      'git',
      args,
      { cwd, env, timeout: FETCH_MS, killSignal: 'SIGTERM', maxBuffer: 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
        const said = stderr.trim().split('\n').at(-1)?.slice(0, 200) || (error?.message.slice(0, 200) ?? '');
        resolve({ code, printed: stdout, said });
      },
    );
  });
