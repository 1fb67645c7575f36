import { describe, expect, it } from 'vitest';
import { ROLLBACK_WAYS } from '../../src/release/rollback.ts';
import { partsOf } from '../../src/release/rollback-parts.ts';
import {
  anAgreement,
  begun,
  completed,
  deploying,
  done,
  found,
  HOUR,
  MINUTE,
  OWNER,
  planned,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { brokenPart, finishedPart, partDone, rolledBack } from '../support/builders-rollback.ts';
import { given, RELEASE, type Step, T0 } from '../support/given.ts';

const baking: Step = [deploying, done('check', 'install', 'traffic-5')];
const locked = { type: 'Lock', by: 'opal', reason: 'moving the database', until: null } as const;
const frozen: Step = {
  type: 'SetFreeze',
  id: 'f1',
  reason: 'year end',
  from: T0,
  until: T0 + 99 * HOUR,
  services: [],
  environments: [],
  by: 'opal',
};

describe('the three ways back', () => {
  it('immediate: traffic away, then cancel, restore and verify', () => {
    expect(partsOf('immediate', true, 50)).toEqual([
      { kind: 'shift', percent: 0 },
      { kind: 'cancel' },
      { kind: 'restore' },
      { kind: 'verify' },
    ]);
  });
  it('phased: half the traffic, a look, then the rest, within 30 s', () => {
    expect(partsOf('phased', true, 50)).toEqual([
      { kind: 'shift', percent: 25 },
      { kind: 'wait', ms: 15_000 },
      { kind: 'shift', percent: 0 },
      { kind: 'cancel' },
      { kind: 'restore' },
      { kind: 'verify' },
    ]);
  });
  it('blue-green: switch back, verify, clean up', () => {
    expect(partsOf('blue-green', true, 100).map(part => part.kind)).toEqual([
      'shift',
      'cancel',
      'verify',
      'restore',
      'verify',
    ]);
  });
  it('where traffic cannot be divided, restoring is what moves it', () => {
    for (const way of ROLLBACK_WAYS) {
      expect(partsOf(way, false, 100).map(part => part.kind)).toEqual(['cancel', 'restore', 'verify']);
    }
  });
});

describe('rolling back', () => {
  it('goes to what ran before, and interrupts what runs', () => {
    given(deploying, done('check'), begun('install'))
      .when(rolledBackBy('dora'))
      .then({
        type: 'RollbackStarted',
        by: 'dora',
        bad: '1.4.0',
        to: '1.3.0',
        interrupted: `${RELEASE}.install.1`,
      });
  });
  it.each<[string, Step]>([
    ['in the middle of a bake', baking],
    ['while paused', [baking, { type: 'Pause', by: OWNER, reason: '' }]],
    ['after completion', completed],
    ['long after completion', [completed, waited(200 * HOUR)]],
    ['in spite of a lock', [baking, locked]],
    ['in spite of a freeze', [baking, frozen]],
    [
      'in spite of a queue',
      [baking, { type: 'LaneNews', events: [{ type: 'LaneJoined', release: 'next', atFront: true }] }],
    ],
  ])('is possible %s', (_, steps) => {
    given(steps).when(rolledBackBy('dora')).leaves('rolling-back');
  });
  it('asks for no approval, only that the policy lets them', () => {
    given(baking).when(rolledBackBy('opal')).leaves('rolling-back');
    given(baking).when(rolledBackBy('nora')).refuses('not-permitted');
  });
  it('may go to any version that is known to be good', () => {
    const before: Step = {
      type: 'LaneNews',
      events: [{ type: 'VersionReleased', release: 'old', version: '1.2.0' }],
    };
    given(before, baking).when(rolledBackBy('dora', '1.2.0')).then({ type: 'RollbackStarted', to: '1.2.0' });
    given(before, baking)
      .when(rolledBackBy('dora', '1.0.0'))
      .refuses('not-known-good', { known: ['1.3.0', '1.2.0'] });
  });
  it('outranks at the target everything of the rollout', () => {
    const { rollout, rollback } = given(baking, rolledBackBy('dora')).release;
    expect(rollback?.fence ?? 0).toBeGreaterThan(rollout?.fence ?? 0);
  });
  it('is refused before anything is deployed', () => {
    given(planned()).when(rolledBackBy('dora')).refuses('nothing-deployed');
    given(deploying, begun('check')).when(rolledBackBy('dora')).refuses('nothing-deployed');
  });
  it('is refused on a first deploy', () => {
    given(
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      { type: 'Deploy', by: OWNER },
      started({ running: null }),
      done('check', 'install'),
    )
      .when(rolledBackBy('dora'))
      .refuses('nothing-to-go-back-to');
  });
  it('says what it is doing when it is asked again', () => {
    given(baking, rolledBackBy('dora'))
      .when(rolledBackBy('opal'))
      .refuses('already-rolling-back', { to: '1.3.0', since: T0 });
  });
  it('of an older release names the newer one', () => {
    given(completed, {
      type: 'LaneNews',
      events: [{ type: 'VersionGoingOut', release: 'next', version: '1.5.0', from: '1.4.0' }],
    })
      .when(rolledBackBy('dora'))
      .refuses('newer-release', { release: 'next', version: '1.5.0' });
  });
  it('is refused when it is over', () => {
    given(baking, rolledBackBy('dora'), rolledBack).when(rolledBackBy('dora')).refuses('wrong-state');
  });
});

describe('a rollback under way', () => {
  const back: Step = [baking, rolledBackBy('dora')];
  const begin = (part: number): Step => ({ type: 'BeginPart', part });

  it('lets no step of the rollout begin', () => {
    given(back).when(begun('traffic-25')).then();
  });
  it('knows when the traffic was away', () => {
    const { rollback } = given(back, waited(400), partDone).release;
    expect(rollback?.trafficAwayAt).toBe(T0 + 400);
  });
  it('begins each part once', () => {
    given(back, begin(0)).when(begin(0)).then();
    given(back).when(begin(2)).then();
  });
  it('tries a part that failed again, with another operation', () => {
    const story = given(back, begin(0), brokenPart()).when(begin(0));
    story.then({ type: 'RollbackPartStarted', part: 0, attempt: 2 });
  });
  it('asserts everything again, the traffic first, when what is read back is not what was asked for', () => {
    const { rollback } = given(back, partDone, partDone, partDone, begin(3), brokenPart()).release;
    expect(rollback?.at).toBe(0);
  });
  it('is not moved by what a worker learned in an earlier round', () => {
    const late = given(back, begin(0)).situation.release?.rollback?.operation?.id ?? '';
    const again: Step = [back, partDone, partDone, partDone, begin(3), brokenPart(), begin(0)];
    given(again).when({ type: 'FinishPart', part: 0, operation: late, note: '' }).then();
    given(again).when({ type: 'BreakPart', part: 0, operation: late, why: 'no answer' }).then();
    given(again).when(finishedPart()).then({ type: 'RollbackPartDone', part: 0 });
  });
  it('knows when the traffic was away also where only the restore could take it', () => {
    const skipped: Step = [begin(0), finishedPart({ skipped: true }), partDone];
    expect(given(back, skipped).release.rollback).toMatchObject({ away: false, trafficAwayAt: null });
    const { rollback } = given(back, skipped, waited(700), partDone).release;
    expect(rollback).toMatchObject({ away: true, trafficAwayAt: T0 + 700 });
  });
  it('never uses an operation id twice', () => {
    const first = given(back, begin(0)).release.rollback?.operation?.id;
    const again = given(back, partDone, partDone, partDone, begin(3), brokenPart(), begin(0)).release.rollback
      ?.operation?.id;
    expect(again).toBeTruthy();
    expect(again).not.toBe(first);
  });
  it('tells of trouble once', () => {
    const trouble: Step = { type: 'ReportTrouble', why: 'the target does not answer' };
    given(back).when(trouble).then({ type: 'RollbackTroubled' });
    given(back, trouble).when(trouble).then();
  });
  it('ends when it is verified, with how long it took', () => {
    given(back, partDone, partDone, partDone, waited(9_000), begin(3))
      .when(finishedPart())
      .then({ type: 'RollbackPartDone', part: 3 }, { type: 'RolledBack', to: '1.3.0', tookMs: 9_000 });
  });
  it('is handed over only with a reason', () => {
    given(back).when({ type: 'TakeOver', by: 'opal', reason: '' }).refuses('reason-missing');
    given(back).when({ type: 'TakeOver', by: 'opal', reason: 'by hand' }).leaves('taken-over');
    given(baking).when({ type: 'TakeOver', by: 'opal', reason: 'by hand' }).refuses('wrong-state');
  });
});

describe('after a rollback', () => {
  const over: Step = [baking, rolledBackBy('dora'), rolledBack];

  it('the lane is locked, with the reason, until somebody unlocks it', () => {
    const { lane } = given(over).situation;
    expect(lane.lock).toMatchObject({
      by: 'tminus',
      reason: '1.4.0 was rolled back: customers cannot pay',
      until: null,
    });
    expect(lane.holder).toBeNull();
  });
  it('the lane is locked also when a person took over', () => {
    const { lane } = given(baking, rolledBackBy('dora'), {
      type: 'TakeOver',
      by: 'opal',
      reason: 'by hand',
    }).situation;
    expect(lane.lock?.reason).toContain('by hand');
    expect(lane.holder).toBeNull();
  });
  it('the version may be tried again, and its predecessor is still known-good', () => {
    const { lane } = given(completed, rolledBackBy('dora'), rolledBack).situation;
    expect(lane.released).not.toContain('1.4.0');
    expect(lane.good).toEqual(['1.3.0']);
  });
  it('a trigger has nothing more to roll back', () => {
    given(over).when(found()).then();
  });
});

describe('going back is known before anybody approves', () => {
  it('each step says how it is undone', () => {
    const { steps } = anAgreement().runbook;
    expect(steps.every(step => step.undoneBy !== null)).toBe(true);
  });
  it('a first deploy says that it cannot be undone', () => {
    const { steps } = anAgreement({ running: null }).runbook;
    expect(steps.filter(step => step.undoneBy === null).map(step => step.id)).toContain('install');
  });
  it('a phase of 5 % takes ten minutes to look at', () => {
    expect(anAgreement().runbook.steps[2]?.action).toEqual({
      kind: 'shift',
      percent: 5,
      bakeMs: 10 * MINUTE,
    });
  });
});
