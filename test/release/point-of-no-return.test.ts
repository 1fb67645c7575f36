import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { passedNoReturn, pointOfNoReturn } from '../../src/release/point-of-no-return.ts';
import type { RollbackPart } from '../../src/release/rollback-parts.ts';
import {
  anAgreement,
  bakeEnded,
  begun,
  broken,
  done,
  found,
  MINUTE,
  rolledBackBy,
  waited,
} from '../support/builders.ts';
import { brokenPart, partDone } from '../support/builders-rollback.ts';
import { deployingWith, EIGHT_STAGES, servedBy, withSafeMigration } from '../support/eight-stages.ts';
import { given, RELEASE, type Step } from '../support/given.ts';

const before: Step = [deployingWith(EIGHT_STAGES), done('check', 'scan', 'backup', 'backup-verified')];
const beyond: Step = [before, done('migrate', 'migrate-verified', 'cdn', 'install', 'flags', 'alerts')];
const baking: Step = [beyond, done('traffic-5')];
const back = (data: 'restore' | 'leave'): Step => ({ ...(rolledBackBy('opal') as object), data }) as Step;

const names = (parts: readonly RollbackPart[] | undefined) =>
  parts?.map(part => (part.kind === 'run' ? `${part.purpose}: ${part.call.action}` : part.kind));
const partsAfter = (situation: ReturnType<ReturnType<typeof given>['when']>) =>
  names(situation.after.release?.rollback?.parts);

describe('the point of no return', () => {
  it('is the first step that nothing undoes, and is known before anyone approves', () => {
    expect(pointOfNoReturn(anAgreement({}, servedBy(EIGHT_STAGES)).runbook)?.id).toBe('migrate');
    expect(pointOfNoReturn(anAgreement({}, servedBy(withSafeMigration)).runbook)).toBeNull();
    expect(pointOfNoReturn(anAgreement().runbook)).toBeNull();
  });
  it('is passed once that step was begun, however it ends', () => {
    expect(passedNoReturn(given(before).release)).toBeNull();
    expect(passedNoReturn(given(before, begun('migrate')).release)?.id).toBe('migrate');
    expect(passedNoReturn(given(before, begun('migrate'), broken()).release)?.id).toBe('migrate');
  });
});

describe('before the point of no return', () => {
  it('a step that fails before anything was changed stops the release', () => {
    given(deployingWith(EIGHT_STAGES), done('check'), begun('scan'))
      .when(broken('three findings'))
      .then({ type: 'StepFailed', final: true }, { type: 'ReleaseFailed', step: 'scan' });
  });
  it('a trigger rolls back by itself: traffic and version first, then what the steps left behind, the last one first', () => {
    const all = done(
      'backup',
      'backup-verified',
      'migrate',
      'migrate-verified',
      'cdn',
      'install',
      'flags',
      'alerts',
    );
    const rolling = given(
      deployingWith(withSafeMigration),
      done('check', 'scan'),
      all,
      done('traffic-5'),
    ).when(found());
    rolling.then({ type: 'TriggerFired' }, { type: 'RollbackStarted', by: 'tminus' });
    expect(partsAfter(rolling)).toEqual([
      'shift',
      'cancel',
      'restore',
      'verify',
      'undo: flags',
      'undo: drop-cdn',
    ]);
  });
  it('what was never installed is not taken off the traffic, and what runs is left alone', () => {
    const safe: Step = [
      deployingWith(withSafeMigration),
      done('check', 'scan', 'backup', 'backup-verified', 'migrate', 'migrate-verified'),
    ];
    const failed = given(safe, begun('cdn'), broken(), begun('cdn'), broken(), begun('cdn')).when(
      broken('the CDN is down'),
    );
    failed.then({ type: 'StepFailed', final: true }, { type: 'RollbackStarted', why: 'the CDN is down' });
    expect(partsAfter(failed)).toEqual(['cancel', 'verify', 'undo: drop-cdn']);
    expect(failed.after.release?.rollback?.away).toBe(true);
  });
  it('the migration is not undone unless that is asked for', () => {
    const migration = withSafeMigration.runbook.database.map(step =>
      step.id === 'migrate'
        ? { ...step, undo: { action: 'restore-data', how: 'The old schema comes back' } }
        : step,
    );
    const environment = {
      ...withSafeMigration,
      runbook: { ...withSafeMigration.runbook, database: migration },
    };
    const migrated: Step = [
      deployingWith(environment),
      done('check', 'scan', 'backup', 'backup-verified', 'migrate', 'migrate-verified'),
    ];
    expect(partsAfter(given(migrated).when(rolledBackBy('opal')))).toEqual(['cancel', 'verify']);
    expect(partsAfter(given(migrated).when(back('restore')))).toEqual([
      'cancel',
      'verify',
      'pause-writes: pause-writes',
      'backup: backup',
      'undo: restore-data',
      'check-data: check-backup',
      'resume-writes: resume-writes',
    ]);
  });
});

describe('beyond the point of no return', () => {
  it('a trigger freezes the traffic and pages instead of rolling back', () => {
    const frozen = given(baking).when(found());
    frozen.then({ type: 'TriggerFired' }, { type: 'RolloutPaused', by: 'tminus' });
    frozen.leaves('deploying');
    const [fired] = frozen.events();
    const { release } = frozen.after;
    if (!fired || !release) throw new Error('nothing happened');
    expect(noticesOf(fired, release).map(({ to }) => Object.keys(to)[0])).toContain('paging');
    expect(due(release, frozen.after).map(({ task }) => task)).toEqual(['watch']);
  });
  it('a step that fails leaves the choice to people', () => {
    given(beyond, begun('traffic-5'), broken(), begun('traffic-5'), broken(), begun('traffic-5'))
      .when(broken('no answer'))
      .then({ type: 'StepFailed', final: true }, { type: 'ReleaseFailed', step: 'traffic-5' });
  });
  it('the migration itself that fails leaves the choice to people', () => {
    given(before, begun('migrate')).when(broken('a lock')).leaves('failed');
  });
  it('nobody goes back without saying what becomes of the data', () => {
    const details = { step: 'Migrate the schema', because: 'the old columns are dropped', canRestore: true };
    given(baking).when(rolledBackBy('opal')).refuses('past-return', details);
    given(baking).when({ type: 'Abort', by: 'opal', reason: '' }).refuses('past-return', details);
  });
  it('going back can leave the data as it is', () => {
    expect(partsAfter(given(baking).when(back('leave')))).toEqual([
      'shift',
      'cancel',
      'restore',
      'verify',
      'undo: flags',
      'undo: drop-cdn',
    ]);
  });
  it('going back with the data pauses the writes, backs up, restores, checks, and only then resumes them', () => {
    const rolling = given(baking).when(back('restore'));
    rolling.then({ type: 'RollbackStarted', data: 'restore' });
    expect(partsAfter(rolling)).toEqual([
      'shift',
      'cancel',
      'restore',
      'verify',
      'pause-writes: pause-writes',
      'backup: backup',
      'restore-data: restore-data',
      'check-data: check-backup',
      'resume-writes: resume-writes',
      'undo: flags',
      'undo: drop-cdn',
    ]);
    const restore = rolling.after.release?.rollback?.parts.find(
      part => part.kind === 'run' && part.purpose === 'restore-data',
    );
    expect(restore).toMatchObject({ call: { with: { backup: `${RELEASE}.backup.1` } } });
  });
  it('it also holds after completion, for whoever goes back then', () => {
    const shares = [
      [5, 10],
      [25, 20],
      [50, 30],
    ] as const;
    const phases = shares.map(([share, minutes]) => [
      share === 5 ? [] : done(`traffic-${share}`),
      waited(minutes * MINUTE),
      bakeEnded(),
    ]);
    const out: Step = [baking, phases, done('traffic-100', 'verify', 'smoke')];
    given(out).when(rolledBackBy('opal')).refuses('past-return');
    given(out).when(back('leave')).leaves('rolling-back');
  });
});

describe('going back with the data', () => {
  const untilCheck: Step = [baking, back('restore'), ...Array.from({ length: 7 }, () => partDone)];
  const beginPart: Step = ({ release }) => ({ type: 'BeginPart', part: release?.rollback?.at ?? 0 });

  it('is refused where the policy names no actions for it, and where no backup was made', () => {
    const { database: _, ...without } = EIGHT_STAGES;
    given(deployingWith(without), done('check', 'scan', 'backup'), begun('backup-verified'))
      .when(back('restore'))
      .refuses('nothing-deployed');
    given(deployingWith(without), done('check', 'scan', 'backup', 'backup-verified', 'migrate'))
      .when(back('restore'))
      .refuses('no-database-actions');
    const noBackup = {
      ...EIGHT_STAGES,
      runbook: { ...EIGHT_STAGES.runbook, database: EIGHT_STAGES.runbook.database.slice(1) },
    };
    given(deployingWith(noBackup), done('check', 'scan', 'migrate'))
      .when(back('restore'))
      .refuses('no-backup', { action: 'backup' });
  });
  it('keeps the writes paused and pages while the data is not intact', () => {
    const failing = given(untilCheck, beginPart).when(brokenPart('a row is missing'));
    failing.then({ type: 'RollbackPartFailed', why: 'a row is missing' });
    const { release } = failing.after;
    const [failed] = failing.events();
    if (!failed || !release) throw new Error('nothing happened');
    // Only the check is asked again; nothing that was done is done twice.
    expect(release.rollback).toMatchObject({ at: 7, round: 1 });
    expect(noticesOf(failed, release).map(({ to }) => Object.keys(to)[0])).toContain('paging');
    expect(release.status).toBe('rolling-back');
  });
  it('is over when the last part is done', () => {
    const rest = Array.from({ length: 3 }, () => partDone);
    given(untilCheck, rest).when({ type: 'Wait', ms: 0 }).leaves('rolling-back');
    given(untilCheck, rest, beginPart)
      .when(({ release }) => ({
        type: 'FinishPart',
        part: 10,
        operation: release?.rollback?.operation?.id ?? '',
        note: '',
      }))
      .leaves('rolled-back');
  });
});
