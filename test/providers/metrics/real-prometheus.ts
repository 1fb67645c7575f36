import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { findPrometheus } from '../../support/monitoring-programs.ts';
import { type LocalServer, localServer } from '../local-server.ts';

export interface RealPrometheus extends LocalServer {
  expose(text: string): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = await localServer(() => {});
  await server.close();
  return server.port;
};

/** A Prometheus server that scrapes what is exposed five times a second. */
export const openRealPrometheus = async (): Promise<RealPrometheus> => {
  let exposed = '';
  let scrapes = 0;
  const service = await localServer((_, response) => {
    scrapes += 1;
    response.end(exposed);
  });
  const room = await mkdtemp(join(tmpdir(), 'tminus-prometheus-'));
  const port = await freePort();
  const job = {
    job_name: 'demo',
    honor_labels: true,
    static_configs: [{ targets: [`127.0.0.1:${service.port}`] }],
  };
  await writeFile(
    join(room, 'config.yml'),
    JSON.stringify({ global: { scrape_interval: '200ms', scrape_timeout: '150ms' }, scrape_configs: [job] }),
  );
  const { path, env } = await findPrometheus();
  const server: ChildProcess = spawn(
    path,
    [
      `--config.file=${join(room, 'config.yml')}`,
      `--storage.tsdb.path=${join(room, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore', env },
  );
  const url = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    await service.close();
    await rm(room, { recursive: true, force: true });
  };
  return {
    url,
    port,
    close,
    async expose(text) {
      exposed = text;
      // Prometheus looks at its list of targets every 5 s only, so the first scrape takes a while.
      // The third scrape from now on begins after the second, which saw the text, was stored.
      const enough = scrapes + 3;
      await expect.poll(() => scrapes, { timeout: 15_000 }).toBeGreaterThanOrEqual(enough);
    },
  };
};
