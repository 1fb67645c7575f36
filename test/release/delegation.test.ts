import { describe, expect, it } from 'vitest';
import { LONGEST_DELEGATION_MS } from '../../src/release/delegation.ts';
import type { GroupName, PersonId } from '../../src/release/terms.ts';
import { peopleBehind } from '../../src/release/voices.ts';
import {
  approvedBy,
  deployedBy,
  GROUPS_OF,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  revisedBy,
  started,
  waited,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

interface Lending {
  from?: number;
  until?: number;
  only?: GroupName[];
}

const lent =
  (by: PersonId, to: PersonId, { from = T0, until = T0 + 72 * HOUR, only }: Lending = {}): Step =>
  ({ organisation }) => ({
    type: 'LendVoice',
    id: `d${organisation.delegations.length}`,
    by,
    to,
    from,
    until,
    own: GROUPS_OF[by] ?? [],
    ...(only && { only }),
  });
const returned = (by: PersonId, other: PersonId): Step => ({ type: 'ReturnVoice', by, with: other });

/** Approves, knowing the groups of everybody in the cast, as the desk reads them. */
const approvedFor =
  (by: PersonId, of?: PersonId): Step =>
  ({ release }) => ({
    type: 'Approve',
    by,
    groups: GROUPS_OF[by] ?? [],
    lenders: GROUPS_OF,
    digest: release?.digest ?? '',
    ...(of !== undefined && { for: of }),
  });

const minor = planned('minor', 'production', { terms: { poll: null } });

describe('a voice in other hands', () => {
  it('is used as “B for A”, with the groups of A', () => {
    given(minor, lent('sam', 'nora'))
      .when(approvedFor('nora'))
      .then({ type: 'ApprovalGiven', by: 'nora', for: 'sam', groups: ['security_team'] });
  });
  it('counts only in the time it was lent for', () => {
    const tomorrow = lent('sam', 'nora', { from: T0 + 24 * HOUR, until: T0 + 30 * HOUR });
    given(minor, tomorrow).when(approvedFor('nora')).refuses('not-an-approver');
    given(minor, tomorrow, waited(24 * HOUR))
      .when(approvedFor('nora'))
      .then({ type: 'ApprovalGiven', for: 'sam' });
    given(minor, tomorrow, waited(30 * HOUR))
      .when(approvedFor('nora'))
      .refuses('not-an-approver');
  });
  it('counts only for the groups it was lent for', () => {
    given(minor, lent('hank', 'nora', { only: ['cto'] }))
      .when(approvedFor('nora'))
      .then({ type: 'ApprovalGiven', groups: ['cto'] });
  });
  it('counts only for groups the lender is still in', () => {
    given(minor, lent('sam', 'nora'))
      .when(({ release }) => ({
        type: 'Approve',
        by: 'nora',
        groups: [],
        lenders: { sam: [] },
        digest: release?.digest ?? '',
      }))
      .refuses('not-an-approver');
  });
  it('is gone when it was taken back, by either of the two', () => {
    for (const back of [returned('sam', 'nora'), returned('nora', 'sam')])
      given(minor, lent('sam', 'nora'), back).when(approvedFor('nora')).refuses('not-an-approver');
  });
  it('rejects as well, and says for whom', () => {
    given(minor, lent('sam', 'nora'))
      .when(({ release }) => ({
        type: 'Reject',
        by: 'nora',
        groups: [],
        lenders: GROUPS_OF,
        digest: release?.digest ?? '',
        reason: 'not yet',
      }))
      .then({ type: 'ReleaseRejected', by: 'nora', for: 'sam', reason: 'not yet' });
  });
  it('cannot be used unless it was lent', () => {
    given(minor).when(approvedFor('tess', 'sam')).refuses('voice-not-lent', { of: 'sam' });
  });
});

describe('one voice, one person', () => {
  it('B’s own voice and “B for A” are one person: a mandatory group is filled, a seat is not', () => {
    const both = given(minor, lent('sam', 'tess'), approvedFor('tess', 'tess'), approvedFor('tess', 'sam'));
    expect(peopleBehind(both.release.approvals.given)).toBe(1);
    given(minor, lent('pia', 'tess'), approvedFor('tess', 'tess'))
      .when(approvedFor('tess', 'pia'))
      .refuses('already-approved');
  });
  it('A and “B for A” are one voice', () => {
    given(minor, lent('sam', 'nora'), approvedFor('nora'))
      .when(approvedBy('sam'))
      .refuses('voice-given', { of: 'sam', by: 'nora' });
    given(minor, lent('sam', 'nora'), approvedBy('sam'))
      .when(approvedFor('nora'))
      .refuses('voice-given', { of: 'sam', by: 'sam' });
  });
  it('of two who were lent the same voice only one counts', () => {
    given(minor, lent('sam', 'nora'), lent('sam', 'dora'), approvedFor('nora'))
      .when(approvedFor('dora'))
      .refuses('voice-given', { of: 'sam', by: 'nora' });
  });
  it('whoever has several voices gives the one that helps most: a mandatory group, then their own', () => {
    given(minor, lent('sam', 'tess'))
      .when(approvedFor('tess'))
      .then({ type: 'ApprovalGiven', by: 'tess', for: 'sam' });
    given(minor, approvedBy('sam'), lent('pia', 'tess'))
      .when(approvedFor('tess'))
      .then({ type: 'ApprovalGiven', by: 'tess', groups: ['tech_leads'] });
  });
});

describe('what nobody reaches by lending', () => {
  it('the requester and the owner have no say, and neither has whoever holds their voice', () => {
    for (const nobody of [REQUESTER, OWNER])
      given(minor, lent(nobody, 'nora')).when(approvedFor('nora')).refuses('not-an-approver');
  });
  it('the requester and the owner never approve with the voice of somebody else', () => {
    for (const nobody of [REQUESTER, OWNER])
      given(minor, lent('sam', nobody)).when(approvedFor(nobody)).refuses('own-release');
  });
  it('there are no chains: what was lent cannot be handed on', () => {
    given(minor, lent('sam', 'tess'))
      .when(lent('tess', 'nora', { only: ['security_team'] }))
      .refuses('not-yours-to-lend', { foreign: ['security_team'], own: ['tech_leads'] });
    given(minor, lent('sam', 'tess'), lent('tess', 'nora'))
      .when(approvedFor('nora'))
      .then({ type: 'ApprovalGiven', by: 'nora', for: 'tess', groups: ['tech_leads'] });
  });
  it('nobody lends to themselves, for no time, for ever, or what they are not', () => {
    given(minor).when(lent('sam', 'sam')).refuses('lent-to-oneself');
    given(minor, waited(HOUR))
      .when(lent('sam', 'nora', { until: T0 + 1 }))
      .refuses('lent-for-no-time');
    given(minor)
      .when(lent('sam', 'nora', { until: T0 + LONGEST_DELEGATION_MS + 1 }))
      .refuses('lent-too-long');
    given(minor).when(lent('nora', 'sam')).refuses('not-yours-to-lend');
    given(minor).when(returned('sam', 'nora')).refuses('nothing-lent');
  });
});

describe('a lent voice is looked at again when it is used', () => {
  const ready = [
    minor,
    lent('sam', 'nora', { until: T0 + 10 * HOUR }),
    approvedFor('nora'),
    approvedBy('cleo'),
    approvedBy('tess'),
  ];
  const short = {
    refusal: 'approvals-short' as const,
    seats: 1,
    mandatory: ['security_team'],
    gone: ['sam'],
  };

  it('it counts as long as nobody took it back, also after its time has run out', () => {
    given(ready, waited(12 * HOUR), deployedBy(OWNER))
      .when(started())
      .leaves('deploying');
  });
  it('it no longer counts once it was taken back, and the release holds', () => {
    given(ready, returned('sam', 'nora'), deployedBy(OWNER))
      .when(started())
      .then({ type: 'DeployHeld', why: short }, { type: 'ApprovalsVoided' });
  });
  it('it no longer counts once the lender has left the group', () => {
    given(ready, deployedBy(OWNER))
      .when(started({ groups: { ...GROUPS_OF, sam: [] } }))
      .then({ type: 'DeployHeld', why: short }, { type: 'ApprovalsVoided' });
  });
  it('whoever revises the plan after that asked for it: neither voice counts in the new round', () => {
    given(ready, revisedBy('nora', { goal: 'Other words' }))
      .when(approvedFor('nora'))
      .refuses('own-release');
  });
});
