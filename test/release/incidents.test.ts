import { describe, expect, it } from 'vitest';
import { type IncidentRules, openIncident, type Responder } from '../../src/release/incidents.ts';
import { recipientKey } from '../../src/release/notice-recipients.ts';
import { noticesOf } from '../../src/release/notices.ts';
import type { ReleaseEvent } from '../../src/release/state.ts';
import { TMINUS } from '../../src/release/terms.ts';
import {
  allGo,
  approved,
  begun,
  broken,
  canaryUpTo,
  completed,
  deployedBy,
  done,
  finished,
  found,
  HOUR,
  lost,
  MINUTE,
  OWNER,
  planned,
  rolledBackBy,
  started,
  waited,
} from '../support/builders.ts';
import { brokenPart, rolledBack } from '../support/builders-rollback.ts';
import { given, type Step } from '../support/given.ts';

const incidents: IncidentRules = {
  automatic: true,
  answerWithinMs: { P1: 15 * MINUTE, P2: 30 * MINUTE, P3: 2 * HOUR },
  updateEveryMs: { P1: 30 * MINUTE, P2: HOUR, P3: 4 * HOUR },
  escalation: [['operations'], ['tech_leads'], ['cto']],
};

const beginning = (changes: Partial<IncidentRules> = {}): Step => [
  planned('minor', 'production', { terms: { incidents: { ...incidents, ...changes } } }),
  approved,
  allGo,
  deployedBy(OWNER),
  started(),
];
const deploying = beginning();
const baking: Step = [deploying, done('check', 'install', 'traffic-5')];
const failed: Step = [deploying, [1, 2, 3, 4].map(() => [begun('check'), broken()] satisfies Step[])];

const begunPart: Step = ({ release }) => ({ type: 'BeginPart', part: release?.rollback?.at ?? 0 });

const slack = (person: string): Responder => ({ via: 'slack', person });
const reportedBy = (by: string, priority: 'P1' | 'P2' | 'P3' = 'P2'): Step => ({
  type: 'OpenIncident',
  by,
  priority,
  what: 'customers cannot pay',
});
const acknowledgedBy = (responder: Responder): Step => ({ type: 'AcknowledgeIncident', responder });
/** Slack could not tell their groups. */
const unsureBy = (person: string): Step => ({
  type: 'AcknowledgeIncident',
  responder: slack(person),
  groups: null,
});
const resolvedBy = (responder: Responder, note = 'the pool was too small'): Step => ({
  type: 'ResolveIncident',
  responder,
  note,
});
const escalated: Step = { type: 'EscalateIncident' };

const kinds = (events: readonly ReleaseEvent[]) => events.map(({ type }) => type);
const incidentEvents = (before: Step[], last: Step) =>
  given(...before)
    .when(last)
    .events()
    .filter(({ type }) => /Incident|Commander|Update/.test(type));

/** The open incident after these steps. */
function opened(...steps: Step[]) {
  const { release } = given(...steps).situation;
  return release && openIncident(release);
}

describe('an incident opens by itself', () => {
  it('as P3 when a deploy fails before it changed anything', () => {
    expect(opened(failed)).toMatchObject({ priority: 'P3', cause: { is: 'deploy-failed', changed: false } });
  });
  it('as P2 when a rollback nobody asked for begins, after the rollback itself', () => {
    expect(kinds(given(baking).when(found()).events())).toEqual([
      'TriggerFired',
      'RollbackStarted',
      'IncidentOpened',
    ]);
    expect(opened(baking, found())).toMatchObject({ priority: 'P2', openedBy: TMINUS });
  });
  it('and is P1 once that rollback does not get through', () => {
    const events = incidentEvents([baking, found(), begunPart], brokenPart());
    expect(events).toMatchObject([{ type: 'IncidentRaised', from: 'P2', priority: 'P1' }]);
  });
  it('as P1 when a critical trigger fires after completion and nothing takes the version back', () => {
    const steps: Step = [deploying, done('check', 'install'), canaryUpTo(100), done('verify')];
    expect(opened(steps, found())).toMatchObject({ priority: 'P1', cause: { is: 'trigger' } });
  });
  it('as P2 when nobody can tell how a step ended', () => {
    expect(opened(deploying, done('check'), begun('install'), lost)).toMatchObject({
      priority: 'P2',
      cause: { is: 'outcome-unknown' },
    });
  });
  it('never for a rollback somebody asked for, who is there already', () => {
    expect(opened(baking, rolledBackBy('dora'))).toBeNull();
  });
  it('never where the policy does not ask for it', () => {
    expect(
      opened(beginning({ automatic: false }), done('check', 'install', 'traffic-5'), found()),
    ).toBeNull();
    expect(opened(completed, found())).toBeNull();
  });
  it('once for each alarm: what people resolved while it stood does not come again', () => {
    const { release } = given(failed).when(resolvedBy(slack('opal'))).after;
    expect(release && openIncident(release)).toBeNull();
  });
});

describe('whoever acknowledges it first', () => {
  it('has it, and is its commander', () => {
    expect(incidentEvents([baking, found()], acknowledgedBy(slack('opal')))).toEqual([
      { type: 'IncidentAcknowledged', responder: slack('opal') },
      { type: 'CommanderNamed', by: 'opal', commander: 'opal' },
    ]);
  });
  it('is named to everybody who comes later', () => {
    given(baking, found(), acknowledgedBy(slack('opal')))
      .when(acknowledgedBy(slack('dora')))
      .refuses('incident-acknowledged', { by: slack('opal') });
  });
  it('may press twice', () => {
    expect(
      incidentEvents([baking, found(), acknowledgedBy(slack('opal'))], acknowledgedBy(slack('opal'))),
    ).toEqual([]);
  });
  it('in PagerDuty is known by name, and nobody commands yet', () => {
    expect(opened(baking, found(), acknowledgedBy({ via: 'pagerduty', name: 'Mona Ops' }))).toMatchObject({
      acknowledged: { by: { name: 'Mona Ops' } },
      commander: null,
      answerBy: null,
    });
  });
  it('has it also while nobody can tell whether they may, and is heard to have it on those terms', () => {
    const events = incidentEvents([baking, found()], unsureBy('nora'));
    expect(events).toEqual([
      { type: 'IncidentAcknowledged', responder: slack('nora'), unchecked: true },
      { type: 'CommanderNamed', by: 'nora', commander: 'nora' },
    ]);
    expect(incidentEvents([baking, found(), unsureBy('nora')], unsureBy('nora'))).toEqual([]);
    given(baking, found(), unsureBy('nora'))
      .when(unsureBy('dora'))
      .refuses('incident-acknowledged', { by: slack('nora') });
  });
  it('gives it to somebody who may, when nobody could tell whether they do', () => {
    const taken = [baking, found(), unsureBy('nora'), acknowledgedBy(slack('opal'))];
    expect(opened(...taken)).toMatchObject({ acknowledged: { by: slack('opal') }, commander: 'opal' });
    expect(opened(...taken)?.acknowledged).not.toHaveProperty('unchecked');
    expect(opened(...taken)?.answerBy).toBeNull();
  });
  it('has it for good once they are known to be one of those who may', () => {
    const known = opened(baking, found(), unsureBy('nora'), acknowledgedBy(slack('nora')));
    expect(known).toMatchObject({ acknowledged: { by: slack('nora') }, commander: 'nora', answerBy: null });
    expect(known?.acknowledged).not.toHaveProperty('unchecked');
  });
  it('also by telling how it stands', () => {
    const update: Step = { type: 'UpdateIncident', by: 'opal', text: 'looking at the pool', nextInMs: null };
    expect(kinds(incidentEvents([baking, found()], update))).toEqual([
      'IncidentAcknowledged',
      'CommanderNamed',
      'IncidentUpdated',
    ]);
  });
});

describe('while nobody answers', () => {
  it('the next in line are told, one after the other, until nobody is left', () => {
    const steps: Step[] = [baking, found()];
    const levels: unknown[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      steps.push(waited(30 * MINUTE));
      levels.push(...incidentEvents(steps, escalated));
      steps.push(escalated);
    }
    expect(levels).toMatchObject([
      { level: 1, to: ['tech_leads'], unansweredMs: 30 * MINUTE },
      { level: 2, to: ['cto'], unansweredMs: 60 * MINUTE },
    ]);
  });
  it('not a second before the time is over', () => {
    expect(incidentEvents([baking, found(), waited(30 * MINUTE - 1)], escalated)).toEqual([]);
  });
  it('also while nobody can tell whether whoever has it may', () => {
    const steps = [baking, found(), unsureBy('nora'), waited(30 * MINUTE)];
    expect(incidentEvents(steps, escalated)).toMatchObject([{ to: ['tech_leads'] }]);
  });
  it('never after somebody did', () => {
    const steps = [baking, found(), acknowledgedBy(slack('opal')), waited(HOUR)];
    expect(incidentEvents(steps, escalated)).toEqual([]);
  });
});

describe('news', () => {
  const ask: Step = { type: 'AskForUpdate' };
  const acknowledged: Step[] = [baking, found(), acknowledgedBy(slack('opal'))];
  it('is asked for once when it is overdue', () => {
    expect(incidentEvents([...acknowledged, waited(HOUR)], ask)).toEqual([
      { type: 'UpdateOverdue', commander: 'opal' },
    ]);
    expect(incidentEvents([...acknowledged, waited(HOUR), ask, waited(HOUR)], ask)).toEqual([]);
  });
  it('says when there will be more', () => {
    const update: Step = { type: 'UpdateIncident', by: 'opal', text: 'pool doubled', nextInMs: 5 * MINUTE };
    const { release, now } = given(...acknowledged).when(update).after;
    expect(release && openIncident(release)?.nextUpdateAt).toBe(now + 5 * MINUTE);
  });
});

describe('people report one', () => {
  it('in any status, also long after the release', () => {
    expect(opened(completed, reportedBy('dora', 'P1'))).toMatchObject({ priority: 'P1', openedBy: 'dora' });
  });
  it('and raise the one that is open instead of opening a second', () => {
    expect(incidentEvents([baking, found()], reportedBy('dora', 'P1'))).toMatchObject([
      { type: 'IncidentRaised', from: 'P2', priority: 'P1', by: 'dora' },
    ]);
    given(baking, found()).when(reportedBy('dora', 'P2')).refuses('incident-open', { priority: 'P2' });
  });
});

describe('it is over', () => {
  it('when somebody resolves it and says what it was', () => {
    given(baking, found())
      .when(resolvedBy(slack('opal'), '  '))
      .refuses('reason-missing');
    expect(opened(baking, found(), resolvedBy(slack('opal')))).toBeNull();
  });
  it('by itself when the deploy that failed goes out after all', () => {
    const again: Step[] = [failed, { type: 'Retry', by: OWNER }, done('check', 'install'), canaryUpTo(100)];
    expect(kinds(incidentEvents([...again, begun('verify')], finished))).toEqual(['IncidentResolved']);
  });
  it('not by a rollback that worked: somebody has to see why it was needed', () => {
    expect(opened(baking, found(), rolledBack)).toMatchObject({ priority: 'P2' });
  });
  it('and a new one may be reported', () => {
    expect(opened(baking, found(), resolvedBy(slack('opal')), reportedBy('dora'))).toMatchObject({
      number: 2,
    });
  });
  it('nothing can be done about one that is over', () => {
    given(completed)
      .when(acknowledgedBy(slack('opal')))
      .refuses('no-incident');
  });
});

describe('who is told', () => {
  const told = (before: Step[], last: Step, kind: string) => {
    const { after, events } = given(...before).when(last);
    const event = events().find(({ type }) => type === kind);
    if (!event || !after.release) throw new Error(`there was no ${kind}`);
    return noticesOf(event, after.release).map(({ to }) => recipientKey(to));
  };
  const channel = 'channel:C0000000000';

  it('of one that opened by itself: channel and the first in line; what happened has paged already', () => {
    expect(told([baking], found(), 'IncidentOpened')).toEqual([channel, 'group:operations']);
  });
  it('on call, with the same haste of what ends an incident as of what opened it, or the end of one could end the next', () => {
    const { after, events } = given(baking, found()).when(resolvedBy(slack('opal')));
    const told = events().flatMap(event => (after.release ? noticesOf(event, after.release) : []));
    expect(told.filter(({ to }) => 'paging' in to)).toMatchObject([
      { kind: 'IncidentResolved', urgent: true },
    ]);
  });
  it('of one that somebody reports: also whoever is on call', () => {
    expect(told([baking], reportedBy('dora'), 'IncidentOpened')).toEqual([
      channel,
      'group:operations',
      'paging:on-call',
    ]);
  });
  it('of an answer by somebody of whom nobody can tell whether they may: only the channel, so PagerDuty goes on', () => {
    expect(told([baking, found()], unsureBy('nora'), 'IncidentAcknowledged')).toEqual([channel]);
  });
  it('of an answer in Slack: also PagerDuty; of one in PagerDuty: only the channel', () => {
    const kind = 'IncidentAcknowledged';
    expect(told([baking, found()], acknowledgedBy(slack('opal')), kind)).toEqual([channel, 'paging:on-call']);
    expect(told([baking, found()], acknowledgedBy({ via: 'pagerduty', name: 'Mona' }), kind)).toEqual([
      channel,
    ]);
  });
});
