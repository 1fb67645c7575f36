import { describe, expect, it } from 'vitest';
import { INCIDENT_DEFAULTS } from '../../src/release/incidents.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { isWatched } from '../../src/release/watch.ts';
import {
  anAgreement,
  bakeEnded,
  begun,
  broken,
  carriedOut,
  completed,
  deployedBy,
  deploying,
  done,
  found,
  HOUR,
  lost,
  MINUTE,
  OWNER,
  planned,
  REQUESTER,
  rolledBackBy,
  shipped,
  started,
  waited,
} from '../support/builders.ts';
import { partDone, rolledBack } from '../support/builders-rollback.ts';
import { given, type Step } from '../support/given.ts';

const installed: Step = [deploying, done('check', 'install')];
const baking: Step = [installed, done('traffic-5')];
const lostMetrics: Step = { type: 'RecordLost', why: 'prometheus: connection refused' };
const returned: Step = { type: 'RecordReturned' };

describe('watching', () => {
  it('begins with the first attempt to shift, before it is sure that there is traffic', () => {
    expect(isWatched(given(installed).release)).toBe(false);
    expect(isWatched(given(installed, begun('traffic-5')).release)).toBe(true);
  });
  it.each<[string, Step]>([
    ['paused', { type: 'Pause', by: OWNER, reason: '' }],
    ['asking people', [waited(10 * MINUTE), bakeEnded({ verdict: 'fail' })]],
    ['rolling back', rolledBackBy(OWNER)],
  ])('goes on while %s', (_, step) => {
    expect(isWatched(given(baking, step).release)).toBe(true);
    given(baking, step)
      .when(found({ trigger: 'another', action: 'notify' }))
      .then({ type: 'TriggerFired' });
  });
  it('goes on for 24 hours after completion, then ends', () => {
    const { release } = given(completed);
    expect(release.watch.until).toBe((release.endedAt ?? 0) + 24 * HOUR);
    given(completed, waited(24 * HOUR - 1))
      .when({ type: 'EndWatch' })
      .then();
    given(completed, waited(24 * HOUR))
      .when({ type: 'EndWatch' })
      .then({ type: 'WatchEnded', because: 'time' });
  });
  it('goes on for 72 hours with the hybrid strategy', () => {
    expect(anAgreement({ strategy: 'hybrid' }).terms.watch.afterMs).toBe(72 * HOUR);
  });
  it('ends with the next deploy of the service', () => {
    given(completed)
      .when({
        type: 'LaneNews',
        events: [{ type: 'VersionGoingOut', release: 'next', version: '1.5.0', from: '1.4.0' }],
      })
      .then({ type: 'WatchEnded', because: 'superseded' });
  });
  describe('of a target that cannot divide traffic', () => {
    const whole = anAgreement({ strategy: 'all-at-once' }, shipped, {
      shift: false,
      granularityPercent: 100,
      run: false,
    });
    const terms = { ...whole.terms, approvals: null, poll: null };
    const ready: Step = [
      { type: 'PlanRelease', by: REQUESTER, agreement: { ...whole, terms } },
      deployedBy(OWNER),
      started(),
      done('check'),
    ];
    it('begins when the install has moved all of it', () => {
      expect(isWatched(given(ready, begun('install')).release)).toBe(false);
      const { release } = given(ready, done('install'));
      expect(isWatched(release)).toBe(true);
      expect(release.rollout?.traffic).toBe(100);
      given(ready, done('install')).when(found()).leaves('rolling-back');
    });
    it('begins also when nobody can tell what the install did', () => {
      expect(isWatched(given(ready, begun('install'), lost).release)).toBe(true);
    });
    it('does not begin between two attempts, when nothing of it may answer yet', () => {
      expect(isWatched(given(ready, begun('install'), broken()).release)).toBe(false);
    });
    it('goes on after completion, then ends', () => {
      expect(isWatched(given(ready, done('install', 'verify')).release)).toBe(true);
      given(ready, done('install', 'verify'), waited(24 * HOUR))
        .when({ type: 'EndWatch' })
        .then({ type: 'WatchEnded' });
    });
  });
  it('is not done where nothing is measured', () => {
    const everyMs = 0;
    const { watch } = anAgreement().terms;
    const unmeasured: Step = [
      planned('minor', 'production', {
        terms: { approvals: null, poll: null, watch: { ...watch, everyMs } },
        strategy: 'all-at-once',
      }),
      deployedBy(OWNER),
      started(),
      done('check', 'install', 'traffic-100', 'verify'),
    ];
    const { release } = given(unmeasured);
    expect(release.status).toBe('completed');
    expect(isWatched(release)).toBe(false);
    expect(release.watch.until).toBeNull();
  });
});

describe('a trigger that comes back after completion', () => {
  const back = found({ again: 1_000 });
  it('is news, and somebody is paged for it', () => {
    const { after, events } = given(completed, found()).when(back);
    const [event] = events();
    expect(event).toMatchObject({ type: 'TriggerFired', finding: { again: 1_000 } });
    const told = event && after.release ? noticesOf(event, after.release) : [];
    expect(told.map(({ to }) => recipientKey(to))).toContain('paging:on-call');
  });
  it('is told once, also by a worker that looks again after a crash', () => {
    given(completed, found(), back).when(back).then();
    given(completed, found()).when(found()).then();
  });
  it('opens an incident of its own once the last one is over', () => {
    const over: Step = {
      type: 'ResolveIncident',
      responder: { via: 'slack', person: OWNER },
      note: 'the pool was too small',
    };
    const incidents = { ...INCIDENT_DEFAULTS, automatic: true };
    const out: Step = [planned('minor', 'production', { terms: { incidents } }), carriedOut];
    given(out, found(), over).when(back).then({ type: 'TriggerFired' }, { type: 'IncidentOpened' });
  });
});

describe('a trigger that fires', () => {
  it('rolls back at once when it says so', () => {
    given(baking)
      .when(found())
      .then(
        { type: 'TriggerFired' },
        { type: 'RollbackStarted', by: 'tminus', why: 'error rate above 10 % over 10 min' },
      );
  });
  it('rolls back also while paused', () => {
    given(baking, { type: 'Pause', by: OWNER, reason: '' }).when(found()).leaves('rolling-back');
  });
  it('rolls back also in the middle of a shift', () => {
    given(baking, waited(10 * MINUTE), bakeEnded(), begun('traffic-25'))
      .when(found())
      .leaves('rolling-back');
  });
  it('pauses when it says so, and stays paused', () => {
    given(baking)
      .when(found({ action: 'pause' }))
      .then({ type: 'TriggerFired' }, { type: 'RolloutPaused', by: 'tminus' });
    given(baking, found({ action: 'pause' }))
      .when(waited(HOUR))
      .then();
  });
  it('only tells when it says so', () => {
    given(baking)
      .when(found({ action: 'notify' }))
      .then({ type: 'TriggerFired' });
    given(baking, found({ action: 'notify' }), waited(10 * MINUTE))
      .when(bakeEnded())
      .then({ type: 'PhaseCompleted' });
  });
  it('is told once in a phase, and afresh in the next', () => {
    const notify = found({ action: 'notify' });
    given(baking, notify).when(notify).then();
    given(baking, notify, waited(10 * MINUTE), bakeEnded(), done('traffic-25'))
      .when(notify)
      .then({ type: 'TriggerFired' });
  });
  it('after completion is told and rolls nothing back by itself', () => {
    given(completed).when(found()).then({ type: 'TriggerFired' });
    given(completed, found()).when(rolledBackBy(OWNER)).leaves('rolling-back');
  });
  it('and would pause does not take the place of one that asks to go back', () => {
    const graver = found({ trigger: 'more errors than before' });
    const { watch } = given(completed, graver, found({ action: 'pause' })).release;
    expect(watch.finding?.trigger).toBe('more errors than before');
    expect(watch.fired).toHaveLength(2);
  });
  it('during a rollback does not begin a second one', () => {
    given(baking, rolledBackBy(OWNER), partDone).when(found()).then({ type: 'TriggerFired' });
  });
  it('on a first deploy pauses: there is nothing to go back to', () => {
    const first: Step = [
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      deployedBy(OWNER),
      started({ running: null }),
      done('check', 'install', 'traffic-5'),
    ];
    given(first).when(found()).then({ type: 'TriggerFired' }, { type: 'RolloutPaused', by: 'tminus' });
  });
  it('before there is traffic is no news', () => {
    given(installed).when(found()).then();
  });
});

describe('losing the metrics', () => {
  it('holds the rollout, and says why', () => {
    given(baking)
      .when(lostMetrics)
      .then(
        { type: 'MetricsLost' },
        { type: 'RolloutPaused', by: 'tminus', why: 'prometheus: connection refused' },
      );
  });
  it('is told once', () => {
    given(baking, lostMetrics).when(lostMetrics).then();
  });
  it('goes on by itself when they are back', () => {
    given(baking, lostMetrics)
      .when(returned)
      .then({ type: 'MetricsReturned' }, { type: 'RolloutResumed', by: 'tminus' });
  });
  it('does not lift the pause of a person', () => {
    const paused: Step = { type: 'Pause', by: OWNER, reason: 'looking at a graph' };
    given(baking, paused, lostMetrics).when(returned).then({ type: 'MetricsReturned' });
    given(baking, lostMetrics, paused).when(returned).then({ type: 'MetricsReturned' });
  });
  it('does not lift the pause of a finding', () => {
    given(baking, lostMetrics, found({ action: 'pause' }))
      .when(returned)
      .then({ type: 'MetricsReturned' });
  });
  it('keeps the bake from ending while it lasts', () => {
    given(baking, lostMetrics, waited(HOUR)).when(bakeEnded()).then();
  });
  it('cannot be answered by resuming the bake, but a person may go on without them', () => {
    const promoted: Step = { type: 'Promote', by: OWNER };
    given(baking, lostMetrics)
      .when({ type: 'Resume', by: OWNER })
      .refuses('metrics-lost', { why: 'prometheus: connection refused' });
    given(baking, lostMetrics).when(promoted).then({ type: 'PhaseCompleted', promotedBy: OWNER });
    const { watch, rollout } = given(baking, lostMetrics, promoted).release;
    expect([watch.lost, rollout?.paused]).toEqual([null, null]);
  });
  it('does not stop a rollback', () => {
    given(baking, rolledBackBy(OWNER), lostMetrics, rolledBack).when(waited(0)).leaves('rolled-back');
  });
});
