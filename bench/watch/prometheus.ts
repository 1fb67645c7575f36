import { chown, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseExposition } from '../../src/providers/metrics/exposition-format.ts';
import { findPrometheus } from '../../test/support/monitoring-programs.ts';
import { freePort, startServer } from '../../test/support/real-services-server.ts';

export interface Prometheus {
  url: string;
  /** What it counts about itself. */
  counters(): Promise<{ queries: number; cpuSeconds: number; bytes: number }>;
  stop(): Promise<void>;
}

/** A Prometheus server that scrapes the addresses, by default every five seconds, and waits for an answer to `awaited`. */
export async function startPrometheus(
  addresses: readonly string[],
  { every = '5s', awaited = 'http_requests_total' } = {},
): Promise<Prometheus> {
  const program = await findPrometheus();
  const folder = await mkdtemp(join(tmpdir(), 'tminus-prometheus-'));
  const job = { job_name: 'bench', honor_labels: true, static_configs: [{ targets: addresses }] };
  const config = join(folder, 'config.yml');
  // JSON is YAML.
  await writeFile(
    config,
    JSON.stringify({ global: { scrape_interval: every, scrape_timeout: every }, scrape_configs: [job] }),
  );
  if (program.user) await chown(folder, program.user.uid, program.user.gid);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startServer({
    program,
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    folder,
    url,
    async ask() {
      const answer = await fetch(`${url}/api/v1/query?query=${awaited}`);
      const { data } = (await answer.json()) as { data: { result: unknown[] } };
      if (data.result.length === 0) throw new Error('nothing was scraped yet');
    },
  });
  return {
    url,
    stop,
    async counters() {
      const own = parseExposition(await (await fetch(`${url}/metrics`)).text());
      const sum = (name: string, handler?: string) =>
        own
          .filter(one => one.name === name && (handler === undefined || one.labels.handler === handler))
          .reduce((total, { value }) => total + value, 0);
      return {
        queries: sum('prometheus_http_requests_total', '/api/v1/query'),
        cpuSeconds: sum('process_cpu_seconds_total'),
        bytes: sum('process_resident_memory_bytes'),
      };
    },
  };
}
