import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import type { NoticeTerms, RetrospectiveRule } from '../../src/release/notice-terms.ts';
import { noticesOf } from '../../src/release/notices.ts';
import { workingDaysAfter } from '../../src/release/retrospective.ts';
import {
  allGo,
  anAgreement,
  approved,
  begun,
  broken,
  carriedOut,
  deployedBy,
  done,
  OWNER,
  REQUESTER,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { rolledBack } from '../support/builders-rollback.ts';
import { given, type Step } from '../support/given.ts';

const asks: Step = { type: 'AskForRetrospective' };
const DAY = 24 * 3_600_000;

const RULE = { days: 3, zone: 'UTC' };

/** On a Monday. */
function plannedWith(
  retrospective: RetrospectiveRule | null,
  closing: { roles: string[]; remindAfterMs: number } | null,
): Step {
  const { closing: _, ...agreed } = anAgreement().terms;
  const notices = { ...(agreed.notices as NoticeTerms), retrospective };
  const terms = { ...agreed, notices, ...(closing && { closing }) };
  return { type: 'PlanRelease', by: REQUESTER, agreement: { ...anAgreement(), terms } };
}

const over = (retrospective: RetrospectiveRule | null = RULE): Step[] => [
  plannedWith(retrospective, { roles: ['product'], remindAfterMs: DAY }),
  carriedOut,
];

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
    expect(workingDaysAfter(Date.parse(at), days, { zone })).toBe(Date.parse(then));
  });

  it('leave out the holidays of the policy, by the same clocks', () => {
    const holidays = ['2027-02-08', '2027-02-09'];
    const daysAfter = (at: string, days: number, zone: string) =>
      new Date(workingDaysAfter(Date.parse(at), days, { zone, holidays })).toISOString();
    expect(daysAfter('2027-02-05T09:00Z', 1, 'UTC')).toBe('2027-02-10T09:00:00.000Z');
    expect(daysAfter('2027-02-05T09:00Z', 2, 'UTC')).toBe('2027-02-11T09:00:00.000Z');
    // The ninth is over in Shanghai by then.
    expect(daysAfter('2027-02-08T20:00Z', 1, 'Asia/Shanghai')).toBe('2027-02-09T20:00:00.000Z');
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

describe('the retrospective of a release that went wrong', () => {
  const beginning = (afterTrouble: boolean): Step => [
    plannedWith({ ...RULE, afterTrouble }, null),
    approved,
    allGo,
    deployedBy(OWNER),
  ];
  const wrong: Record<string, Step> = {
    'was rolled back': [started(), done('check', 'install'), rolledBackBy('dora'), rolledBack],
    'failed for good': [started(), [1, 2, 3, 4].map(() => [begun('check'), broken()] satisfies Step[])],
    'was given up after its deploy had begun': [started(), { type: 'Abort', by: OWNER, reason: 'wrong tag' }],
  };

  it.each(Object.keys(wrong))('is told where the policy says so: it %s', how => {
    const steps = [beginning(true), wrong[how] ?? []];
    const { now } = given(...steps).situation;
    expect(dueAt(...steps)).toBe(now + 2 * DAY);
    const { events } = given(...steps, waited(2 * DAY)).when(asks);
    expect(events()).toEqual([{ type: 'RetrospectiveDue', dueAt: now + 3 * DAY }]);
    expect(dueAt(...steps, waited(2 * DAY), asks)).toBeNull();
    expect(dueAt(beginning(false), wrong[how] ?? [])).toBeNull();
  });

  it('is not told of one that was given up before anything was tried', () => {
    const abandoned: Step = { type: 'Abort', by: OWNER, reason: 'not now' };
    expect(dueAt(beginning(true), abandoned)).toBeNull();
  });

  it('is not told of a small one that went well', () => {
    expect(dueAt(plannedWith({ ...RULE, afterTrouble: true }, null), carriedOut)).toBeNull();
  });
});
