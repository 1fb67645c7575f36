import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Downloads a Debian package with what it needs and unpacks it into a folder, where the next run finds it.
 * Nothing is installed. The folder is in the temporary folder because a home is often closed to the
 * user the server runs as.
 */
export async function unpackDebian(
  wanted: { name: string; path: RegExp },
  advice: string,
): Promise<{ path: string; env: NodeJS.ProcessEnv }> {
  const root = join(tmpdir(), `tminus-tests-${process.getuid?.() ?? 0}-${wanted.name}`);
  if (!existsSync(root)) await download(wanted.name, root, advice);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const path = files.find(file => wanted.path.test(`/${file}`));
  if (!path) throw new Error(advice);
  const libraries = files.filter(file => /\.so(\.\d+)*$/.test(file)).map(file => join(root, file, '..'));
  return {
    path: join(root, path),
    env: { ...process.env, LD_LIBRARY_PATH: [...new Set(libraries)].join(':') },
  };
}

async function download(name: string, root: string, advice: string): Promise<void> {
  const work = `${root}.${process.pid}`;
  const folders = ['lists/partial', 'cache/archives/partial', 'debs', 'root'].map(folder =>
    join(work, folder),
  );
  for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o755 });
  const apt = (...args: string[]) =>
    run('apt-get', ['-qq', ...privateState(work), ...args], { cwd: join(work, 'debs'), maxBuffer: 1 << 24 });
  try {
    await apt('update');
    const { stdout } = await apt('install', '--print-uris', '--no-install-recommends', '-y', name);
    const packages = [...stdout.matchAll(/^'[^']*\/([^/_']+)_[^']*\.deb'/gm)].map(match => match[1]!);
    await apt('download', ...packages);
    for (const file of readdirSync(join(work, 'debs'))) {
      await run('dpkg', ['-x', join(work, 'debs', file), join(work, 'root')]);
    }
    renameSync(join(work, 'root'), root);
  } catch (error) {
    throw new Error(advice, { cause: error });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** apt with lists and cache of its own, so that it needs neither root nor the machine's lock. */
function privateState(work: string): string[] {
  return [
    `Dir::State=${work}`,
    `Dir::State::lists=${work}/lists`,
    'Dir::State::status=/var/lib/dpkg/status',
    `Dir::Cache=${work}/cache`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
  ].flatMap(option => ['-o', option]);
}
