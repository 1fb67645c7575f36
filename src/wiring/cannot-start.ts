/** The process cannot start; the message is all that people need to know of it. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this process may not write there',
  EPERM: 'this process may not write there',
  EROFS: 'it is on a file system that is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'it is, or is below, a file',
  EEXIST: 'it is, or is below, a file',
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** What an operating system's error about the data folder means to whoever set it; any other error as it is. */
export function aboutFolder(folder: string, error: unknown): unknown {
  const reason = REASONS[codeOf(error)];
  if (!reason) return error;
  return new CannotStart(
    `The data folder ${folder} cannot be used: ${reason}. DATA_FOLDER names another one.`,
    { cause: error },
  );
}

/** The same about the port. */
export function aboutPort(port: number, error: unknown): unknown {
  const isTaken = codeOf(error) === 'EADDRINUSE';
  if (!isTaken && codeOf(error) !== 'EACCES') return error;
  const reason = isTaken ? 'is taken by another process' : 'may not be used by this process';
  return new CannotStart(`Port ${port} ${reason}. PORT names another one.`, { cause: error });
}
