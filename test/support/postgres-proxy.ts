import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface PostgresProxy {
  url: string;
  /**
   * From now on: the next COMMIT, or the next statement that says or is given this, reaches the server, but its
   * answer is lost with the connection.
   */
  loseNextCommit(saying?: string): void;
  /** Refuses connections and drops those that are open, until `restore`. */
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

/** Stands between a pool and the server, to lose exactly what a test wants lost. */
export async function postgresProxy(target: string): Promise<PostgresProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let losing: string | null = null;
  let isCut = false;

  const server = createServer(client => {
    if (isCut) return client.destroy();
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    let deaf = false;
    client.on('data', bytes => {
      if (losing !== null && bytes.toString('latin1').toLowerCase().includes(losing)) {
        losing = null;
        deaf = true;
      }
      upstream.write(bytes);
    });
    // The answer shows that the commit is done; the client never sees it.
    upstream.on('data', bytes => (deaf ? client.destroy() : client.write(bytes)));
    return client;
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);

  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    loseNextCommit(saying = 'commit') {
      losing = saying;
    },
    cut() {
      isCut = true;
      drop();
    },
    restore() {
      isCut = false;
    },
    async close() {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}
