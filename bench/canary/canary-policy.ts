import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HaproxyServer } from '../../test/support/haproxy-server.ts';

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
  const ceremony = {
    modal: false,
    requires: [],
    poll: false,
    deploy: 'automatic',
    confirmApproval: false,
    pages: false,
  };
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
  const files = {
    release: {
      services: {
        checkout: { channel: CHANNEL, environments: { production: { strategy: strategyOf(5), target } } },
      },
      strategies: Object.fromEntries(
        PERCENTAGES.map(percent => [strategyOf(percent), { phases: [`${percent} % for 30 min`, '100 %'] }]),
      ),
      ceremony: { development: ceremony, testing: ceremony, staging: ceremony, production: ceremony },
    },
    monitoring: {
      pace: { every, lostAfter: 20 },
      services: { checkout: { production: { metrics } } },
    },
    approvals: {
      groups: { operations: { people: ['U0000000001'] } },
      roles: { operations: ['operations'] },
      matrix: { patch: {}, minor: {}, major: {} },
      poll: { roles: ['operations'] },
    },
    security: {
      vulnerabilities: { allowUpTo: 'medium' },
      licences: { allowed: ['MIT'] },
      score: { weights: { critical: 40, high: 20, medium: 5, low: 1, secret: 50, licence: 10 } },
      coverage: { percent: 80, productionPercent: 90 },
      tests: { passPercent: 98 },
      compatibility: { score: 95 },
      performance: { regressionPercent: 5, majorRegressionPercent: 3 },
    },
  };
  await mkdir(folder, { recursive: true });
  // JSON is YAML.
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, `${name}.yml`), JSON.stringify(text));
}
