import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import type { NoticeTerms } from '../../src/release/notice-terms.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { workingDaysAfter } from '../../src/release/retrospective.ts';
import { anAgreement, carriedOut, OWNER, REQUESTER, waited } from '../support/builders.ts';
import { given, type Step } from '../support/given.ts';

const asks: Step = { type: 'AskForRetrospective' };
const DAY = 24 * 3_600_000;

/** Completed on a Monday. */
function over(retrospective: NoticeTerms['retrospective'] = { days: 3, zone: 'UTC' }): Step[] {
  const agreement = anAgreement();
  const notices = { ...(agreement.terms.notices as NoticeTerms), retrospective };
  const closing = { roles: ['product'], remindAfterMs: DAY };
  const terms = { ...agreement.terms, notices, closing };
  return [{ type: 'PlanRelease', by: REQUESTER, agreement: { ...agreement, terms } }, carriedOut];
}

const dueAt = (...steps: Step[]) => {
  const { release, situation } = given(...steps);
  return due(release, situation).find(({ task }) => task === 'ask-for-retrospective')?.dueAt ?? null;
};

describe('working days', () => {
  it.each([
    ['2027-03-01T09:00Z', 3, 'UTC', '2027-03-04T09:00Z'],
    ['2027-03-04T09:00Z', 3, 'UTC', '2027-03-09T09:00Z'],
    ['2027-03-06T09:00Z', 1, 'UTC', '2027-03-08T09:00Z'],
    // Already Saturday in Shanghai.
    ['2027-03-05T20:00Z', 1, 'Asia/Shanghai', '2027-03-07T20:00Z'],
    // The clocks are set forward on the Sunday between.
    ['2027-03-26T09:00Z', 1, 'Europe/Berlin', '2027-03-29T08:00Z'],
  ])('%s and %i of them by the clocks of %s is %s', (at, days, zone, then) => {
    expect(workingDaysAfter(Date.parse(at), days, zone)).toBe(Date.parse(then));
  });
});

describe('the retrospective of a completed release', () => {
  it('is told to the owner once, a working day before it is due', () => {
    const { release } = given(...over());
    const endedAt = release.endedAt as number;
    expect(dueAt(...over())).toBe(endedAt + 2 * DAY);
    given(...over(), waited(DAY))
      .when(asks)
      .then();
    const { after, events } = given(...over(), waited(2 * DAY)).when(asks);
    expect(events()).toEqual([{ type: 'RetrospectiveDue', dueAt: endedAt + 3 * DAY }]);
    const told = events().flatMap(event => noticesOf(event, after.release ?? release));
    expect(told.map(({ to }) => recipientKey(to))).toEqual([`person:${OWNER}`]);
    expect(dueAt(...over(), waited(2 * DAY), asks)).toBeNull();
  });
  it('is nobody told of where the policy asks for none', () => {
    expect(dueAt(...over(null))).toBeNull();
  });
});
