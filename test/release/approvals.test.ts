import { describe, expect, it } from 'vitest';
import { approvalsSuffice, missingApprovals } from '../../src/release/approvals.ts';
import type { Environment, PersonId, ReleaseType } from '../../src/release/terms.ts';
import {
  anAgreement,
  approved,
  approvedBy,
  deployedBy,
  GROUPS_OF,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  rejectedBy,
  revisedBy,
  shipped,
  started,
  waited,
} from '../support/builders.ts';
import { given } from '../support/given.ts';

/** Every order of a few people. */
const orders = (people: PersonId[]): PersonId[][] =>
  people.length <= 1
    ? [people]
    : people.flatMap(first => orders(people.filter(other => other !== first)).map(rest => [first, ...rest]));

const ruleOf = (type: ReleaseType, environment: Environment) =>
  anAgreement({ type, environment }).terms.approvals;

describe('the shipped approval matrix', () => {
  it.each<[ReleaseType, Environment, number, string[], string[]]>([
    ['patch', 'staging', 1, ['developers', 'qa'], []],
    ['patch', 'production', 2, ['tech_leads', 'product_owners'], ['security_team']],
    ['minor', 'staging', 2, ['tech_leads', 'qa'], ['architecture_team']],
    [
      'minor',
      'production',
      3,
      ['tech_leads', 'product_owners', 'architecture_team'],
      ['security_team', 'cto'],
    ],
    ['major', 'staging', 3, ['tech_leads', 'architecture_team', 'product_owners'], ['security_team', 'cto']],
    ['hotfix', 'staging', 1, ['developers', 'qa'], []],
    ['hotfix', 'production', 2, ['tech_leads', 'product_owners'], ['security_team']],
  ])('a %s to %s needs %i people', (type, environment, required, groups, mandatory) => {
    expect(ruleOf(type, environment)).toMatchObject({ required, groups, mandatory });
  });

  it('a major to production needs four people of any group, with security, CTO and CEO among them', () => {
    const rule = ruleOf('major', 'production');
    expect(rule).toMatchObject({ required: 4, mandatory: ['security_team', 'cto', 'ceo'] });
    expect(rule?.groups).toEqual(expect.arrayContaining(['developers', 'qa', 'architecture_team', 'ceo']));
  });

  // Each row: a set of people that suffices, in every order in which they may click.
  it.each<[ReleaseType, Environment, PersonId[]]>([
    ['patch', 'staging', ['dora']],
    ['patch', 'staging', ['quin']],
    ['patch', 'production', ['tess', 'sam']],
    ['patch', 'production', ['pia', 'hank']],
    ['minor', 'staging', ['tess', 'arno']],
    ['minor', 'staging', ['quin', 'arno']],
    ['minor', 'production', ['tess', 'sam', 'cleo']],
    ['minor', 'production', ['tess', 'pia', 'hank']],
    ['major', 'staging', ['arno', 'sam', 'cleo']],
    ['major', 'production', ['sam', 'cleo', 'evan', 'dora']],
    ['major', 'production', ['hank', 'evan', 'opal', 'quin']],
    ['hotfix', 'production', ['tess', 'sam']],
  ])(
    'a %s to %s is approved by %j in any order, and only with the last of them',
    (type, environment, people) => {
      for (const order of orders(people)) {
        const last = order.at(-1) as PersonId;
        const before = given(
          planned(type, environment),
          order.slice(0, -1).map(person => approvedBy(person)),
        );
        expect(before.release.status).toBe('approving');
        const { after } = before.when(approvedBy(last));
        expect(after.release?.approvals.completedAt).not.toBeNull();
      }
    },
  );

  // Each row: people who all may approve and are still not enough.
  it.each<[ReleaseType, Environment, PersonId[], string[]]>([
    ['patch', 'production', ['tess', 'pia'], ['security_team']],
    ['minor', 'staging', ['tess', 'quin'], ['architecture_team']],
    ['minor', 'production', ['tess', 'pia', 'arno'], ['security_team', 'cto']],
    ['minor', 'production', ['tess', 'pia', 'sam'], ['cto']],
    ['major', 'staging', ['tess', 'sam', 'arno'], ['cto']],
    ['major', 'production', ['sam', 'cleo', 'dora', 'quin'], ['ceo']],
    ['major', 'production', ['hank', 'evan', 'dora'], []],
    ['minor', 'production', ['hank', 'tess'], []],
  ])('a %s to %s is not approved by %j', (type, environment, people, mandatory) => {
    for (const order of orders(people)) {
      const { release } = given(
        planned(type, environment),
        order.map(person => approvedBy(person)),
      );
      expect(release.status).toBe('approving');
      const rule = release.terms.approvals;
      expect(rule && missingApprovals(rule, release.approvals.given)).toEqual({ seats: 1, mandatory });
    }
  });

  it.each<Environment>(['development', 'testing'])('%s needs nobody', environment => {
    const cells = Object.values(shipped.approvals.matrix).map(row => row[environment]);
    expect(cells).toEqual([undefined, undefined, undefined]);
    expect(approvalsSuffice(null, [])).toBe(true);
  });
});

describe('who may approve', () => {
  it('the requester never approves their own release', () => {
    given(planned()).when(approvedBy(REQUESTER)).refuses('own-release');
  });
  it('the owner never approves it either', () => {
    given(planned()).when(approvedBy(OWNER)).refuses('own-release');
  });
  it('whoever revised the plan last does not approve it', () => {
    given(planned(), revisedBy('tess', { goal: 'Other words' }))
      .when(approvedBy('tess'))
      .refuses('own-release');
  });
  it('whoever asked first does not approve a plan that somebody else revised', () => {
    given(planned(), revisedBy('tess', { goal: 'Other words' }))
      .when(approvedBy(REQUESTER))
      .refuses('own-release');
  });
  it('somebody of no group that has a say is told which groups have one', () => {
    given(planned())
      .when(approvedBy('dora'))
      .refuses('not-an-approver', {
        couldApprove: ['security_team', 'cto', 'tech_leads', 'product_owners', 'architecture_team'],
      });
  });
  it('a person counts once', () => {
    given(planned(), approvedBy('tess')).when(approvedBy('tess')).refuses('already-approved');
  });
  it('one person fills one seat but may satisfy several mandatory groups', () => {
    const { release } = given(planned(), approvedBy('hank'));
    const rule = release.terms.approvals;
    expect(rule && missingApprovals(rule, release.approvals.given)).toEqual({ seats: 2, mandatory: [] });
  });
  it('only the groups that matter here are kept with an approval', () => {
    given(planned())
      .when(approvedBy('theo'))
      .then({ type: 'ApprovalGiven', by: 'theo', groups: ['tech_leads'] });
  });
});

describe('approvals bind to what was asked', () => {
  it('a button of an older plan is superseded', () => {
    const before = given(planned()).release.digest;
    given(planned(), revisedBy(REQUESTER, { commit: 'beef002' }))
      .when({ type: 'Approve', by: 'tess', groups: ['tech_leads'], digest: before })
      .refuses('superseded');
  });
  it('a revision withdraws the approvals that were given', () => {
    const { release } = given(planned(), approvedBy('tess'), revisedBy(REQUESTER, { goal: 'Other words' }));
    expect(release.approvals.given).toEqual([]);
  });
  it('approving is over once all approvals are there', () => {
    given(planned(), approved).when(approvedBy('pia')).refuses('superseded');
  });
  it('an approval after 48 hours does not count', () => {
    given(planned(), waited(48 * HOUR))
      .when(approvedBy('tess'))
      .leaves('approving');
    given(planned(), waited(48 * HOUR + 1))
      .when(approvedBy('tess'))
      .refuses('approval-overdue');
  });
  it('asking again by a revision starts the 48 hours anew', () => {
    given(planned(), waited(49 * HOUR), revisedBy(REQUESTER))
      .when(approvedBy('tess'))
      .leaves('approving');
  });
});

describe('a rejection', () => {
  it('stops the release with its reason', () => {
    const { release } = given(planned(), rejectedBy('sam'));
    expect(release.status).toBe('rejected');
    expect(release.approvals.rejection).toMatchObject({ by: 'sam', reason: 'the schema is not ready' });
  });
  it('needs a reason', () => {
    given(planned()).when(rejectedBy('sam', '  ')).refuses('reason-missing');
  });
  it('is only for those who could approve', () => {
    given(planned()).when(rejectedBy('dora')).refuses('not-an-approver');
    given(planned()).when(rejectedBy(REQUESTER)).refuses('own-release');
  });
  it('ends the approving', () => {
    given(planned(), rejectedBy('sam')).when(approvedBy('tess')).refuses('superseded');
  });
  it('a revision opens it again', () => {
    given(planned(), rejectedBy('sam'))
      .when(revisedBy(REQUESTER, { goal: 'Fixed' }))
      .leaves('approving');
  });
});

describe('approvals are looked at again when they are used', () => {
  const ready = [planned('minor', 'production', { terms: { poll: null } }), approved, deployedBy(OWNER)];

  it('an approver who left the group by then no longer counts, and the release holds', () => {
    given(ready)
      .when(started({ groups: { ...GROUPS_OF, cleo: [] } }))
      .then(
        {
          type: 'DeployHeld',
          why: { refusal: 'approvals-short', seats: 1, mandatory: ['cto'], gone: ['cleo'] },
        },
        { type: 'ApprovalsVoided' },
      );
  });
  it('an approver who moved to another group counts for no more than that group', () => {
    given(ready)
      .when(started({ groups: { ...GROUPS_OF, sam: ['cto'] } }))
      .leaves('approving');
  });
  it('a tag that was moved voids them', () => {
    given(ready)
      .when(started({ commit: 'beef002', digest: 'another' }))
      .then(
        { type: 'DeployHeld', why: { refusal: 'tag-moved', from: 'c0ffee1', to: 'beef002' } },
        { type: 'ApprovalsVoided', commit: 'beef002', digest: 'another' },
      );
  });
  it('a complete set may be used for 24 hours', () => {
    const waiting = [planned('minor', 'production', { terms: { poll: null } }), approved];
    given(waiting, waited(24 * HOUR), deployedBy(OWNER))
      .when(started())
      .leaves('deploying');
    given(waiting, waited(24 * HOUR + 1), deployedBy(OWNER))
      .when(started())
      .leaves('approving');
  });
});
