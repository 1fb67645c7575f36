import type { HaproxyServer } from '../../test/support/haproxy-server.ts';
import { writeWithoutCeremony } from '../without-ceremony.ts';

export const CHANNEL = 'C0000000001';
export const PERCENTAGES = [5, 25, 50] as const;
/** A strategy for each share: one phase that lasts longer than anybody waits. */
export const strategyOf = (percent: number): string => `canary-${percent}`;

export interface CanaryPolicy {
  haproxy: HaproxyServer;
  script: string;
  supervisor: number;
  /** From the Prometheus server, or from HAProxy's own exporter. */
  metrics: { kind: 'prometheus'; url: string } | { kind: 'haproxy'; urls: string[] };
  every: string;
}

/** No ceremony, the triggers and the comparison of production as they come, and a target behind HAProxy. */
export async function writeCanaryPolicy(folder: string, policy: CanaryPolicy): Promise<void> {
  const { haproxy, script, supervisor, metrics, every } = policy;
  const slot = (server: 'blue' | 'green') => ({
    server,
    versionUrl: `http://127.0.0.1:${haproxy.ports[server]}/version`,
  });
  const target = {
    kind: 'haproxy',
    socket: haproxy.socket,
    backend: 'app',
    slots: [slot('blue'), slot('green')],
    commands: { install: [script, 'install'], stop: [script, 'stop'] },
    variables: { PATH: '/usr/local/bin:/usr/bin:/bin', SUPERVISOR: String(supervisor) },
  };
  await writeWithoutCeremony(folder, {
    services: {
      checkout: { channel: CHANNEL, environments: { production: { strategy: strategyOf(5), target } } },
    },
    strategies: Object.fromEntries(
      PERCENTAGES.map(percent => [strategyOf(percent), { phases: [`${percent} % for 30 min`, '100 %'] }]),
    ),
    monitoring: {
      pace: { every, lostAfter: 20 },
      services: { checkout: { production: { metrics } } },
    },
  });
}
