import { createConnection } from 'node:net';
import { TargetUnavailable } from './port.ts';

/** What a backend of a few servers says is some kilobytes long. */
const MAX_CHARACTERS = 1024 * 1024;

/** HAProxy was not reached, so it has heard nothing of what was to be said. */
export class NothingSaid extends TargetUnavailable {
  override name = 'NothingSaid';
}

const WHY_NOT: Record<string, string> = {
  ENOENT: 'does not exist',
  ENOTSOCK: 'is no socket',
  ECONNREFUSED: 'has nobody who listens',
  EACCES: 'may not be opened by the user tminus runs as',
  ENOTFOUND: 'is on a host that nobody knows',
};

/** `host:port`, or the path of a unix socket. */
const addressOf = (socket: string) => {
  const [, host, port] = /^\[?([^/]+?)\]?:(\d+)$/.exec(socket) ?? [];
  return host !== undefined && port !== undefined ? { host, port: Number(port) } : { path: socket };
};

/**
 * Says one line to HAProxy's runtime socket and gives everything it answers. The socket is ended after the
 * line, or HAProxy would wait for more of them until its own timeout.
 * https://docs.haproxy.org/2.6/management.html#9.3
 *
 * @throws NothingSaid when it could not be reached
 * @throws TargetUnavailable when the answer was lost: what was said may have been done
 */
export const sayToHaproxy = (socket: string, line: string, signal: AbortSignal): Promise<string> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) throw new NothingSaid('HAProxy was not asked: the call was given up');
    let answer = '';
    let isConnected = false;
    const connection = createConnection(addressOf(socket));
    const end = (problem?: Error): void => {
      signal.removeEventListener('abort', giveUp);
      connection.destroy();
      if (problem) reject(problem);
      else resolve(answer);
    };
    const giveUp = (): void => {
      const Problem = isConnected ? TargetUnavailable : NothingSaid;
      end(new Problem(`HAProxy did not answer on ${socket} in time: the call was given up`));
    };
    signal.addEventListener('abort', giveUp);
    connection.setEncoding('utf8');
    connection.once('connect', () => {
      isConnected = true;
      connection.end(`${line}\n`);
    });
    connection.on('data', (text: string) => {
      answer += text;
      if (answer.length > MAX_CHARACTERS)
        end(new TargetUnavailable(`HAProxy's socket ${socket} said more than ${MAX_CHARACTERS} characters`));
    });
    connection.once('end', () =>
      end(
        answer === ''
          ? new TargetUnavailable(`HAProxy's socket ${socket} closed without an answer`)
          : undefined,
      ),
    );
    connection.once('error', error => {
      const code = 'code' in error ? String(error.code) : error.message;
      const Problem = isConnected ? TargetUnavailable : NothingSaid;
      end(
        new Problem(`HAProxy cannot be asked: its socket ${socket} ${WHY_NOT[code] ?? `failed (${code})`}`),
      );
    });
  });
