import { describe, expect, it } from 'vitest';
import { emptyLane } from '../../src/release/lane.ts';
import { emptyOrganisation } from '../../src/release/organisation.ts';
import { answerProtection, type ProtectionAnswer, together } from '../../src/release/protection.ts';
import { evolve } from '../../src/release/release.ts';
import type { Release, Status } from '../../src/release/state.ts';
import {
  allGo,
  anAgreement,
  approved,
  HOUR,
  planned as plannedStep,
  REQUESTER,
  waited,
} from '../support/builders.ts';
import { evidenceOf, gateRules, goodEnough, notGoodEnough, recorded } from '../support/gates.ts';
import { given, type Step, T0 } from '../support/given.ts';

const SHA = 'c0ffee1';
const lane = emptyLane('checkout', 'production');
const world = { lane, organisation: emptyOrganisation, now: T0 };
/** Nobody has to approve it. */
const whole = anAgreement({ commit: SHA });
const agreement = { ...whole, terms: { ...whole.terms, approvals: null } };
const planned = evolve(null, { type: 'ReleasePlanned', by: REQUESTER, agreement }, T0, 'checkout-1.4.0-k3f');
const release = (status: Status, over: Partial<Release> = {}): Release => ({ ...planned, status, ...over });
const answer = (releases: Release[], over: Partial<typeof world> = {}) =>
  answerProtection(SHA, releases, { commitOf: () => null, groups: {} }, { ...world, ...over });

const EXPECTED: Record<Status, ProtectionAnswer['is']> = {
  approving: 'waiting',
  rejected: 'rejected',
  preparing: 'waiting',
  polling: 'waiting',
  held: 'waiting',
  ready: 'approved',
  queued: 'waiting',
  starting: 'approved',
  deploying: 'approved',
  failed: 'waiting',
  'rolling-back': 'rejected',
  completed: 'waiting',
  'rolled-back': 'rejected',
  'taken-over': 'rejected',
  aborted: 'rejected',
};

describe('a commit that wants to go out', () => {
  it.each(Object.entries(EXPECTED) as [Status, ProtectionAnswer['is']][])(
    'whose release is %s is %s',
    (status, is) => {
      expect(answer([release(status)])?.is).toBe(is);
    },
  );

  it('is judged by its newest release, and by none of another commit', () => {
    expect(answer([release('deploying'), release('rejected')])?.is).toBe('approved');
    const other = release('deploying', { plan: { ...planned.plan, commit: 'another' } });
    expect(answer([other])).toBeNull();
    expect(answer([other, release('rejected')])?.is).toBe('rejected');
  });

  it.each([
    ['taken', { lane: { ...lane, holder: 'another' } }],
    ['locked', { lane: { ...lane, lock: { by: 'omar', reason: 'x', since: T0, until: null } } }],
    [
      'frozen',
      {
        organisation: {
          ...emptyOrganisation,
          freezes: [
            { id: 'f', reason: 'x', by: 'omar', from: T0, until: T0 + 1, services: [], environments: [] },
          ],
        },
      },
    ],
  ])('and is ready waits while its lane is %s', (why, over) => {
    expect(answer([release('ready')], over)).toMatchObject({ is: 'waiting', why });
    expect(answer([release('deploying')], over)?.is).toBe('approved');
  });
});

describe('what a ready release rests on is looked at again', () => {
  const HELD: Record<string, string[]> = { tess: ['tech_leads'], sam: ['security_team'], cleo: ['cto'] };
  const answerTo = (steps: Step[], groups = HELD) => {
    const { release: after, situation } = given(...steps);
    return answerProtection(SHA, [after], { commitOf: () => null, groups }, situation);
  };
  const minorWith = (changes: Parameters<typeof plannedStep>[2]) =>
    plannedStep('minor', 'production', changes);
  const minor = minorWith({ commit: SHA });
  const ready = [minor, approved, allGo];

  it('it is let through while approvals and gates count', () => {
    expect(answerTo(ready)?.is).toBe('approved');
  });

  it('not when an approver left their group, or the approvals are too old', () => {
    expect(answerTo(ready, { ...HELD, cleo: [] })).toMatchObject({ is: 'waiting', why: 'unapproved' });
    expect(answerTo([...ready, waited(25 * HOUR)])).toMatchObject({ is: 'waiting', why: 'unapproved' });
  });

  it('not when a gate does not pass any more', () => {
    const gated = minorWith({ commit: SHA, terms: { gates: gateRules({ required: ['tests'] }) } });
    const about = { commit: SHA };
    const passed = [gated, recorded(evidenceOf(goodEnough('tests'), about)), approved, allGo];
    expect(answerTo(passed)?.is).toBe('approved');
    const failed = recorded(evidenceOf(notGoodEnough('tests'), { ...about, at: T0 + 1 }));
    expect(answerTo([...passed, waited(1), failed])).toMatchObject({ is: 'waiting', why: 'gates' });
  });

  it('not before its planned start', () => {
    const startAt = T0 + 2 * HOUR;
    const steps = [minorWith({ commit: SHA, startAt }), approved, waited(1.6 * HOUR), allGo];
    expect(answerTo(steps)).toMatchObject({ is: 'waiting', why: 'early' });
  });
});

describe('a commit that goes out in several lanes', () => {
  const one = (is: ProtectionAnswer['is']) =>
    ({ is, release: planned, why: 'going-out' }) as ProtectionAnswer;

  it('needs all of them, and is turned away by any', () => {
    expect(together([])).toBeNull();
    expect(together([one('approved'), one('approved')])?.is).toBe('approved');
    expect(together([one('approved'), one('waiting')])?.is).toBe('waiting');
    expect(together([one('approved'), one('waiting'), one('rejected')])?.is).toBe('rejected');
  });
});
