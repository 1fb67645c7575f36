import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** The folder belongs to another process that is running. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(folder: string) {
    super(`The data folder ${folder} is in use by another process; stop that one or choose another folder.`);
  }
}

/** https://man7.org/linux/man-pages/man7/unix.7.html: 108 bytes with the final zero, 104 on macOS. */
const SOCKET_PATH_BYTES = 100;
const SOCKET_NAME = /^\.lock-(\d+)\.sock$/;
const ATTEMPTS = 20;

/**
 * Takes the folder for this process. PGlite itself takes no lock, and two processes on one folder lose
 * rows without a word. The lock is a listening socket, because the kernel drops it even on SIGKILL.
 * @returns what gives the folder back
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  if (process.platform === 'win32') return await lockPipe(folder);
  const { name, forget } = shortName(folder);
  try {
    const server = await takeTurn(name, folder);
    return async () => {
      await close(server);
      forget();
    };
  } catch (error) {
    forget();
    throw error;
  }
}

/**
 * A dead process leaves its socket behind, and removing it could remove the new one of somebody who
 * starts at the same time. So each takes the next number, and only then looks whether another is alive:
 * of two that start together at least one sees the other.
 */
async function takeTurn(name: string, folder: string): Promise<Server> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const others = sockets(name);
    if (await anyAnswers(others)) throw new FolderInUse(folder);
    const mine = join(name, `.lock-${numberOf(others.at(-1)) + 1}.sock`);
    const server = await listen(mine);
    if (!server) continue;
    const rivals = sockets(name).filter(path => path !== mine);
    if (!(await anyAnswers(rivals))) {
      for (const dead of rivals) rmSync(dead, { force: true });
      return server;
    }
    await close(server);
    await pause(Math.random() * 50);
  }
  throw new FolderInUse(folder);
}

/** A name of the folder that is short enough for a socket in it. */
function shortName(folder: string): { name: string; forget: () => void } {
  if (Buffer.byteLength(folder) + '/.lock-000000.sock'.length <= SOCKET_PATH_BYTES) {
    return { name: folder, forget: () => {} };
  }
  if (process.platform !== 'linux') {
    throw new Error(`The path of the data folder is too long for its lock: ${folder}. Choose a shorter one.`);
  }
  const descriptor = openSync(folder, 'r');
  return { name: `/proc/self/fd/${descriptor}`, forget: () => closeSync(descriptor) };
}

/** A named pipe goes with its process and leaves nothing behind. */
async function lockPipe(folder: string): Promise<() => Promise<void>> {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex');
  const server = await listen(`\\\\?\\pipe\\tminus-${digest}`);
  if (!server) throw new FolderInUse(folder);
  return () => close(server);
}

function sockets(folder: string): string[] {
  const names = readdirSync(folder).filter(name => SOCKET_NAME.test(name));
  return names.map(name => join(folder, name)).sort((one, other) => numberOf(one) - numberOf(other));
}

function numberOf(path = ''): number {
  return Number(SOCKET_NAME.exec(path.slice(path.lastIndexOf('/') + 1))?.[1] ?? 0);
}

function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.end());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}

async function anyAnswers(paths: string[]): Promise<boolean> {
  return (await Promise.all(paths.map(answers))).includes(true);
}

/** Only a refusal means that nobody is there; a full queue (EAGAIN), say, means that somebody is. */
function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(!DEAD.has(error.code ?? '')));
  });
}

const DEAD = new Set(['ECONNREFUSED', 'ENOENT', 'ENOTSOCK']);
