import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/policy/load-policy.ts';
import type { Step } from '../../src/release/runbook.ts';
import { anAgreement, shipped } from '../support/builders.ts';
import { EIGHT_STAGES, servedBy } from '../support/eight-stages.ts';
import { policyFolder } from './policy-folder.ts';

const { runbook } = anAgreement({}, servedBy(EIGHT_STAGES));
const step = (id: string): Step | undefined => runbook.steps.find(one => one.id === id);

describe('a runbook with steps of the service’s own', () => {
  it('walks the eight stages in order: installs in the fifth, opens the eighth with the phases', () => {
    expect(runbook.steps.map(({ stage, id }) => `${stage}: ${id}`)).toEqual([
      'prepare: check',
      'build: scan',
      'database: backup',
      'database: backup-verified',
      'database: migrate',
      'database: migrate-verified',
      'assets: cdn',
      'services: install',
      'functions: flags',
      'monitoring: alerts',
      'verify: traffic-5',
      'verify: traffic-25',
      'verify: traffic-50',
      'verify: traffic-100',
      'verify: verify',
      'verify: smoke',
    ]);
    expect(runbook.notApplicable).toEqual([]);
  });

  it('says of each who answers, how long it may take, how often it is tried, how it is verified and undone', () => {
    expect(step('cdn')).toEqual({
      id: 'cdn',
      stage: 'assets',
      title: 'Upload the assets',
      owner: 'operations',
      action: {
        kind: 'run',
        action: 'fill-cdn',
        on: 'actions',
        with: { ttlMinutes: '5' },
        undo: { is: 'action', action: 'drop-cdn', on: 'actions', with: { ttlMinutes: '5' } },
      },
      timeoutMs: 600_000,
      retries: 2,
      verifiedBy: 'The edge serves them',
      undoneBy: 'They are removed again',
      idempotent: true,
    });
  });

  it('verifies by an action of its own, which may be repeated', () => {
    expect(step('migrate-verified')).toMatchObject({
      title: 'Verify: The schema has the number of the version',
      action: { action: 'check-schema', undo: { is: 'needless' } },
      idempotent: true,
    });
  });

  it('is carried out by the target where it has the action, else by the second target', () => {
    expect(step('backup')?.action).toMatchObject({ on: 'target' });
    expect(step('smoke')?.action).toMatchObject({ on: 'actions' });
  });

  it('says of a step that nothing undoes why', () => {
    expect(step('migrate')).toMatchObject({
      undoneBy: null,
      action: { undo: { is: 'impossible', because: 'the old columns are dropped' } },
    });
  });

  it('tells whatever makes a backup how long to keep it: 7 days unless the policy says otherwise', () => {
    expect(step('backup')?.action).toMatchObject({ with: { keepDays: '7' } });
    expect(runbook.database?.backup).toEqual({ action: 'backup', on: 'target', with: { keepDays: '7' } });
    const longer = { ...EIGHT_STAGES, database: { ...EIGHT_STAGES.database, keepDays: 30 } };
    expect(anAgreement({}, servedBy(longer)).runbook.database?.backup.with).toEqual({ keepDays: '30' });
  });

  it('is part of what is approved: with another action it is another digest', () => {
    const other = structuredClone(EIGHT_STAGES);
    for (const own of other.runbook.build) own.action = 'smoke';
    expect(anAgreement({}, servedBy(other)).digest).not.toBe(anAgreement({}, servedBy(EIGHT_STAGES)).digest);
  });

  it('has no database to take back where the policy names no actions for it', () => {
    expect(anAgreement({}, shipped).runbook).not.toHaveProperty('database');
  });
});

describe('a mistake in the steps of a service', () => {
  const STEP = 'id: smoke, does: Walk the journeys, action: smoke, verify: { how: They end well }';
  const written = (runbook: string, more = 'actions: { kind: shell, actions: { smoke: [./smoke] } }') =>
    `strategy: canary\n        ${more}\n        runbook: { ${runbook} }`;
  const HERE = 'services.checkout.environments.production';

  it.each<[string, string, object]>([
    [
      'an action that no target has',
      written(`verify: [{ ${STEP.replace('action: smoke', 'action: smok')}, undo: { needless: it reads } }]`),
      {
        path: `${HERE}.runbook.verify.0.action`,
        found: '"smok"',
        expected: 'an action: smoke',
        meant: 'smoke',
      },
    ],
    [
      'an action where no target can run any',
      written(`verify: [{ ${STEP}, undo: { needless: it reads } }]`, 'steps: {}'),
      {
        path: `${HERE}.runbook.verify.0.action`,
        found: '`smoke`',
        expected: expect.stringContaining('a target that carries out actions'),
      },
    ],
    [
      'a verifying action that no target has',
      written(
        `verify: [{ ${STEP.replace('They end well', 'They end well, action: look')}, undo: { needless: it reads } }]`,
      ),
      { path: `${HERE}.runbook.verify.0.verify.action`, found: '"look"' },
    ],
    [
      'an undoing action that no target has',
      written(`verify: [{ ${STEP}, undo: { action: unsmoke, how: it is undone } }]`),
      { path: `${HERE}.runbook.verify.0.undo.action`, meant: 'smoke' },
    ],
    [
      'a step that does not say how it is undone',
      written(`verify: [{ ${STEP} }]`),
      { path: `${HERE}.runbook.verify.0.undo`, expected: expect.stringContaining('{ needless: <why> }') },
    ],
    [
      'a step that is undone in two ways',
      written(`verify: [{ ${STEP}, undo: { needless: it reads, impossible: it burns } }]`),
      { path: `${HERE}.runbook.verify.0.undo`, expected: expect.stringContaining('one of') },
    ],
    [
      'a migration that is undone without the actions that guard the data',
      written(`database: [{ ${STEP}, undo: { action: smoke, how: it is undone } }]`),
      { path: `${HERE}.runbook.database.0.undo.action`, expected: expect.stringContaining('a backup first') },
    ],
    [
      'an id that every runbook has',
      written(`verify: [{ ${STEP.replace('id: smoke', 'id: install')}, undo: { needless: it reads } }]`),
      { path: `${HERE}.runbook.verify.0.id`, found: '`install`' },
    ],
    [
      'an id that another stage has',
      written(
        `build: [{ ${STEP}, undo: { needless: it reads } }], verify: [{ ${STEP}, undo: { needless: it reads } }]`,
      ),
      { path: `${HERE}.runbook.verify.0.id`, expected: 'an id of its own: `smoke` is taken' },
    ],
    [
      'an owner who is no role',
      written(`verify: [{ ${STEP}, owner: nobody, undo: { needless: it reads } }]`),
      { path: `${HERE}.runbook.verify.0.owner`, found: '"nobody"' },
    ],
    [
      'a stage that there is none of',
      written(`verfy: [{ ${STEP}, undo: { needless: it reads } }]`),
      { path: `${HERE}.runbook.verfy`, meant: 'verify' },
    ],
    [
      'an action of going back with the data that no target has',
      `${written('')}\n        database: { pauseWrites: smoke, backup: smoke, restore: smoke, verify: smoke, resumeWrites: smoky }`,
      { path: `${HERE}.database.resumeWrites`, found: '"smoky"', meant: 'smoke' },
    ],
  ])('is found: %s', async (_, text, expected) => {
    await using folder = await policyFolder();
    await folder.edit('release.yml', /strategy: canary$/m, text);
    const error = await loadPolicy(folder.path).catch(problem => problem);
    expect(error.mistakes).toEqual([expect.objectContaining(expected)]);
  });
});
