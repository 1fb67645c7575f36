import { execFile } from 'node:child_process';

/** Runs a script as GitHub Actions does (`bash --noprofile --norc -eo pipefail`); gives its exit code and all it said. */
export const runInShell = (
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number; said: string }> =>
  new Promise(resolve => {
    execFile(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      { cwd, env },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, said: `${out}${err}`.trim() }),
    );
  });
