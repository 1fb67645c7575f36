import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import type { NoticeTerms } from '../../src/release/notice-terms.ts';
import { noticesOf } from '../../src/release/notices.ts';
import {
  allGo,
  anAgreement,
  approved,
  deployedBy,
  done,
  HOUR,
  MINUTE,
  OWNER,
  REQUESTER,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

const DAY = 24 * HOUR;
const tellsLeads: Step = { type: 'TellLeadTimes' };
const reports: Step = { type: 'ReportStatus' };

function plannedWith(startAt: number | undefined, notices: Partial<NoticeTerms> = {}): Step {
  const agreement = anAgreement(startAt === undefined ? {} : { startAt });
  const terms = { ...agreement.terms, notices: { ...(agreement.terms.notices as NoticeTerms), ...notices } };
  return { type: 'PlanRelease', by: REQUESTER, agreement: { ...agreement, terms } };
}

const supportToo: Partial<NoticeTerms> = {
  lists: ['support'],
  leadTimes: [
    { lead: 'plan', beforeMs: 7 * DAY, to: ['channel'] },
    { lead: 'in-step', beforeMs: 2 * DAY, to: ['channel'] },
    { lead: 'support', beforeMs: 2 * DAY, to: ['email:support'] },
  ],
};

const dueAt = (task: string, ...steps: Step[]) => {
  const { release, situation } = given(...steps);
  return due(release, situation).find(it => it.task === task)?.dueAt ?? null;
};

function told(...steps: Step[]) {
  const last = steps.at(-1) as Step;
  const { after, events } = given(...steps.slice(0, -1)).when(last);
  const { release } = after;
  if (!release) throw new Error('nothing is planned');
  return events().map(event => [event, noticesOf(event, release).map(({ to }) => recipientKey(to))]);
}

describe('lead times before a planned start', () => {
  const inTenDays = plannedWith(T0 + 10 * DAY, supportToo);

  it('are told of when they come, each to whom it concerns', () => {
    expect(dueAt('tell-lead-times', inTenDays)).toBe(T0 + 3 * DAY);
    expect(told(inTenDays, waited(3 * DAY), tellsLeads)).toEqual([
      [{ type: 'LeadTimeReached', leads: ['plan'], late: false }, ['channel:C0000000000']],
    ]);
  });

  it('that come together are one message to each place', () => {
    const steps: Step[] = [inTenDays, waited(3 * DAY), tellsLeads];
    expect(dueAt('tell-lead-times', ...steps)).toBe(T0 + 8 * DAY);
    expect(told(...steps, waited(5 * DAY), tellsLeads)).toEqual([
      [
        { type: 'LeadTimeReached', leads: ['in-step', 'support'], late: false },
        ['channel:C0000000000', 'mail:list/support'],
      ],
    ]);
  });

  it('are told once', () => {
    expect(told(inTenDays, waited(3 * DAY), tellsLeads, tellsLeads)).toEqual([]);
  });

  it('that were over when it was planned are told at once, to those outside of the channel', () => {
    const tomorrow = plannedWith(T0 + DAY, supportToo);
    expect(dueAt('tell-lead-times', tomorrow)).toBe(T0 - DAY);
    expect(told(tomorrow, tellsLeads)).toEqual([
      [{ type: 'LeadTimeReached', leads: ['support'], late: true }, ['mail:list/support']],
    ]);
  });

  it('are told anew when the start is moved', () => {
    const moved: Step = { type: 'Reschedule', by: OWNER, startAt: T0 + 20 * DAY };
    expect(dueAt('tell-lead-times', inTenDays, waited(3 * DAY), tellsLeads, moved)).toBe(T0 + 13 * DAY);
  });

  it('are none without a planned start', () => {
    expect(dueAt('tell-lead-times', plannedWith(undefined, supportToo))).toBeNull();
  });
});

describe('a report while it goes out', () => {
  const underWay: Step[] = [
    plannedWith(undefined, { statusEveryMs: 30 * MINUTE }),
    approved,
    allGo,
    deployedBy(OWNER),
    started(),
  ];

  it('is due every half hour from the start of the rollout', () => {
    expect(dueAt('report-status', ...underWay)).toBe(T0 + 30 * MINUTE);
    expect(dueAt('report-status', ...underWay, waited(30 * MINUTE), reports)).toBe(T0 + 60 * MINUTE);
  });

  it('goes to the thread, and comes once however late it is', () => {
    const late: Step[] = [...underWay, waited(2 * HOUR)];
    expect(told(...late, reports)).toEqual([[{ type: 'StatusReported' }, ['thread:C0000000000']]]);
    expect(told(...late, reports, reports)).toEqual([]);
  });

  it('does not come before its time, nor where the policy wants none', () => {
    expect(told(...underWay, waited(29 * MINUTE), reports)).toEqual([]);
    expect(
      dueAt('report-status', plannedWith(undefined, { statusEveryMs: null }), approved, allGo),
    ).toBeNull();
  });

  it('goes on while it goes back', () => {
    expect(
      dueAt('report-status', ...underWay, done('check', 'install', 'traffic-5'), rolledBackBy('dora')),
    ).toBe(T0 + 30 * MINUTE);
  });
});
