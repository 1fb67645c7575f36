import { describe, expect, it } from 'vitest';
import type { NoticeKind } from '../../src/release/notices.ts';
import { ASKED_FOR_MS, asksAnything, endOf } from '../../src/release/question-end.ts';
import {
  allGo,
  approved,
  canaryUpTo,
  carriedOut,
  deployedBy,
  done,
  found,
  HOUR,
  OWNER,
  planned,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
import { given, type Step, T0 } from '../support/given.ts';

const closing = { roles: ['product', 'qa'], remindAfterMs: 24 * HOUR };
const withClosing = planned('minor', 'production', { terms: { closing } });
const completed: Step = [withClosing, carriedOut];
const onItsWay: Step = [planned(), approved, allGo, deployedBy(OWNER), started(), done('check', 'install')];
const accepts = (by: string, ...roles: string[]): Step => ({ type: 'Accept', by, roles });
const reports = (by: string, ...roles: string[]): Step => ({
  type: 'ReportProblem',
  by,
  roles,
  what: 'the basket is empty',
});
const newer: Step = {
  type: 'LaneNews',
  events: [{ type: 'VersionGoingOut', release: 'checkout-1.5.0-x7q', version: '1.5.0', from: '1.4.0' }],
};

/** How what was asked after the first steps stands after the others. */
function endAfter(kind: NoticeKind, asked: Step, ...more: Step[]) {
  const then = given(asked).release;
  const { release: present, situation } = given(asked, ...more);
  const { lane, now } = situation;
  return endOf(kind, { then, present, lane, now, person: null }, T0);
}

describe('what is offered when a release is completed', () => {
  it('is over once every role has answered, or when it goes back', () => {
    expect(endAfter('ReleaseCompleted', completed)).toBeNull();
    expect(endAfter('ReleaseCompleted', completed, accepts('quin', 'qa'))).toBeNull();
    const both = [accepts('quin', 'qa'), reports('pia', 'product')];
    expect(endAfter('ReleaseCompleted', completed, ...both)).toEqual({ is: 'done' });
    expect(endAfter('ReleaseCompleted', completed, rolledBackBy('dora'))).toEqual({
      is: 'moved-on',
      status: 'rolling-back',
    });
  });

  it('is nothing where nobody accepts', () => {
    expect(asksAnything('ReleaseCompleted', given(completed).release)).toBe(true);
    expect(asksAnything('ReleaseCompleted', given(planned(), carriedOut).release)).toBe(false);
  });
});

describe('going back, offered when a trigger fires', () => {
  const fired: Step = [onItsWay, canaryUpTo(5), found({ action: 'notify' })];

  it('is over once it goes back', () => {
    expect(endAfter('TriggerFired', fired)).toBeNull();
    expect(endAfter('TriggerFired', fired, rolledBackBy('dora'))).toMatchObject({ is: 'moved-on' });
  });

  it('is over once a newer release goes out, since this one cannot go back any more', () => {
    expect(endAfter('TriggerFired', fired, newer)).toEqual({ is: 'superseded' });
  });

  it('is nothing before anything has changed', () => {
    expect(asksAnything('TriggerFired', given(fired).release)).toBe(true);
    expect(asksAnything('TriggerFired', given(planned()).release)).toBe(false);
  });
});

describe('going back, offered when somebody reports a problem', () => {
  const reported: Step = [completed, reports('quin', 'qa')];

  it('is over once whoever had the problem accepts, it goes back, or a newer release goes out', () => {
    expect(endAfter('ProblemReported', reported, accepts('pia', 'product'))).toBeNull();
    expect(endAfter('ProblemReported', reported, accepts('quin', 'qa'))).toEqual({ is: 'done' });
    expect(endAfter('ProblemReported', reported, rolledBackBy('dora'))).toMatchObject({ is: 'moved-on' });
    expect(endAfter('ProblemReported', reported, newer)).toEqual({ is: 'superseded' });
  });
});

describe('unlocking, offered after a rollback', () => {
  it('is over once somebody has unlocked', () => {
    const back: Step = [onItsWay, canaryUpTo(5), rolledBackBy('dora'), rolledBack];
    expect(endAfter('RolledBack', back)).toBeNull();
    expect(endAfter('RolledBack', back, { type: 'Unlock', by: OWNER })).toEqual({ is: 'unlocked' });
  });
});

describe('what nobody answers', () => {
  it('is asked for two weeks after the release has ended, and as long as it is under way', () => {
    const long = waited(ASKED_FOR_MS);
    expect(endAfter('ReleaseCompleted', completed, waited(ASKED_FOR_MS - 24 * HOUR))).toBeNull();
    expect(endAfter('ReleaseCompleted', completed, long)).toEqual({ is: 'unanswered' });
    expect(endAfter('ReleaseReady', [planned(), approved, allGo], long)).toBeNull();
  });
});
