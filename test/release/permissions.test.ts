import { describe, expect, it } from 'vitest';
import { PERMITTED_DEEDS, type PermittedDeed, refuseDeed, type Who } from '../../src/release/permissions.ts';
import { refuseCommand } from '../../src/release/permitted-commands.ts';
import type { ReleaseCommand } from '../../src/release/state.ts';
import { type GroupName, type PersonId, TMINUS } from '../../src/release/terms.ts';
import {
  anAgreement,
  deploying,
  done,
  GROUPS_OF,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  rolledBackBy,
  shipped,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

/** The owner, who asked for it, somebody of operations, somebody on call, and somebody who is none of those. */
const CAST: PersonId[] = [OWNER, REQUESTER, 'opal', 'dora', 'nora'];
const concerned = { owner: OWNER, requesters: [REQUESTER] };

describe('who may, by the words and groups of a rule', () => {
  it.each<[string, Who[] | undefined, PersonId[]]>([
    ['nothing said', undefined, CAST],
    ['anyone', ['anyone'], CAST],
    ['the owner', ['owner'], [OWNER]],
    ['whoever asked for it', ['requester'], [REQUESTER]],
    ['a group', ['operations'], ['opal']],
    ['several', ['owner', 'requester', 'operations', 'on_call'], [OWNER, REQUESTER, 'opal', 'dora']],
    ['a group nobody is in', ['security_guards'], []],
  ])('%s', (_, who, may) => {
    const allowed = CAST.filter(by => {
      const person = { by, groups: GROUPS_OF[by] ?? [] };
      return refuseDeed('pause', who, person, concerned) === null;
    });
    expect(allowed).toEqual(may);
  });

  it('what is done by rule is always permitted', () => {
    expect(refuseDeed('pause', ['security_guards'], { by: TMINUS, groups: [] }, concerned)).toBeNull();
  });

  it('a refusal says who could, people and groups', () => {
    const who = ['owner', 'requester', 'operations'];
    expect(refuseDeed('rollback', who, { by: 'nora', groups: ['qa'] }, concerned)).toEqual({
      refusal: 'not-permitted',
      deed: 'rollback',
      people: [OWNER, REQUESTER],
      groups: ['operations'],
    });
  });
});

/** A command of each deed that is done to a release. */
const commands: Record<
  Exclude<PermittedDeed, 'start' | 'lock' | 'unlock' | 'freeze' | 'skip-security' | 'token'>,
  (by: PersonId, groups: GroupName[]) => ReleaseCommand
> = {
  edit: (by, groups) => {
    const step = planned() as Extract<ReleaseCommand, { type: 'PlanRelease' }>;
    return { type: 'RevisePlan', by, groups, agreement: step.agreement };
  },
  reschedule: (by, groups) => ({ type: 'Reschedule', by, groups, startAt: null }),
  owner: (by, groups) => ({ type: 'ChangeOwner', by, groups, owner: 'ben', digest: '', of: '' }),
  vote: (by, groups) => ({ type: 'CastVote', by, groups, roles: [], vote: 'go', reason: '', digest: '' }),
  deploy: (by, groups) => ({ type: 'Deploy', by, groups }),
  reopen: (by, groups) => ({ type: 'ReopenPoll', by, groups }),
  pause: (by, groups) => ({ type: 'Pause', by, groups, reason: '' }),
  resume: (by, groups) => ({ type: 'Resume', by, groups }),
  promote: (by, groups) => ({ type: 'Promote', by, groups }),
  retry: (by, groups) => ({ type: 'Retry', by, groups }),
  abort: (by, groups) => ({ type: 'Abort', by, groups, reason: '' }),
  rollback: (by, groups) => ({ type: 'RollBack', by, groups, reason: '', way: 'immediate', to: null }),
  'take-over': (by, groups) => ({ type: 'TakeOver', by, groups, reason: 'by hand' }),
  incident: (person, groups) => ({
    type: 'AcknowledgeIncident',
    responder: { via: 'slack', person },
    groups,
  }),
  review: (by, groups) => ({ type: 'FinishReview', by, groups, found: 'nothing' }),
};

describe('every deed that a policy can reserve', () => {
  const deeds = Object.keys(commands) as (keyof typeof commands)[];

  it.each(deeds.flatMap(deed => CAST.map(by => [deed, by] as const)))('%s by %s', (deed, by) => {
    const may = [OWNER, 'opal'].includes(by);
    const { release } = given(
      planned('minor', 'production', { terms: { permissions: { [deed]: ['owner', 'operations'] } } }),
    );
    const refusal = refuseCommand(commands[deed](by, GROUPS_OF[by] ?? []), release);
    expect(refusal?.refusal ?? 'permitted').toBe(may ? 'permitted' : 'not-permitted');
    // A review has named roles, also where the policy is silent.
    const free = deeds.filter(other => other !== deed && other !== 'review');
    for (const other of free) expect(refuseCommand(commands[other](by, []), release)).toBeNull();
  });

  it('is one of those the policy knows', () => {
    expect(PERMITTED_DEEDS).toEqual(expect.arrayContaining(deeds));
  });

  it('gates are skipped by those the policy names, and by nobody where it names none', () => {
    const skip = (by: PersonId): ReleaseCommand => ({
      type: 'SkipGates',
      by,
      groups: GROUPS_OF[by] ?? [],
      reason: 'the scanner is down',
    });
    const { release } = given(planned());
    const refused = (by: PersonId) => refuseCommand(skip(by), release)?.refusal ?? null;
    expect(release.terms.permissions?.['skip-security']).toEqual(['security_team', 'cto']);
    expect(['sam', 'cleo', OWNER].map(refused)).toEqual([null, null, null]);
    expect(['dora', 'opal', 'evan'].map(refused)).toEqual(Array(3).fill('not-permitted'));
    const silent = given(planned('minor', 'production', { terms: { permissions: {} } })).release;
    expect(refuseCommand(skip('sam'), silent)).toMatchObject({
      refusal: 'not-permitted',
      people: [],
      groups: [],
    });
  });

  it('a review is closed by the owner and those who may override, where the policy names nobody', () => {
    const closed = (by: PersonId): ReleaseCommand => commands.review(by, GROUPS_OF[by] ?? []);
    const { release } = given(planned('minor', 'production', { owner: 'dora' }));
    const may = ['dora', 'cleo', 'evan', 'opal', 'tess'].filter(
      by => refuseCommand(closed(by), release) === null,
    );
    expect(may).toEqual(['dora', 'cleo', 'evan']);
  });

  it('what comes from PagerDuty is for PagerDuty to permit, and reporting an incident is nobody’s to reserve', () => {
    const terms = { permissions: { incident: ['operations'] } };
    const { release } = given(planned('minor', 'production', { terms }));
    const responder = { via: 'pagerduty', name: 'Nora' } as const;
    expect(refuseCommand({ type: 'AcknowledgeIncident', responder }, release)).toBeNull();
    expect(refuseCommand(commands.incident('nora', []), release)).toMatchObject({ deed: 'incident' });
    // Who is woken at night by an incident can say that they have it, whatever Slack can tell.
    const unsure = { via: 'slack', person: 'nora' } as const;
    expect(
      refuseCommand({ type: 'AcknowledgeIncident', responder: unsure, groups: null }, release),
    ).toBeNull();
    const reported = { type: 'OpenIncident', by: 'nora', priority: 'P1', what: 'it is down' } as const;
    expect(refuseCommand(reported, release)).toBeNull();
  });

  it('moving the start and changing the owner can be given to others than owner and requester', () => {
    const moved = (by: PersonId): Step => ({
      type: 'Reschedule',
      by,
      groups: GROUPS_OF[by] ?? [],
      startAt: T0 + 30 * HOUR,
    });
    const handedOver = (by: PersonId): Step => ({
      type: 'ChangeOwner',
      by,
      groups: GROUPS_OF[by] ?? [],
      owner: 'nora',
      digest: 'another',
      of: anAgreement().digest,
    });
    given(planned()).when(moved('opal')).refuses('not-the-owner');
    given(planned()).when(handedOver('opal')).refuses('not-the-owner');
    const terms = { permissions: { reschedule: ['operations'], owner: ['operations'] } };
    const guarded = planned('minor', 'production', { terms });
    given(guarded).when(moved('opal')).then({ type: 'StartMoved', by: 'opal' });
    given(guarded).when(handedOver('opal')).then({ type: 'OwnerChanged', to: 'nora' });
    given(guarded).when(moved(OWNER)).refuses('not-permitted', { deed: 'reschedule' });
  });

  it('editing the plan is no way round who may move the start or change the owner', () => {
    const terms = { permissions: { reschedule: ['operations'], owner: ['operations'] } };
    const guarded = planned('minor', 'production', { terms });
    const edit = (by: PersonId, changes: { startAt?: number; owner?: string; goal?: string }): Step => {
      const { agreement } = planned('minor', 'production', { terms, ...changes }) as Extract<
        ReleaseCommand,
        { type: 'PlanRelease' }
      >;
      return { type: 'RevisePlan', by, groups: GROUPS_OF[by] ?? [], agreement };
    };
    const startAt = T0 + 30 * HOUR;
    given(guarded)
      .when(edit(OWNER, { goal: 'more', startAt }))
      .refuses('not-permitted', { deed: 'reschedule' });
    given(guarded)
      .when(edit(OWNER, { owner: 'nora' }))
      .refuses('not-permitted', { deed: 'owner' });
    given(guarded)
      .when(edit('opal', { goal: 'more', startAt }))
      .then({ type: 'PlanRevised' });
    given(guarded)
      .when(edit(OWNER, { goal: 'more' }))
      .then({ type: 'PlanRevised' });
  });

  it('starting is decided when it is planned', () => {
    const guarded = (by: PersonId): Step => {
      const step = planned('minor', 'production', { terms: { permissions: { start: ['tech_leads'] } } });
      return { ...(step as object), by, groups: GROUPS_OF[by] ?? [] } as Step;
    };
    given().when(guarded('tess')).leaves('approving');
    given()
      .when(guarded('nora'))
      .refuses('not-permitted', { deed: 'start', groups: ['tech_leads'] });
  });

  it('the owner may deploy where the policy is silent, and only the named where it is not', () => {
    const ready: Step = planned('minor', 'production', { terms: { approvals: null, poll: null } });
    given(ready).when({ type: 'Deploy', by: 'opal' }).refuses('not-the-owner');
    const terms = { approvals: null, poll: null, permissions: { deploy: ['operations'] } };
    const guarded = planned('minor', 'production', { terms });
    given(guarded)
      .when({ type: 'Deploy', by: 'opal', groups: ['operations'] })
      .leaves('starting');
    given(guarded).when({ type: 'Deploy', by: OWNER, groups: [] }).refuses('not-permitted');
  });
});

describe('rolling back', () => {
  const baking: Step = [deploying, done('check', 'install', 'traffic-5')];

  it('is open by the shipped policy to owner, requester, operations and whoever is on call', () => {
    expect(shipped.approvals.permissions.everywhere?.rollback).toEqual([
      'owner',
      'requester',
      'operations',
      'on-call',
    ]);
    for (const by of [OWNER, REQUESTER, 'opal', 'dora']) {
      given(baking).when(rolledBackBy(by)).leaves('rolling-back');
    }
    given(baking)
      .when(rolledBackBy('nora'))
      .refuses('not-permitted', { groups: ['operations', 'on_call'] });
  });

  it('waits for nobody whose groups cannot be read, and says so for ever after', () => {
    const unknown: Step = { ...(rolledBackBy('nora') as object), groups: null } as Step;
    given(baking).when(unknown).then({ type: 'RollbackStarted', by: 'nora', unchecked: true });
    const [event] = given(baking).when(rolledBackBy('dora')).events();
    expect(event).not.toHaveProperty('unchecked');
  });

  it('by aborting waits for nobody either', () => {
    const guarded: Step = ({ release }) => {
      // The terms themselves belong to everybody who plans so.
      if (release) release.terms = { ...release.terms, permissions: { abort: ['operations'] } };
      return { type: 'Wait', ms: 0 };
    };
    given(baking, guarded)
      .when({ type: 'Abort', by: 'nora', reason: 'bad', groups: null })
      .then({ type: 'RollbackStarted', unchecked: true });
    given(baking, guarded).when({ type: 'Abort', by: 'nora', reason: 'bad' }).refuses('not-permitted');
  });
});
