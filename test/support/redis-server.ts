import { chown, mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './real-services-program.ts';
import { freePort, type RunningServer, startServer } from './real-services-server.ts';

const ADVICE =
  'The tests need Redis 6.2 or newer (or Valkey): install it (on Debian and Ubuntu: apt-get install redis-server), or set REDIS_URL_TEST.';

/** A Redis of this run's own, in memory only. */
export async function startRedis(): Promise<RunningServer> {
  const program = await findProgram({
    names: ['redis-server', 'valkey-server'],
    folders: ['/usr/local/bin', '/opt/homebrew/bin'],
    debian: { name: 'redis-server', path: /\/usr\/bin\/redis-server$/ },
    advice: ADVICE,
  });
  const folder = await mkdtemp(join(tmpdir(), 'tminus-redis-'));
  if (program.user) await chown(folder, program.user.uid, program.user.gid);
  const port = await freePort();
  return await startServer({
    program,
    args: [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ],
    folder,
    url: `redis://127.0.0.1:${port}`,
    ask: () =>
      new Promise((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.destroy();
          resolve();
        });
        socket.once('error', reject);
      }),
  });
}
