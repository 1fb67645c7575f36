import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sayToHaproxy } from '../../src/providers/deploys/haproxy-socket.ts';
import { findProgram } from './real-services-program.ts';
import { freePort, startServer } from './real-services-server.ts';

export interface HaproxyServer {
  /** Where the traffic goes in. */
  url: string;
  /** The runtime socket, with `level admin`. */
  socket: string;
  exporterUrl: string;
  /** Free for a second runtime socket. */
  port: number;
  /** The ports of the server lines `blue` and `green` of the backend `app`. */
  ports: { blue: number; green: number };
  /** Says one line to the runtime socket. */
  say(line: string): Promise<string>;
  /** As an operator does after a change of the configuration: a new worker, which knows no weights. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

export interface HaproxySetup {
  balance?: string;
  /** More lines of the backend `app`. */
  backend?: readonly string[];
  /** More lines of the section `global`; `{port}` is a free one and `{folder}` a folder of its own. */
  global?: readonly string[];
}

/** A real HAProxy, of the machine or fetched. */
export const findHaproxy = () =>
  findProgram({
    names: ['haproxy'],
    folders: ['/usr/sbin', '/usr/local/sbin'],
    debian: { name: 'haproxy', path: /\/usr\/sbin\/haproxy$/ },
    advice: 'HAProxy is needed for these tests: install it, for instance with `apt-get install haproxy`.',
  });

/** A HAProxy of the tests' own, with two server lines and its Prometheus exporter. */
export async function startHaproxy(setup: HaproxySetup = {}): Promise<HaproxyServer> {
  const program = { ...(await findHaproxy()), user: undefined };
  // Paths of sockets may be at most 107 bytes long.
  const folder = await mkdtemp(join(tmpdir(), 'tminus-ha-'));
  const ports = await Promise.all([freePort(), freePort(), freePort(), freePort(), freePort()]);
  const [front, exporter, blue, green, port] = ports;
  const socket = join(folder, 'admin.sock');
  const master = join(folder, 'master.sock');
  const { balance = 'roundrobin', backend = [], global = [] } = setup;
  const lines = [
    'global',
    `  stats socket ${socket} mode 600 level admin expose-fd listeners`,
    ...global.map(line => `  ${line.replaceAll('{folder}', folder).replaceAll('{port}', String(port))}`),
    'defaults',
    '  mode http',
    '  timeout connect 1s',
    '  timeout client 30s',
    '  timeout server 10s',
    // Else as short as the interval, which a busy machine does not keep.
    '  timeout check 2s',
    '  option redispatch',
    '  retries 2',
    'frontend fe',
    `  bind 127.0.0.1:${front}`,
    '  default_backend app',
    'backend app',
    `  balance ${balance}`,
    '  option httpchk GET /healthz',
    '  default-server check inter 100ms fall 2 rise 1',
    `  server blue 127.0.0.1:${blue} weight 100 cookie blue`,
    `  server green 127.0.0.1:${green} weight 0 cookie green`,
    ...backend.map(line => `  ${line}`),
    'frontend prom',
    `  bind 127.0.0.1:${exporter}`,
    '  http-request use-service prometheus-exporter if { path /metrics }',
  ];
  const config = join(folder, 'haproxy.cfg');
  await writeFile(config, `${lines.join('\n')}\n`);
  const say = (line: string, to = socket) => sayToHaproxy(to, line, AbortSignal.timeout(5_000));
  const server = await startServer({
    program,
    args: ['-W', '-S', master, '-f', config],
    folder,
    url: `http://127.0.0.1:${front}`,
    ask: async () => void (await say('show info')),
  });
  const worker = async () => /^Pid: (\d+)$/m.exec(await say('show info').catch(() => ''))?.[1];
  return {
    url: server.url,
    socket,
    exporterUrl: `http://127.0.0.1:${exporter}/metrics`,
    port,
    ports: { blue, green },
    say,
    async reload() {
      const before = await worker();
      await say('reload', master).catch(() => '');
      for (let waited = 0; ((await worker()) ?? before) === before; waited += 20) {
        if (waited > 10_000) throw new Error('HAProxy did not reload');
        await pause(20);
      }
    },
    stop: server.stop,
  };
}
