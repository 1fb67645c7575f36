import { createHash } from 'node:crypto';
import { closeSync, openSync, realpathSync, renameSync, unlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** The folder belongs to another process that is running. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(folder: string) {
    super(`The data folder ${folder} is in use by another process; stop that one or choose another folder.`);
  }
}

/** https://man7.org/linux/man-pages/man7/unix.7.html: 108 bytes with the final zero, 104 on macOS. */
const SOCKET_PATH_BYTES = 100;

/**
 * Takes the folder for this process. PGlite itself takes no lock, and two processes on one folder lose
 * rows without a word. The lock is a listening socket, because the kernel drops it even on SIGKILL.
 * @returns what gives the folder back
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const { path, forget } = socketPath(folder);
  for (let attempt = 0; attempt < 5; attempt++) {
    const server = await listen(path);
    if (server) return () => new Promise(done => server.close(() => done(forget())));
    if (await answers(path)) break;
    removeDead(path);
  }
  forget();
  throw new FolderInUse(folder);
}

function socketPath(folder: string): { path: string; forget: () => void } {
  if (process.platform === 'win32') {
    const name = createHash('sha256').update(realpathSync(folder)).digest('hex');
    return { path: `\\\\?\\pipe\\tminus-${name}`, forget: () => {} };
  }
  const path = join(folder, '.lock.sock');
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES) return { path, forget: () => {} };
  if (process.platform !== 'linux') {
    throw new Error(`The path of the data folder is too long for its lock: ${folder}. Choose a shorter one.`);
  }
  const descriptor = openSync(folder, 'r');
  return { path: `/proc/self/fd/${descriptor}/.lock.sock`, forget: () => closeSync(descriptor) };
}

/** Renamed first: two that find the same dead socket must not remove each other's new one. */
function removeDead(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    unlinkSync(aside);
  } catch {
    // Somebody else removed it.
  }
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

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
