import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { findProgram, type Program, run, versionedFolders } from './real-services-program.ts';
import { freePort, type RunningServer, startServer } from './real-services-server.ts';

/** A server of one test's own that can be taken away and given back at the same address. */
export interface Restartable {
  url: string;
  /** Crashes it: no farewell to its clients, nothing written that was not yet. */
  crash(): Promise<void>;
  /** Gives it back. */
  start(): Promise<void>;
  close(): Promise<void>;
}

interface Recipe {
  program: Program;
  args(port: number, folder: string): string[];
  url(port: number): string;
  ask(port: number): Promise<void>;
  /** Ends it at once. */
  strike?(folder: string): Promise<void>;
}

async function restartable(recipe: Recipe, folder: string): Promise<Restartable> {
  const { program } = recipe;
  const port = await freePort();
  let running: RunningServer | null = null;
  const start = async () => {
    const log = await folderFor(program, 'log');
    const ask = () => recipe.ask(port);
    const url = recipe.url(port);
    running = await startServer({ program, args: recipe.args(port, folder), folder: log, url, ask });
  };
  const crash = async () => {
    await recipe.strike?.(folder);
    await running?.stop();
    running = null;
  };
  await start();
  return {
    url: recipe.url(port),
    crash,
    start,
    async close() {
      await crash();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Keeps nothing: it comes back empty. */
export async function ownRedis(): Promise<Restartable> {
  const program = await findProgram({
    names: ['redis-server', 'valkey-server'],
    folders: ['/usr/local/bin', '/opt/homebrew/bin'],
    debian: { name: 'redis-server', path: /\/usr\/bin\/redis-server$/ },
    advice: 'The tests need Redis 6.2 or newer (or Valkey).',
  });
  const folder = await folderFor(program, 'redis');
  return restartable(
    {
      program,
      args: port =>
        `--port ${port} --bind 127.0.0.1 --appendonly no --dir ${folder} --save`.split(' ').concat(''),
      url: port => `redis://127.0.0.1:${port}`,
      ask: port =>
        new Promise((resolve, reject) => {
          const socket = connect(port, '127.0.0.1', () => {
            socket.destroy();
            resolve();
          });
          socket.once('error', reject);
        }),
    },
    folder,
  );
}

/** Comes back with all that was committed. */
export async function ownPostgres(): Promise<Restartable> {
  const program = await findProgram({
    names: ['postgres'],
    folders: [
      ...versionedFolders('/usr/lib/postgresql', 'bin'),
      ...versionedFolders('/opt/homebrew/opt/postgresql', 'bin'),
    ],
    debian: { name: 'postgresql', path: /\/usr\/lib\/postgresql\/\d+\/bin\/postgres$/ },
    advice: 'The tests need PostgreSQL 13 or newer.',
  });
  const folder = await folderFor(program, 'postgres');
  const data = join(folder, 'data');
  run(program, join(dirname(program.path), 'initdb'), [
    ...['-D', data, '-U', 'tminus', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
  ]);
  const url = (port: number) => `postgresql://tminus@127.0.0.1:${port}/postgres`;
  return restartable(
    {
      program,
      args: port => [
        ...['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
        ...['-c', 'unix_socket_directories=', '-c', 'max_connections=100'],
      ],
      url,
      async ask(port) {
        const client = new pg.Client({ connectionString: url(port), connectionTimeoutMillis: 2_000 });
        await client.connect();
        await client.end();
      },
      // https://www.postgresql.org/docs/current/server-shutdown.html: SIGQUIT ends it as a crash would.
      async strike() {
        const [pid = ''] = (await readFile(join(data, 'postmaster.pid'), 'utf8')).split('\n');
        process.kill(Number(pid), 'SIGQUIT');
      },
    },
    folder,
  );
}

async function folderFor(program: Program, what: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `tminus-own-${what}-`));
  if (program.user) await chown(folder, program.user.uid, program.user.gid);
  return folder;
}
