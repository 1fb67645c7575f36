import { describe, expect, it } from 'vitest';
import { askingDue } from '../../src/release/asking.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { GroupName, PersonId } from '../../src/release/terms.ts';
import {
  approvedBy,
  GROUPS_OF,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  rejectedBy,
  revisedBy,
  shipped,
  waited,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

const MEMBERS: Record<GroupName, PersonId[]> = {};
for (const [person, groups] of Object.entries(GROUPS_OF))
  for (const group of groups) MEMBERS[group] = [...(MEMBERS[group] ?? []), person];

const asked: Step = { type: 'AskApprovers', members: MEMBERS };
const reminded: Step = { type: 'RemindApprovers', members: MEMBERS };
const halfTime = waited(24 * HOUR);
const over = waited(48 * HOUR + 1);
const expired: Step = { type: 'ExpireApprovals' };
const askedAgain = (by: PersonId): Step => ({ type: 'AskAgain', by });
const snoozed =
  (by: PersonId, forMs: number): Step =>
  ({ now }) => ({ type: 'SnoozeReminder', by, until: now + forMs });
const rule = (how: 'directly' | 'in the channel', groupsUpTo = 12): Step => {
  const { matrix, expireAfterMs } = shipped.approvals;
  const { required = 1, mandatory = [] } = matrix.minor.production ?? {};
  const groups = ['tech_leads', 'product_owners', 'architecture_team'];
  return planned('minor', 'production', {
    terms: { approvals: { required, groups, mandatory, expireAfterMs, ask: { how, groupsUpTo } } },
  });
};

const names = (...steps: Step[]) => {
  const { release, situation } = given(...steps);
  return askingDue(release, situation.now).map(({ task }) => task);
};

describe('when approval is wanted', () => {
  it('each person who could give it is asked once, the requester and the owner are not', () => {
    given(planned())
      .when(asked)
      .then({
        type: 'ApproversAsked',
        people: ['sam', 'hank', 'cleo', 'tess', 'theo', 'pia', 'arno'],
        where: 'directly',
      });
    expect(given(planned(), asked).when(asked).events()).toEqual([]);
  });
  it('each of them gets a direct message, and nobody a second one', () => {
    const { after, events } = given(planned()).when(asked);
    const [event] = events();
    const told = event && after.release ? noticesOf(event, after.release).map(it => recipientKey(it.to)) : [];
    expect(told).toHaveLength(7);
    expect(new Set(told)).toContain('person:sam');
    expect(told).not.toContain(`person:${OWNER}`);
  });
  it('with seats left for nobody but the mandatory groups only those are asked', () => {
    given(planned(), approvedBy('tess'), approvedBy('sam'))
      .when(asked)
      .then({ type: 'ApproversAsked', people: ['cleo', 'hank'] });
  });
  it('nobody of a large group is singled out, and with nobody left to ask the channel is asked', () => {
    given(rule('directly', 2))
      .when(asked)
      .then({ type: 'ApproversAsked', people: ['pia', 'arno'], where: 'directly' });
    given(rule('directly', 0))
      .when(asked)
      .then({ type: 'ApproversAsked', people: [], where: 'in the channel' });
  });
  it('the policy may want one message in the channel instead', () => {
    const { after, events } = given(rule('in the channel')).when(asked);
    const [event] = events();
    expect(event && after.release && noticesOf(event, after.release).map(it => recipientKey(it.to))).toEqual([
      'channel:C0000000000',
    ]);
  });
  it('whoever holds the voice of one of them is asked as well', () => {
    const lent: Step = {
      type: 'LendVoice',
      id: 'd',
      by: 'pia',
      to: 'nora',
      from: T0,
      until: T0 + HOUR,
      own: ['product_owners'],
    };
    const { events } = given(planned(), lent).when(asked);
    expect(events()).toMatchObject([{ people: expect.arrayContaining(['pia', 'nora']) }]);
  });
  it('a change of the plan asks everybody anew', () => {
    expect(names(planned(), asked, revisedBy(REQUESTER, { goal: 'Other words' }))).toContain('ask-approvers');
  });
  it('a new owner has it asked anew: the buttons that were sent are about the plan as it was', () => {
    const owned: Step = ({ release }) => ({
      type: 'ChangeOwner',
      by: OWNER,
      owner: 'nora',
      digest: 'of the new plan',
      of: release?.digest ?? '',
    });
    expect(names(planned(), asked, owned)).toContain('ask-approvers');
  });
});

describe('the reminder at half time', () => {
  it('goes to those who could still approve and have not, and to each once', () => {
    given(planned(), asked, approvedBy('sam'), halfTime)
      .when(reminded)
      .then({ type: 'ApproversReminded', people: ['hank', 'cleo', 'tess', 'theo', 'pia', 'arno'] });
    expect(given(planned(), asked, halfTime, reminded).when(reminded).events()).toEqual([]);
  });
  it('comes neither earlier nor after the end', () => {
    expect(
      given(planned(), waited(23 * HOUR))
        .when(reminded)
        .events(),
    ).toEqual([]);
    expect(given(planned(), over).when(reminded).events()).toEqual([]);
  });
  it('can be put off once, for a time of one’s choice before the end', () => {
    const after = given(planned(), halfTime, reminded, snoozed('sam', 4 * HOUR));
    expect(askingDue(after.release, after.situation.now)).toContainEqual({
      task: 'remind-again/sam',
      dueAt: T0 + 28 * HOUR,
    });
    given(planned(), halfTime, reminded, snoozed('sam', 4 * HOUR), waited(4 * HOUR))
      .when({ type: 'RemindAgain', person: 'sam' })
      .then({ type: 'ApproversReminded', people: ['sam'] });
    given(planned(), halfTime, reminded, snoozed('sam', HOUR))
      .when(snoozed('sam', 2 * HOUR))
      .refuses('snoozed-already');
    given(planned(), halfTime, reminded)
      .when(snoozed('sam', 24 * HOUR))
      .refuses('snoozed-too-long');
    given(planned()).when(snoozed('sam', HOUR)).refuses('not-reminded');
  });
  it('that was put off does not come to whoever has approved meanwhile', () => {
    const put: Step[] = [planned(), halfTime, reminded, snoozed('sam', HOUR), approvedBy('sam')];
    expect(names(...put)).not.toContain('remind-again/sam');
    expect(
      given(...put, waited(HOUR))
        .when({ type: 'RemindAgain', person: 'sam' })
        .events(),
    ).toEqual([]);
  });
});

describe('towards the end', () => {
  it('at nine tenths only the owner is told, once', () => {
    const late = given(planned(), waited(43.2 * HOUR));
    const { after, events } = late.when({ type: 'WarnOwner' });
    const [event] = events();
    expect(event && after.release && noticesOf(event, after.release).map(it => recipientKey(it.to))).toEqual([
      `person:${OWNER}`,
    ]);
    expect(
      given(planned(), waited(43.2 * HOUR), { type: 'WarnOwner' })
        .when({ type: 'WarnOwner' })
        .events(),
    ).toEqual([]);
    expect(
      given(planned(), waited(43 * HOUR))
        .when({ type: 'WarnOwner' })
        .events(),
    ).toEqual([]);
  });
  it('after the end it says so once, and nothing more is due', () => {
    given(planned(), over).when(expired).then({ type: 'ApprovalsExpired' });
    expect(names(planned(), over, expired)).toEqual([]);
    expect(
      given(planned(), waited(48 * HOUR))
        .when(expired)
        .events(),
    ).toEqual([]);
  });
  it('no approval counts any more', () => {
    given(planned(), over, expired).when(approvedBy('tess')).refuses('approval-overdue');
  });
  it('a rejected release reminds nobody', () => {
    expect(names(planned(), rejectedBy('sam'))).toEqual([]);
  });
});

describe('asking again', () => {
  const late: Step[] = [planned(), asked, approvedBy('tess'), halfTime, reminded, waited(25 * HOUR), expired];

  it('gives a fresh time to answer, and what was given before stays', () => {
    const { release, situation } = given(...late, askedAgain(OWNER));
    expect(release.approvals.given.map(it => it.by)).toEqual(['tess']);
    expect(askingDue(release, situation.now)).toMatchObject([
      { task: 'ask-approvers', dueAt: T0 + 49 * HOUR },
      { task: 'remind-approvers', dueAt: T0 + 73 * HOUR },
      { task: 'warn-owner' },
      { task: 'expire-approvals' },
    ]);
    given(...late, askedAgain(OWNER), approvedBy('sam'))
      .when(approvedBy('cleo'))
      .leaves('polling');
  });
  it('asks only those who have not approved', () => {
    const { events } = given(...late, askedAgain(OWNER)).when(asked);
    expect(events()).toMatchObject([{ people: expect.not.arrayContaining(['tess']) }]);
  });
  it('is for the owner and whoever asked for the release', () => {
    given(...late)
      .when(askedAgain(REQUESTER))
      .then({ type: 'ApprovalsAskedAgain', by: REQUESTER });
    given(...late)
      .when(askedAgain('tess'))
      .refuses('not-the-owner');
  });
  it('has to wait until the time is over', () => {
    given(planned(), halfTime)
      .when(askedAgain(OWNER))
      .refuses('asked-already', { until: T0 + 48 * HOUR });
  });
  it('can be done again', () => {
    given(...late, askedAgain(OWNER), over, expired)
      .when(askedAgain(OWNER))
      .then({ type: 'ApprovalsAskedAgain' });
  });
});
