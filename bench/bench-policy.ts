import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Each has a lane and a channel of its own. */
export const servicesNamed = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${name}-${String(at).padStart(4, '0')}`);
export const SERVICES = servicesNamed('service', 60);
export const channelOf = (service: string) => `C${service.slice(0, 2).toUpperCase()}0000${service.slice(-4)}`;

const SCRAPED = { kind: 'exposition', urls: [`\${TARGET_URL}/metrics`] };

/** Writes the four files: no ceremony, and a first phase that lasts as long as the bench. */
export async function writePolicy(
  folder: string,
  { services = SERVICES, metrics = SCRAPED }: { services?: readonly string[]; metrics?: object } = {},
): Promise<void> {
  const ceremony = {
    modal: false,
    requires: [],
    poll: false,
    deploy: 'automatic',
    confirmApproval: false,
    pages: false,
  };
  const target = { kind: 'http', url: `\${TARGET_URL}`, token: `\${TARGET_TOKEN}` };
  const files = {
    release: {
      services: Object.fromEntries(
        services.map(name => [
          name,
          { channel: channelOf(name), environments: { production: { strategy: 'half', target } } },
        ]),
      ),
      strategies: { half: { phases: ['50 % for 1 h', '100 %'] } },
      ceremony: { development: ceremony, testing: ceremony, staging: ceremony, production: ceremony },
    },
    monitoring: {
      pace: { every: '10 s' },
      services: Object.fromEntries(services.map(name => [name, { production: { metrics } }])),
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
  for (const [name, policy] of Object.entries(files)) {
    await writeFile(join(folder, `${name}.yml`), JSON.stringify(policy));
  }
}
