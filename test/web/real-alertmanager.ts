import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { localServer } from '../providers/local-server.ts';
import { findAlertmanager } from '../support/monitoring-programs.ts';

export interface RealAlertmanager {
  /** As Prometheus sends it; one that has an end in the past is over. */
  alert(labels: Record<string, string>, more: { startsAt: Date; endsAt?: Date }): Promise<void>;
  close(): Promise<void>;
}

const freePort = async (): Promise<number> => {
  const server = await localServer(() => {});
  await server.close();
  return server.port;
};

/** An Alertmanager that posts every alert at once to `url`. */
export async function openRealAlertmanager(url: string, token: string): Promise<RealAlertmanager> {
  const room = await mkdtemp(join(tmpdir(), 'tminus-alertmanager-'));
  const port = await freePort();
  const http_config = { authorization: { type: 'Bearer', credentials: token } };
  const config = {
    route: {
      receiver: 'tminus',
      group_by: ['...'],
      group_wait: '50ms',
      group_interval: '300ms',
      repeat_interval: '1h',
    },
    receivers: [{ name: 'tminus', webhook_configs: [{ url, send_resolved: true, http_config }] }],
  };
  await writeFile(join(room, 'config.yml'), JSON.stringify(config));
  const { path, env } = await findAlertmanager();
  const server = spawn(
    path,
    [
      `--config.file=${join(room, 'config.yml')}`,
      `--storage.path=${join(room, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore', env },
  );
  const at = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<boolean> =>
    fetch(`${at}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
  return {
    async alert(labels, { startsAt, endsAt }) {
      const response = await fetch(`${at}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([{ labels, annotations: { summary: 'checkout fails' }, startsAt, endsAt }]),
      });
      expect(response.status).toBe(200);
    },
    async close() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill('SIGKILL');
        await once(server, 'exit');
      }
      await rm(room, { recursive: true, force: true });
    },
  };
}
