import { describe, expect, it } from 'vitest';
import type { AlertCommand } from '../../src/release/alerts.ts';
import {
  bakeEnded,
  completed,
  deploying,
  done,
  HOUR,
  MINUTE,
  OWNER,
  rolledBackBy,
  waited,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

const baking: Step = [deploying, done('check', 'install', 'traffic-5')];
const alert = (
  changes: Partial<AlertCommand> = {},
  startsAt = T0 + HOUR,
  name = 'HighErrorRate',
): AlertCommand => ({
  type: 'RecordAlert',
  alert: { name, key: `f00d/${startsAt}`, startsAt, summary: 'checkout fails' },
  severity: 'medium',
  state: 'firing',
  ...changes,
});
const over = alert({ state: 'resolved' });

describe('an alert from outside', () => {
  it('rolls back when it is critical', () => {
    given(baking)
      .when(alert({ severity: 'critical' }))
      .then({ type: 'TriggerFired' }, { type: 'RollbackStarted', why: 'alert HighErrorRate' });
  });
  it('pauses when it is high', () => {
    given(baking)
      .when(alert({ severity: 'high' }))
      .then({ type: 'TriggerFired' }, { type: 'RolloutPaused', by: 'tminus' });
  });
  it('tells when it is medium', () => {
    given(baking).when(alert()).then({ type: 'TriggerFired' });
  });
  it('is only told when it began before the new version had traffic', () => {
    given(baking)
      .when(alert({ severity: 'critical' }, T0 - MINUTE))
      .then({ type: 'TriggerFired', finding: { action: 'notify', severity: 'critical' } });
  });
  it('is told once, however often it is sent, also in the next phase', () => {
    given(baking, alert()).when(alert()).then();
    given(baking, alert(), waited(10 * MINUTE), bakeEnded(), done('traffic-25'))
      .when(alert())
      .then();
  });
  it('is news again when it begins anew, or when it is another of the same name', () => {
    given(baking, alert())
      .when(alert({}, T0 + 2 * HOUR))
      .then({ type: 'TriggerFired' });
  });
  it('is told to be over, once, and what it led to stays', () => {
    const paused: Step = [baking, alert({ severity: 'high' })];
    given(paused).when(over).then({ type: 'AlertResolved', name: 'HighErrorRate' });
    given(paused, over).when(over).then();
    const { watch, rollout } = given(paused, over).release;
    expect([watch.finding?.trigger, rollout?.paused?.by]).toEqual(['alert HighErrorRate', 'tminus']);
  });
  it('is not told to be over when nobody heard that it began', () => {
    given(baking).when(over).then();
  });
  it('is told after completion and rolls nothing back by itself', () => {
    given(completed)
      .when(alert({ severity: 'critical' }, T0 + 10 * HOUR))
      .then({ type: 'TriggerFired', finding: { action: 'rollback' } });
  });
  it('is no news of a release without traffic, or one that was taken back', () => {
    given(deploying)
      .when(alert({ severity: 'critical' }))
      .then();
    given(baking, rolledBackBy(OWNER))
      .when(alert({ severity: 'critical' }))
      .then({ type: 'TriggerFired' });
  });
});
