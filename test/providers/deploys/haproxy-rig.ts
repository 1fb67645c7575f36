import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type HaproxyTargetOptions, haproxyTarget } from '../../../src/providers/deploys/haproxy.ts';
import { type HaproxyServer, type HaproxySetup, startHaproxy } from '../../support/haproxy-server.ts';
import { localServer } from '../local-server.ts';
import type { Rig } from './conformance.ts';

/** What an organisation's script might look like; what supervises the processes is the test. */
const SCRIPT = `#!/bin/bash
[ "$1" = backup ] && echo 'running backup' || echo "$1ing $TMINUS_VERSION behind $TMINUS_SLOT"
echo "$TMINUS_OPERATION" >> "$ROOM/effects"
case "$TMINUS_VERSION" in
  *-fails) echo 'no such artefact' >&2; exit 3 ;;
  *-hangs) sleep 60 ;;
esac
[ "$1" = backup ] && exit
exec 3<>"/dev/tcp/127.0.0.1/$SUPERVISOR"
printf 'GET /%s/%s/%s HTTP/1.0\\r\\n\\r\\n' "$1" "$TMINUS_SLOT" "$TMINUS_VERSION" >&3
cat <&3 >/dev/null
`;

type SlotName = 'blue' | 'green';

export interface HaproxyRig extends Rig {
  haproxy: HaproxyServer;
  options: HaproxyTargetOptions;
  /** Begins to run a version behind a slot, as if it had always been there. */
  run(slot: SlotName, version: string): Promise<void>;
  /** What runs there accepts connections and never says a word. */
  hang(slot: SlotName): void;
  /** What runs there fails its health check, and goes on answering. */
  ail(slot: SlotName): void;
  /** What runs there answers with 500, or breaks off, and stays healthy. */
  fail(slot: SlotName, how: 'answers' | 'breaks off'): void;
  /** Waits until HAProxy has noticed. */
  sees(slot: SlotName, status: 'UP' | 'DOWN'): Promise<void>;
  /** How many of so many requests, sent one after the other, each version answered. */
  answers(count: number, headers?: Record<string, string>): Promise<Record<string, number>>;
}

/** Over a connection of its own, as a new client has. */
const answerOf = (url: string, headers: Record<string, string>): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers }, async response => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      resolve(text);
    });
    request.once('error', reject);
  });

export const openHaproxyRig = async (setup: HaproxySetup = {}): Promise<HaproxyRig> => {
  const room = await mkdtemp(join(tmpdir(), 'tminus-haproxy-'));
  const script = join(room, 'slot');
  await writeFile(script, SCRIPT);
  await chmod(script, 0o755);
  const haproxy = await startHaproxy(setup);
  const running = new Map<SlotName, Server>();
  const trouble = new Map<SlotName, 'hangs' | 'ails' | 'answers' | 'breaks off'>();

  const stop = async (slot: SlotName): Promise<void> => {
    const server = running.get(slot);
    running.delete(slot);
    trouble.delete(slot);
    server?.closeAllConnections();
    await new Promise<unknown>(resolve => (server ? server.close(resolve) : resolve(null)));
  };
  const run = async (slot: SlotName, version: string): Promise<void> => {
    await stop(slot);
    const server = createServer((request, response) => {
      const isCheck = request.url === '/healthz';
      const how = trouble.get(slot);
      if (isCheck) response.writeHead(how === 'ails' ? 503 : 200).end();
      else if (request.url === '/version' && how !== 'hangs') response.end(version);
      else if (how === 'breaks off') request.socket.destroy();
      else if (how !== 'hangs') response.writeHead(how === 'answers' ? 500 : 200).end(version);
    });
    running.set(slot, server);
    await new Promise<void>(resolve => server.listen(haproxy.ports[slot], '127.0.0.1', resolve));
  };
  const sees: HaproxyRig['sees'] = async (slot, status) => {
    const stats = () => haproxy.say('show stat app 4 -1');
    const row = new RegExp(`^app,${slot},.*?,${status},`, 'm');
    await expect.poll(stats, { timeout: 10_000 }).toMatch(row);
  };
  const supervisor = await localServer(async (request, response) => {
    const [, what, slot, version = ''] = (request.url ?? '').split('/');
    await (what === 'install' ? run(slot as SlotName, version) : stop(slot as SlotName));
    response.end();
  });

  const slotAt = (server: SlotName) => ({
    server,
    versionUrl: `http://127.0.0.1:${haproxy.ports[server]}/version`,
  });
  const options: HaproxyTargetOptions = {
    socket: haproxy.socket,
    backend: 'app',
    slots: [slotAt('blue'), slotAt('green')],
    folder: join(room, 'operations'),
    commands: { install: [script, 'install'], stop: [script, 'stop'] },
    actions: { backup: [script, 'backup'] },
    service: 'checkout',
    environment: 'production',
    variables: { PATH: '/usr/local/bin:/usr/bin:/bin', ROOM: room, SUPERVISOR: String(supervisor.port) },
    graceMs: 300,
  };
  return {
    haproxy,
    options,
    target: haproxyTarget(options),
    async run(slot, version) {
      await run(slot, version);
      await sees(slot, 'UP');
    },
    hang: slot => void trouble.set(slot, 'hangs'),
    fail: (slot, how) => void trouble.set(slot, how),
    ail: slot => void trouble.set(slot, 'ails'),
    sees,
    async answers(count, headers = {}) {
      const seen: Record<string, number> = {};
      for (let sent = 0; sent < count; sent++) {
        const text = await answerOf(haproxy.url, headers);
        seen[text] = (seen[text] ?? 0) + 1;
      }
      return seen;
    },
    async effects(id) {
      const all = await readFile(join(room, 'effects'), 'utf8').catch(() => '');
      return all.split('\n').filter(one => one === id).length;
    },
    async close() {
      await Promise.all([stop('blue'), stop('green'), supervisor.close(), haproxy.stop()]);
      await rm(room, { recursive: true, force: true });
    },
  };
};
