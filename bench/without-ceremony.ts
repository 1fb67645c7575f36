import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a bench is about; all the rest of a policy is the same for each. */
export interface BenchParts {
  services: object;
  strategies: object;
  monitoring: object;
}

/** Writes the four files of a policy that asks nobody and nothing before a deploy. */
export async function writeWithoutCeremony(
  folder: string,
  { services, strategies, monitoring }: BenchParts,
): Promise<void> {
  const none = {
    modal: false,
    requires: [],
    poll: false,
    deploy: 'automatic',
    confirmApproval: false,
    pages: false,
    warRoom: 'none',
  };
  const ceremony = { development: none, testing: none, staging: none, production: none };
  const files = {
    release: { services, strategies, ceremony },
    monitoring,
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
