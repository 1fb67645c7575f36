import { describe, expect, it } from 'vitest';
import type { LaneEvent } from '../../src/release/lane.ts';
import type { OrganisationCommand } from '../../src/release/organisation.ts';
import {
  allGo,
  approved,
  approvedBy,
  begun,
  deployedBy,
  deploying,
  done,
  HOUR,
  OWNER,
  planned,
  REQUESTER,
  revisedBy,
  started,
  waited,
} from '../support/builders.ts';
import { given, RELEASE, type Step, T0 } from '../support/given.ts';

const ready: Step = [planned(), approved, allGo];
const news = (...events: LaneEvent[]): Step => ({ type: 'LaneNews', events });
const otherTook = news(
  { type: 'LaneJoined', release: 'other', atFront: false },
  { type: 'LaneTaken', release: 'other' },
);
const otherLeft = news({ type: 'LaneLeft', release: 'other' });
type SetFreeze = Extract<OrganisationCommand, { type: 'SetFreeze' }>;
const locked = { type: 'Lock', by: 'opal', reason: 'moving the database', until: null } as const;
const frozen: SetFreeze = {
  type: 'SetFreeze',
  id: 'f1',
  reason: 'year end',
  from: T0,
  until: T0 + HOUR,
  services: [],
  environments: ['production'],
  by: 'opal',
};

describe('the Deploy button', () => {
  it('starts nothing before approvals and poll are there', () => {
    given(planned())
      .when(deployedBy(OWNER))
      .refuses('wrong-state', { instead: ['approve'] });
    given(planned(), approved)
      .when(deployedBy(OWNER))
      .refuses('wrong-state', { instead: ['go'] });
  });
  it('is for the owner and whoever asked for the release', () => {
    given(ready).when(deployedBy('dora')).refuses('not-the-owner', { owner: OWNER });
    given(ready).when(deployedBy(REQUESTER)).leaves('starting');
  });
  it('takes a free lane at once', () => {
    given(ready).when(deployedBy(OWNER)).then({ type: 'DeployRequested', by: OWNER }, { type: 'TurnCame' });
    given(ready)
      .when(deployedBy(OWNER))
      .thenInLane({ type: 'LaneJoined', atFront: false }, { type: 'LaneTaken', release: RELEASE });
  });
  it('is not needed where the policy deploys by itself', () => {
    given(planned('patch', 'staging')).when(approvedBy('dora')).leaves('starting');
  });
  it('pressed twice deploys once', () => {
    given(ready, deployedBy(OWNER)).when(deployedBy(OWNER)).refuses('wrong-state');
  });
});

describe('one release at a time per service and environment', () => {
  it('planning and approving does not take the lane', () => {
    expect(given(ready).situation.lane.holder).toBeNull();
  });
  it('a second one queues behind the first', () => {
    given(ready, otherTook)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'lane', reason: 'other' });
  });
  it('a hotfix goes to the head of the queue', () => {
    given(
      planned('hotfix'),
      approvedBy('tess'),
      approvedBy('sam'),
      otherTook,
      news({ type: 'LaneJoined', release: 'third', atFront: false }),
    )
      .when(deployedBy(OWNER))
      .thenInLane({ type: 'LaneJoined', release: RELEASE, atFront: true });
  });
  it('its turn comes when the first one leaves', () => {
    given(ready, otherTook, deployedBy(OWNER)).when(otherLeft).then({ type: 'TurnCame' });
  });
  it('its turn does not come while another one is before it', () => {
    const behind = [
      otherTook,
      news({ type: 'LaneJoined', release: 'third', atFront: false }),
      deployedBy(OWNER),
    ];
    given(ready, behind).when(otherLeft).then();
    given(ready, behind).when(otherLeft).leaves('queued');
  });
  it('waiting is told once, not again with every look', () => {
    given(ready, otherTook, deployedBy(OWNER)).when(waited(HOUR)).then();
  });
  it('aborting while it waits gives the place away', () => {
    given(ready, otherTook, deployedBy(OWNER))
      .when({ type: 'Abort', by: OWNER, reason: '' })
      .thenInLane({ type: 'LaneLeft', release: RELEASE });
  });
});

describe('a lock or a freeze', () => {
  it('lets nothing start while it stands', () => {
    given(ready, locked)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'lock', reason: 'moving the database' });
    given(ready, frozen)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'freeze', reason: 'year end' });
  });
  it('lets it start when it is lifted or over', () => {
    given(ready, locked, deployedBy(OWNER)).when({ type: 'Unlock', by: 'opal' }).leaves('starting');
    given(ready, frozen, deployedBy(OWNER))
      .when({ type: 'LiftFreeze', id: 'f1', by: 'opal' })
      .leaves('starting');
    given(ready, frozen, deployedBy(OWNER)).when(waited(HOUR)).leaves('starting');
  });
  it('of another environment is no hindrance', () => {
    given(ready, { ...frozen, environments: ['staging'] })
      .when(deployedBy(OWNER))
      .leaves('starting');
  });
  it('that came right before the start holds it and gives the lane back', () => {
    const step = given(ready, deployedBy(OWNER), locked).when(started());
    step.then({ type: 'DeployHeld', why: { refusal: 'locked', reason: 'moving the database', by: 'opal' } });
    step.thenInLane({ type: 'LaneLeft', release: RELEASE });
    given(ready, deployedBy(OWNER), frozen)
      .when(started())
      .then({ type: 'DeployHeld', why: { refusal: 'frozen', reason: 'year end', until: T0 + HOUR } });
  });
  it('that comes during a deploy lets it finish', () => {
    given(deploying, frozen).when(begun('check')).leaves('deploying');
    given(deploying, locked).when(begun('check')).leaves('deploying');
  });
});

describe('the start', () => {
  const starting: Step = [ready, deployedBy(OWNER)];

  it('records what really runs as what a rollback goes back to', () => {
    const { release, situation } = given(starting, started({ running: '1.3.5' }));
    expect(release.rollout?.from).toBe('1.3.5');
    expect(situation.lane.good[0]).toBe('1.3.5');
  });
  it('is held when the version has been overtaken meanwhile', () => {
    given(starting)
      .when(started({ running: '1.5.0' }))
      .then({ type: 'DeployHeld', why: { refusal: 'older-than-running', running: '1.5.0' } });
  });
  it('is held when the version runs there already', () => {
    given(starting)
      .when(started({ running: '1.4.0' }))
      .then({ type: 'DeployHeld', why: { refusal: 'already-released' } });
  });
  it('is held, and the approvals void, when the bump is larger than declared against what runs now', () => {
    given(starting)
      .when(started({ running: '0.9.0' }))
      .then(
        { type: 'DeployHeld', why: { refusal: 'type-too-low', declared: 'minor', real: 'major' } },
        { type: 'ApprovalsVoided', why: 'type-too-low' },
      );
  });
  it('is held when the tag is gone, and asks nobody to approve that', () => {
    given(ready, deployedBy(OWNER))
      .when(started({ commit: null, digest: 'of no commit' }))
      .then({ type: 'DeployHeld', why: { refusal: 'no-such-tag', version: '1.4.0' } });
  });
  it('is held when the facts cannot be learned, and may be tried again', () => {
    const held: Step = {
      type: 'HoldDeploy',
      why: { refusal: 'facts-unknown', what: 'the running version', why: 'timeout' },
    };
    given(starting).when(held).leaves('held');
    given(starting, held).when(deployedBy(OWNER)).leaves('starting');
  });
  it('is held when the lane was taken for a rollback in between', () => {
    given(starting, news({ type: 'VersionComingBack', release: 'other', version: '1.3.0', to: '1.2.0' }))
      .when(started())
      .then({ type: 'DeployHeld', why: { refusal: 'lane-taken', by: 'other' } });
  });
  it('outranks at the target every decision made in the lane before', () => {
    const first = given(starting, started()).release.rollout?.fence ?? 0;
    const later = given(otherTook, otherLeft, starting, started()).release.rollout?.fence ?? 0;
    expect(later).toBeGreaterThan(first);
  });
  it('a start that is delivered twice is no news', () => {
    given(starting, started(), done('check')).when(started()).then();
  });
});

describe('a service that should be fit before it takes a deploy', () => {
  const missed = [
    { measure: { kind: 'figure', figure: 'cpu_percent' }, is: 'below', limit: 70, seen: 83 } as const,
  ];
  it('holds the release with the numbers when it is not, and keeps the approvals', () => {
    const unfit = { missed, problems: [] };
    given(ready, deployedBy(OWNER))
      .when(started({ unfit }))
      .then({ type: 'DeployHeld', why: { refusal: 'not-fit', missed } });
    given(ready, deployedBy(OWNER), started({ unfit })).when(deployedBy(OWNER)).leaves('starting');
  });
  it('holds it also when that could not be measured', () => {
    const unfit = { missed: [], problems: ['cpu_percent: its query has no series'] };
    given(ready, deployedBy(OWNER)).when(started({ unfit })).leaves('held');
  });
  it('lets it start when it is', () => {
    given(ready, deployedBy(OWNER))
      .when(started({ unfit: { missed: [], problems: [] } }))
      .leaves('deploying');
  });
});

describe('the calendar', () => {
  const everyDay = { zone: 'UTC', every: 'week', from: { weekday: 1, minute: 0 } } as const;
  /** Not open for a long while: only the first minute of each Sunday. */
  const window: SetFreeze = {
    ...frozen,
    id: 'w1',
    kind: 'release-window',
    reason: 'Sundays only',
    until: 8.64e15,
    from: 0,
    recurring: { ...everyDay, from: { weekday: 7, minute: 0 }, until: { weekday: 7, minute: 1 } },
    exceptionsBy: ['cto'],
  };
  const excepting = (by: string, groups: string[], reason = 'it cannot wait') =>
    ({ type: 'MakeException', by, groups, reason }) as const;

  it('a freeze that comes round keeps what it concerns in the queue, and only that', () => {
    const always: SetFreeze = {
      ...frozen,
      recurring: { ...everyDay, until: { weekday: 7, minute: 1_440 } },
      types: ['major'],
    };
    given(ready, always).when(deployedBy(OWNER)).leaves('starting');
    given(ready, { ...always, types: ['minor'] })
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'freeze', reason: 'year end' });
  });

  it('outside of the release windows nothing starts, and it says when the next one opens', () => {
    given(ready, window)
      .when(deployedBy(OWNER))
      .then(
        { type: 'DeployRequested' },
        { type: 'Queued', behind: 'release-window', reason: 'Sundays only', exceptionsBy: ['cto'] },
      );
    given(ready, deployedBy(OWNER), window).when(started()).leaves('held');
  });

  it('a release window elsewhere is nothing to a release', () => {
    given(ready, { ...window, services: ['other'] })
      .when(deployedBy(OWNER))
      .leaves('starting');
  });

  it('an exception by whom the policy names lets it start at once, with the reason kept', () => {
    given(ready, window, deployedBy(OWNER))
      .when(excepting('cleo', ['cto']))
      .then(
        { type: 'ExceptionMade', by: 'cleo', from: ['w1'], what: 'Sundays only', reason: 'it cannot wait' },
        { type: 'TurnCame' },
      );
  });

  it('tells who may make an exception, also when another freeze follows that others may', () => {
    given(ready, frozen)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'freeze', exceptionsBy: [] });
    const next: SetFreeze = { ...frozen, id: 'f2', until: T0 + 2 * HOUR, exceptionsBy: ['cto'] };
    given(ready, frozen, next, deployedBy(OWNER))
      .when(waited(HOUR))
      .then({ type: 'Queued', behind: 'freeze', exceptionsBy: ['cto'] });
    given(ready, frozen, { ...next, exceptionsBy: [] }, deployedBy(OWNER))
      .when(waited(HOUR))
      .then();
  });

  it('an exception holds for what was in the way then, not for a freeze that comes later', () => {
    given(ready, window, excepting('cleo', ['cto']), frozen)
      .when(deployedBy(OWNER))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'freeze' });
  });

  it('an exception is refused to everybody else, without a reason, and where nothing is closed', () => {
    given(ready, window)
      .when(excepting('dora', ['developers']))
      .refuses('no-exception-by-you', { groups: ['cto'] });
    given(ready, frozen)
      .when(excepting('cleo', ['cto']))
      .refuses('no-exception-by-you', { groups: [] });
    given(ready, window)
      .when(excepting('cleo', ['cto'], ' '))
      .refuses('reason-missing');
    given(ready)
      .when(excepting('cleo', ['cto']))
      .refuses('nothing-closed');
  });

  it('a changed plan needs an exception of its own', () => {
    const { release } = given(
      ready,
      window,
      excepting('cleo', ['cto']),
      revisedBy(OWNER, { goal: 'More' }),
    ).situation;
    expect(release?.turn.excepted).toBeUndefined();
  });
});
