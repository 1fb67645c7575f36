import { type Policy, sealed } from '../../src/policy/policy.ts';
import { ServedEnvironment } from '../../src/policy/release-policy.ts';
import type { Plan } from '../../src/release/plan.ts';
import { allGo, anAgreement, approved, deployedBy, OWNER, REQUESTER, shipped, started } from './builders.ts';
import type { Step } from './given.ts';

const needless = (why: string) => ({ undo: { needless: why } });

/** How a service with something to do in every stage is written down, as in `config/release.yml`. */
export const EIGHT_STAGES = {
  strategy: 'canary',
  target: {
    kind: 'http',
    url: 'https://deploy.example.com',
    token: `\${DEPLOY_TOKEN}`,
    actions: [
      'backup',
      'check-backup',
      'migrate',
      'check-schema',
      'pause-writes',
      'restore-data',
      'resume-writes',
    ],
  },
  actions: {
    kind: 'shell',
    actions: {
      'scan-build': ['./scan'],
      'fill-cdn': ['./cdn', 'fill'],
      'drop-cdn': ['./cdn', 'drop'],
      smoke: ['./smoke'],
      alerts: ['./alerts'],
      flags: ['./flags'],
    },
  },
  runbook: {
    build: [
      {
        id: 'scan',
        does: 'Scan the artefact',
        action: 'scan-build',
        verify: { how: 'The scan is clean' },
        ...needless('it only reads'),
      },
    ],
    database: [
      {
        id: 'backup',
        does: 'Back the database up',
        action: 'backup',
        timeout: '30 min',
        verify: { how: 'The backup can be read', action: 'check-backup' },
        ...needless('a backup harms nobody'),
      },
      {
        id: 'migrate',
        does: 'Migrate the schema',
        action: 'migrate',
        verify: { how: 'The schema has the number of the version', action: 'check-schema' },
        undo: { impossible: 'the old columns are dropped' },
      },
    ],
    assets: [
      {
        id: 'cdn',
        does: 'Upload the assets',
        action: 'fill-cdn',
        retries: 2,
        idempotent: true,
        with: { ttlMinutes: '5' },
        verify: { how: 'The edge serves them' },
        undo: { action: 'drop-cdn', how: 'They are removed again' },
      },
    ],
    functions: [
      {
        id: 'flags',
        does: 'Set the flags',
        action: 'flags',
        verify: { how: 'The flags read back' },
        undo: { action: 'flags', how: 'The flags are set back' },
      },
    ],
    monitoring: [
      {
        id: 'alerts',
        does: 'Test the alerts',
        action: 'alerts',
        verify: { how: 'A test alert arrives' },
        ...needless('it only rings'),
      },
    ],
    verify: [
      {
        id: 'smoke',
        does: 'Walk the journeys of users',
        action: 'smoke',
        verify: { how: 'All of them end well' },
        ...needless('it only reads'),
      },
    ],
  },
  database: {
    pauseWrites: 'pause-writes',
    backup: 'backup',
    restore: 'restore-data',
    verify: 'check-backup',
    resumeWrites: 'resume-writes',
  },
};

/** The policy that ships, with another production of `checkout`. */
export function servedBy(environment: object): Policy {
  const { digest: _, ...files } = shipped;
  const { checkout } = files.release.services;
  if (!checkout) throw new Error('the policy that ships has no checkout');
  const environments = { ...checkout.environments, production: ServedEnvironment.parse(environment) };
  const services = { checkout: { ...checkout, environments } };
  return sealed({ ...files, release: { ...files.release, services } });
}

/** The same without the migration that cannot be undone. */
export const withSafeMigration = {
  ...EIGHT_STAGES,
  runbook: {
    ...EIGHT_STAGES.runbook,
    database: EIGHT_STAGES.runbook.database.map(step =>
      step.id === 'migrate' ? { ...step, ...needless('the version before works with both schemas') } : step,
    ),
  },
};

export const planOf = (environment: object, changes: Partial<Plan> & { strategy?: string } = {}): Step => ({
  type: 'PlanRelease',
  by: REQUESTER,
  agreement: anAgreement(changes, servedBy(environment)),
});

/** A minor release with all eight stages that is about to walk its runbook. */
export const deployingWith = (environment: object, changes: Partial<Plan> = {}): Step => [
  planOf(environment, changes),
  approved,
  allGo,
  deployedBy(OWNER),
  started(),
];
