import { describe, expect, it } from 'vitest';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import type { NoticeTerms } from '../../src/release/notice-terms.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import { TMINUS } from '../../src/release/terms.ts';
import {
  anAgreement,
  approvedBy,
  begun,
  broken,
  completed,
  deploying,
  done,
  finding,
  finished,
  found,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { brokenPart, partDone } from '../support/builders-rollback.ts';
import { given, type Step, T0 } from '../support/given.ts';

/** Whom the events of the last step are told to, by kind. */
function told(steps: Step[], last: Step): Record<string, string[]> {
  const { after, events } = given(...steps).when(last);
  const { release } = after;
  if (!release) throw new Error('nothing is planned');
  return Object.fromEntries(
    events().map(event => [event.type, noticesOf(event, release).map(({ to }) => recipientKey(to))]),
  );
}

const channel = 'channel:C0000000000';
const thread = 'thread:C0000000000';
const owner = `person:${OWNER}`;
const page = 'paging:on-call';
const baking: Step = [deploying, done('check', 'install', 'traffic-5')];

describe('who is told', () => {
  it('of an approval: the thread, not the channel', () => {
    expect(told([planned()], approvedBy('tess'))).toEqual({
      ApprovalGiven: [thread],
    });
  });
  it('of a Go/No-Go: the channel', () => {
    expect(told([planned(), approvedBy('tess'), approvedBy('sam')], approvedBy('cleo')).PollOpened).toEqual([
      channel,
    ]);
  });
  it('of a rollback a person asked for: channel and owner, and nobody is paged', () => {
    expect(told([baking], rolledBackBy('dora')).RollbackStarted).toEqual([channel, owner]);
  });
  it('of a rollback nobody asked for: also whoever is on call', () => {
    expect(told([baking], found()).RollbackStarted).toEqual([channel, owner, page]);
  });
  it('of a failed deploy: channel, owner and whoever is on call', () => {
    const failing = [begun('check'), broken()];
    expect(told([deploying, failing, failing, failing, begun('check')], broken()).ReleaseFailed).toEqual([
      channel,
      owner,
      page,
    ]);
  });
  it('of a trigger after completion: channel, owner and whoever is on call, for nothing goes back by itself', () => {
    expect(told([completed], found()).TriggerFired).toEqual([channel, thread, owner, page]);
    expect(told([completed], found({ action: 'notify' })).TriggerFired).toEqual([thread]);
  });
  it('of the end of the watch: the channel reads the report, and nothing when the next deploy ended it', () => {
    expect(told([completed, waited(24 * HOUR)], { type: 'EndWatch' }).WatchEnded).toEqual([channel]);
    const { release } = given(completed);
    expect(noticesOf({ type: 'WatchEnded', because: 'superseded' }, release)).toEqual([]);
  });
  it('of a trigger on a first deploy, which cannot be rolled back: also whoever is on call', () => {
    const first: Step = [
      planned('minor', 'production', { running: null, terms: { approvals: null, poll: null } }),
      { type: 'Deploy', by: OWNER },
      started({ running: null }),
      done('check', 'install', 'traffic-5'),
    ];
    expect(told([first], found()).TriggerFired).toContain(page);
    expect(told([first], found({ action: 'notify' })).TriggerFired).not.toContain(page);
  });

  it('of a hold that blames neither version: somebody is paged, though no rollback is', () => {
    const counted = { canary: { requests: 500, bad: 20 }, baseline: { requests: 500, bad: 20 } };
    const proof = { rule: 'both-bad', since: T0, counted, odds: null, dispersion: 1 } as const;
    const hold = told([baking], found({ action: 'pause', proof }));
    expect(hold.TriggerFired).toEqual([thread, page]);
    expect(hold.RolloutPaused).toEqual([channel]);
    expect(told([baking], found({ action: 'pause' })).TriggerFired).not.toContain(page);
  });
  it('of a rollback that goes wrong: whoever is on call, once', () => {
    const back: Step[] = [baking, rolledBackBy('dora'), partDone, partDone, partDone];
    const begin: Step = ({ release }) => ({ type: 'BeginPart', part: release?.rollback?.at ?? 0 });
    const again: Step = [begin, brokenPart(), partDone, partDone, partDone, begin];
    expect(told([...back, begin], brokenPart()).RollbackPartFailed).toEqual([thread, page]);
    expect(told([...back, again], brokenPart()).RollbackPartFailed).toEqual([thread]);
  });
  it('of lost metrics during the rollout: also whoever is on call', () => {
    expect(told([baking], { type: 'RecordLost', why: 'no answer' }).MetricsLost).toEqual([channel, page]);
  });
  it('of traffic that was shifted: nobody, for the card shows it and the end of its phase says it', () => {
    const { BakeStarted } = told([deploying, done('check', 'install'), begun('traffic-5')], finished);
    expect(BakeStarted).toEqual([]);
  });
  it('of a deploy: the thread reads who asked for it, but not that a rule did', () => {
    const { release } = given(planned());
    const asked = (by: string) => noticesOf({ type: 'DeployRequested', by }, release).length;
    expect([asked(OWNER), asked(TMINUS)]).toEqual([1, 0]);
  });
  it('of a step that went well: nobody', () => {
    expect(told([deploying], begun('check'))).toEqual({ StepStarted: [] });
  });
});

describe('paging', () => {
  it('is left out where the policy does not page', () => {
    const quiet = planned('minor', 'production', { terms: { pages: false } });
    const { release } = given(quiet);
    const event = { type: 'ReleaseFailed', step: 'install', why: 'exit code 1' } as const;
    expect(noticesOf(event, release).map(({ to }) => recipientKey(to))).toEqual([channel, owner]);
  });
});

describe('an emergency', () => {
  it.each<ReleaseEvent>([
    { type: 'ReleaseFailed', step: 'install', why: '' },
    { type: 'RolledBack', to: '1.3.0', tookMs: 1 },
    { type: 'TriggerFired', finding: finding() },
  ])('overtakes everything else: $type', event => {
    expect(noticesOf(event, given(planned()).release).every(({ urgent }) => urgent)).toBe(true);
  });
  it('is not everything', () => {
    const { release } = given(planned());
    expect(noticesOf({ type: 'ReleaseCompleted' }, release).some(({ urgent }) => urgent)).toBe(false);
  });
});

describe('what the policy says of notices', () => {
  const withNotices = (notices: Partial<NoticeTerms>): Step[] => {
    const agreement = anAgreement();
    const terms = {
      ...agreement.terms,
      notices: { ...(agreement.terms.notices as NoticeTerms), ...notices },
    };
    return [{ type: 'PlanRelease', by: REQUESTER, agreement: { ...agreement, terms } }];
  };

  it('sends a kind where it says, and nowhere else', () => {
    const steps = withNotices({ places: { ApprovalGiven: ['channel', 'channel:C0SECURITY1'] } });
    expect(told(steps, approvedBy('tess')).ApprovalGiven).toEqual([channel, 'channel:C0SECURITY1']);
  });
  it('lets a kind be told nowhere', () => {
    expect(told(withNotices({ places: { ApprovalGiven: [] } }), approvedBy('tess')).ApprovalGiven).toEqual(
      [],
    );
  });
  it('mails to the lists it has, and to no list it does not have', () => {
    const places = { ApprovalGiven: ['email:releases', 'email:nobody'] } as const;
    const steps = withNotices({ places, lists: ['releases'] });
    expect(told(steps, approvedBy('tess')).ApprovalGiven).toEqual(['mail:list/releases']);
  });
  it('is not asked where harm shows after completion: those who can go back have to see it', () => {
    expect(told([completed], found()).TriggerFired).toEqual(expect.arrayContaining([channel, owner]));
  });
});
