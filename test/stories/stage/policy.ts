import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** One service of a stage, released in a channel of its own. */
export interface StageService {
  name: string;
  /** Slack id of its release channel. */
  channel: string;
  /** The variable that holds the address of its demo. */
  demoVariable: string;
}

/** What `testing` has besides: `actions`, `runbook` and `database` as in `config/release.yml`. */
export interface EnvironmentExtras {
  /** The actions of its target. */
  targetActions?: string[];
  actions?: object;
  runbook?: object;
  database?: object;
  /** Of a release to `testing` or `production`; none when left out. */
  warRoom?: 'own' | 'private' | 'release-channel' | 'none';
}

const SANDBOX = join(import.meta.dirname, '../../../sandbox/config');
const { stringify } = JSON;
const TOKEN_VARIABLE = 'DEMO_TOKEN';

/**
 * Writes a policy whose phases last as long as a person needs to see them: the people and the matrix of the
 * sandbox, `production` with all ceremony, `testing` with none but with pages.
 */
export async function writePolicy(
  folder: string,
  services: readonly StageService[],
  {
    testing = {},
    incidents,
    checklist,
    gates,
    reviewWithin = '24 h',
    expireAfter = '48 h',
  }: {
    testing?: EnvironmentExtras;
    incidents?: object;
    checklist?: object;
    gates?: object;
    reviewWithin?: string;
    expireAfter?: string;
  } = {},
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const approvals = await readFile(join(SANDBOX, 'approvals.yml'), 'utf8');
  await writeFile(
    join(folder, 'approvals.yml'),
    approvals
      .replace('reviewWithin: 24 h', `reviewWithin: ${reviewWithin}`)
      .replace(/^expireAfter: .*$/m, `expireAfter: ${expireAfter}`),
  );
  const { gates: _, ...security } = parse(await readFile(join(SANDBOX, 'security.yml'), 'utf8'));
  // JSON is YAML.
  await writeFile(join(folder, 'security.yml'), stringify({ ...security, ...(gates && { gates }) }));
  // Only what has a repository has commits, and so gates.
  const withRepository = services.map(service => ({ ...service, hasRepository: gates !== undefined }));
  await writeFile(join(folder, 'release.yml'), stringify(releasePolicy(withRepository, testing)));
  await writeFile(join(folder, 'monitoring.yml'), stringify(monitoringPolicy(services, incidents)));
  if (checklist) await writeFile(join(folder, 'checklist.yml'), stringify(checklist));
}

const each = <Service extends StageService, T>(services: readonly Service[], make: (service: Service) => T) =>
  Object.fromEntries(services.map(service => [service.name, make(service)]));

function releasePolicy(
  services: readonly (StageService & { hasRepository: boolean })[],
  { targetActions = [], warRoom = 'none', ...testing }: EnvironmentExtras,
) {
  const never = { modal: false, requires: [], poll: false, deploy: 'automatic', confirmApproval: false };
  const all = { modal: true, requires: ['goal'], poll: true, deploy: 'button', confirmApproval: true };
  const short = { owner: 'operations', timeout: '10 s', retries: 0 };
  return {
    services: each(services, ({ name, channel, demoVariable, hasRepository }) => {
      const target = { kind: 'http', url: `\${${demoVariable}}`, token: `\${${TOKEN_VARIABLE}}` };
      const environment = { strategy: 'quick', target };
      return {
        channel,
        ...(hasRepository && { repository: `demo/${name}` }),
        environments: {
          testing: { ...environment, target: { ...target, actions: targetActions }, ...testing },
          production: environment,
        },
        notApplicable: { build: 'versions of the demo come ready-made', database: 'the demo has none' },
      };
    }),
    strategies: {
      quick: { about: 'Over in two seconds', phases: ['25 % for 600 ms', '100 % for 400 ms'] },
      watched: { about: 'Long enough to see errors', phases: ['50 % for 15 s', '100 %'] },
      patient: { about: 'Bakes until somebody acts', phases: ['25 % for 10 min', '100 %'] },
    },
    steps: { check: short, install: short, shift: short, verify: short },
    ceremony: {
      development: { ...never, pages: false },
      testing: { ...never, pages: true, warRoom },
      staging: { ...all, poll: false, pages: false },
      production: { ...all, pages: true, warRoom },
    },
  };
}

function monitoringPolicy(services: readonly StageService[], incidents?: object) {
  return {
    ...(incidents && { incidents }),
    pace: { every: '150 ms', afterEvery: '2 s', afterFor: '1 h', minRequests: 1, lostAfter: 20 },
    triggers: {
      stories: [
        { when: 'health', failures: 3, over: '10 s', action: 'rollback' },
        { when: 'error-rate', abovePercent: 3, over: '5 s', minRequests: 40, action: 'rollback' },
      ],
    },
    services: each(services, ({ demoVariable }) => {
      const lane = `\${${demoVariable}}/services/{service}/{environment}`;
      const metrics = { kind: 'exposition', urls: [`${lane}/metrics`], healthUrl: `${lane}/health/{canary}` };
      const watched = { triggers: 'stories', metrics };
      return { testing: watched, production: watched };
    }),
  };
}
