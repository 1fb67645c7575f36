import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { findProgram, run, versionedFolders } from './real-services-program.ts';
import { freePort, type RunningServer, startServer } from './real-services-server.ts';

const ADVICE =
  'The tests need PostgreSQL 13 or newer: install it (on Debian and Ubuntu: apt-get install postgresql), or set DATABASE_URL_TEST to one whose user may create databases.';

/**
 * A PostgreSQL of this run's own, forgotten when it stops. Loss of the machine is not what tests are about,
 * so nothing waits for the disk unless it is asked to.
 */
export async function startPostgres({ waitsForDisk = false } = {}): Promise<RunningServer> {
  const program = await findProgram({
    names: ['postgres'],
    folders: [
      ...versionedFolders('/usr/lib/postgresql', 'bin'),
      ...versionedFolders('/opt/homebrew/opt/postgresql', 'bin'),
    ],
    debian: { name: 'postgresql', path: /\/usr\/lib\/postgresql\/\d+\/bin\/postgres$/ },
    advice: ADVICE,
  });
  const folder = await mkdtemp(join(tmpdir(), 'tminus-postgres-'));
  if (program.user) await chown(folder, program.user.uid, program.user.gid);
  const data = join(folder, 'data');
  run(program, join(dirname(program.path), 'initdb'), [
    ...['-D', data, '-U', 'tminus', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
  ]);
  const port = await freePort();
  const url = `postgresql://tminus@127.0.0.1:${port}/postgres`;
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: waitsForDisk ? 'on' : 'off',
    max_connections: '200',
  };
  return await startServer({
    program,
    args: [
      '-D',
      data,
      '-p',
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
    ],
    folder,
    url,
    async ask() {
      const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
      await client.connect();
      await client.end();
    },
  });
}
