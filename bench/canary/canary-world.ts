import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type HaproxyServer, startHaproxy } from '../../test/support/haproxy-server.ts';
import { BOT_TOKEN, SIGNING_SECRET } from '../gestures.ts';
import { openServer } from '../open-server.ts';
import { openSlackDouble } from '../slack-double.ts';
import { startPrometheus } from '../watch/prometheus.ts';
import { type CanaryPolicy, writeCanaryPolicy } from './canary-policy.ts';
import { forkScript, type Script } from './fork-script.ts';
import type { LoadOrder, LoadReport } from './load.ts';
import type { SlotOrder } from './slot.ts';

/** Tells the one who supervises the processes, as systemd would be told. */
const SCRIPT = `#!/bin/bash
exec 3<>"/dev/tcp/127.0.0.1/$SUPERVISOR"
printf 'GET /%s/%s/%s HTTP/1.0\\r\\n\\r\\n' "$1" "$TMINUS_SLOT" "$TMINUS_VERSION" >&3
cat <&3 >/dev/null
`;

export const FIRST = '1.0.0';

export interface CanaryOptions {
  perSecond: number;
  /** What both versions fail with anyway. */
  baselinePercent: number;
  metrics: CanaryPolicy['metrics']['kind'];
  /** Time between two samples, and between two scrapes. */
  every: string;
}

/** Everything around tminus: HAProxy, Prometheus, two slots, load, a Slack that takes everything. */
export interface CanaryWorld {
  haproxy: HaproxyServer;
  env: Record<string, string>;
  answersUrl: string;
  /** Lets the version fail so often from now on; gives the time since which it does. */
  inject(version: string, errorPercent: number): Promise<number>;
  load: { afresh(): Promise<void>; about(what: LoadAbout): Promise<LoadReport> };
  close(): Promise<void>;
}
type LoadAbout = Extract<LoadOrder, { about: object }>['about'];
type SlotName = 'blue' | 'green';

export async function openCanaryWorld(options: CanaryOptions): Promise<CanaryWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'tminus-canary-'));
  const { perSecond, baselinePercent: errorPercent, every } = options;
  const [haproxy, slack] = await Promise.all([startHaproxy(), openSlackDouble()]);
  const slots: Record<SlotName, Script> = { blue: forkScript('slot.ts'), green: forkScript('slot.ts') };
  const holds = new Map<string, SlotName>();
  const told = (slot: SlotName, order: SlotOrder) => slots[slot].tell<{ at: number }>(order);
  const begin = (slot: SlotName, version: string) => {
    holds.set(version, slot);
    return told(slot, { begin: version, port: haproxy.ports[slot], errorPercent });
  };
  const supervisor = await openServer(async path => {
    const [, what, slot = '', version = ''] = path.split('/');
    if (what === 'install') await begin(slot as SlotName, version);
    else await told(slot as SlotName, { end: true });
    return { body: 'done' };
  });
  await begin('blue', FIRST);
  const prometheus =
    options.metrics === 'prometheus'
      ? await startPrometheus(
          Object.values(haproxy.ports).map(port => `127.0.0.1:${port}`),
          { every, awaited: 'up' },
        )
      : null;
  const script = join(folder, 'slot');
  await writeFile(script, SCRIPT);
  await chmod(script, 0o755);
  await writeCanaryPolicy(join(folder, 'config'), {
    haproxy,
    script,
    supervisor: Number(new URL(supervisor.url).port),
    metrics: prometheus
      ? { kind: 'prometheus', url: prometheus.url }
      : { kind: 'haproxy', urls: [haproxy.exporterUrl] },
    every: every.replace(/(\d)([a-z])/, '$1 $2'),
  });
  while (!/^app,blue,.*?,UP,/m.test(await haproxy.say('show stat app 4 -1'))) await pause(20);
  const load = forkScript('load.ts');
  await load.tell({ url: haproxy.url, perSecond } satisfies LoadOrder);
  return {
    haproxy,
    answersUrl: slack.answersUrl,
    env: {
      SLACK_BOT_TOKEN: BOT_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: `${slack.url}/api/`,
      POLICY_FOLDER: join(folder, 'config'),
      DATA_FOLDER: join(folder, 'data'),
    },
    async inject(version, percent) {
      const slot = holds.get(version);
      if (!slot) throw new Error(`${version} was never installed`);
      return (await told(slot, { errorPercent: percent })).at;
    },
    load: {
      afresh: async () => void (await load.tell({ afresh: true } satisfies LoadOrder)),
      about: about => load.tell<LoadReport>({ about } satisfies LoadOrder),
    },
    async close() {
      await load.stop();
      await Promise.all([prometheus?.stop(), slots.blue.stop(), slots.green.stop()]);
      await Promise.all([supervisor.close(), slack.close(), haproxy.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
