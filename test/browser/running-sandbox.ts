import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDER = '.data/pictures';
const STARTS_WITHIN_MS = 60_000;

/** The sandbox as anybody starts it, on free ports and with nothing in it. `npm run build` comes first. */
export async function startSandbox(): Promise<{ url: string; close(): Promise<void> }> {
  await rm(join(ROOT, FOLDER), { recursive: true, force: true });
  const [page, demo, tminus] = await Promise.all([freePort(), freePort(), freePort()]);
  const child = spawn(process.execPath, ['dist/sandbox/main.js'], {
    cwd: ROOT,
    env: {
      ...process.env,
      SANDBOX_PORT: String(page),
      DEMO_PORT: String(demo),
      PORT: String(tminus),
      DATA_FOLDER: FOLDER,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  await saysThatItIsUp(child);
  return {
    url: `http://127.0.0.1:${page}`,
    async close() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

function saysThatItIsUp(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => {
      child.kill('SIGINT');
      fail(new Error('The sandbox does not come up.'));
    }, STARTS_WITHIN_MS);
    child.once('exit', code => fail(new Error(`The sandbox ended by itself (${code}).`)));
    child.stdout?.on('data', (text: Buffer) => {
      if (!String(text).includes('Everything is up')) return;
      clearTimeout(late);
      done();
    });
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}
