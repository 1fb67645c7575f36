import { describe, expect, it } from 'vitest';
import { due } from '../../src/release/due.ts';
import { noticesOf } from '../../src/release/notices.ts';
import {
  allGo,
  approved,
  approvedBy,
  deployedBy,
  HOUR,
  MINUTE,
  OWNER,
  planned,
  REQUESTER,
  revisedBy,
  started,
  voted,
  waited,
} from '../support/builders.ts';
import { given, type Step, T0 } from '../support/given.ts';

const DAY = 24 * HOUR;
/** Wednesday at nine: two days after everything begins. */
const START = T0 + 2 * DAY;
const plannedFor = (startAt: number, changes: Parameters<typeof planned>[2] = {}) =>
  planned('minor', 'production', { startAt, ...changes });
const scheduled = plannedFor(START);
const moved = (startAt: number | null, by = OWNER): Step => ({ type: 'Reschedule', by, startAt });
const looked: Step = { type: 'LookAhead' };
const until =
  (at: number): Step =>
  ({ release: _, now }) => ({ type: 'Wait', ms: at - now });
const halfAnHourBefore: Step = [scheduled, approved, until(START - 30 * MINUTE)];
const ready: Step = [halfAnHourBefore, allGo];
const freeze = (from: number, to: number, exceptionsBy: string[] = []): Step => ({
  type: 'SetFreeze',
  id: `f${from}`,
  reason: 'Nobody is here',
  from,
  until: to,
  services: [],
  environments: [],
  exceptionsBy,
  by: 'opal',
});
const tasks = (...steps: Step[]) => {
  const { release, situation } = given(...steps);
  return due(release, situation).map(({ task, dueAt }) => [task, dueAt]);
};

const looks = (...steps: Step[]) => tasks(...steps).filter(([task]) => String(task).startsWith('look-ahead'));

describe('a planned start', () => {
  it('is no part of what is approved: the digest is the same with it and without', () => {
    expect(given(scheduled).release.digest).toBe(given(planned()).release.digest);
  });

  it('lets the Go/No-Go open half an hour before it, and be over when it comes', () => {
    given(scheduled, approvedBy('tess'), approvedBy('sam'))
      .when(approvedBy('cleo'))
      .then(
        { type: 'ApprovalGiven' },
        { type: 'ApprovalsCompleted' },
        { type: 'PreparationStarted', lacks: ['time'] },
      );
    expect(tasks(scheduled, approved)).toContainEqual(['settle', START - 30 * MINUTE]);
    given(scheduled, approved)
      .when(waited(2 * DAY - 30 * MINUTE + 50))
      .then({ type: 'PollOpened', closesAt: START });
  });

  it('that is nearer than half an hour lets it open at once, for ten minutes at least', () => {
    const soon = T0 + 5 * MINUTE;
    given(plannedFor(soon), approvedBy('tess'), approvedBy('sam'))
      .when(approvedBy('cleo'))
      .then(
        { type: 'ApprovalGiven' },
        { type: 'ApprovalsCompleted' },
        { type: 'PollOpened', closesAt: T0 + 10 * MINUTE },
      );
  });

  it('waits for its time after GO, and then starts by itself', () => {
    given(
      halfAnHourBefore,
      voted('go', 'pia', 'product'),
      voted('go', 'dora', 'development'),
      voted('go', 'quin', 'qa'),
    )
      .when(voted('go', 'opal', 'operations'))
      .then({ type: 'VoteCast' }, { type: 'PollClosed' }, { type: 'ReleaseReady' });
    expect(tasks(ready)).toContainEqual(['look-ahead/start', START]);
    given(ready).when(until(START)).then({ type: 'DeployRequested', by: 'tminus' }, { type: 'TurnCame' });
  });

  it('cannot be anticipated by a click; its owner takes the time off first', () => {
    given(ready).when(deployedBy(OWNER)).refuses('starts-later', { at: START });
    given(ready, moved(null)).when(deployedBy(OWNER)).leaves('starting');
  });

  it('where nobody asks anybody starts by itself too, at its time', () => {
    const dev = plannedFor(START, { terms: { approvals: null, poll: null, deploy: 'automatic' } });
    given(dev, until(START - 1))
      .when(waited(0))
      .leaves('ready');
    given(dev, until(START - 1))
      .when(waited(1))
      .leaves('starting');
  });

  it('in the past is refused', () => {
    given().when(plannedFor(T0)).refuses('start-past', { at: T0 });
    given(scheduled)
      .when(moved(T0 - 1))
      .refuses('start-past');
  });
});

describe('before a planned start', () => {
  it('people are told at T-24 h, T-2 h and T-15 min, and at no mark that is over', () => {
    expect(tasks(scheduled)).toContainEqual(['look-ahead/24h', START - DAY]);
    expect(tasks(scheduled, until(START - DAY), looked)).toContainEqual(['look-ahead/2h', START - 2 * HOUR]);
    expect(tasks(plannedFor(T0 + 3 * HOUR))).toContainEqual(['look-ahead/2h', T0 + HOUR]);
    expect(looks(plannedFor(T0 + MINUTE))).toEqual([['look-ahead/start', T0 + MINUTE]]);
  });

  it('what is lacking is said, with who can mend it', () => {
    given(scheduled, approvedBy('tess'), until(START - DAY))
      .when(looked)
      .then({
        type: 'StartNeared',
        mark: '24h',
        lacking: [{ lacks: 'approvals', seats: 2, mandatory: ['security_team', 'cto'] }],
      });
    given(halfAnHourBefore, voted('go', 'pia', 'product'), until(START - 15 * MINUTE))
      .when(looked)
      .then({
        type: 'StartNeared',
        mark: '15min',
        lacking: [{ lacks: 'votes', roles: ['development', 'qa', 'operations'] }],
      });
  });

  it('a lock and a freeze count as lacking only if they are still there then', () => {
    const lock = (until: number | null): Step => ({ type: 'Lock', by: 'opal', reason: 'maintenance', until });
    const at24 = (...more: Step[]) =>
      given(scheduled, approved, ...more, until(START - DAY))
        .when(looked)
        .events()[0];
    expect(at24(lock(null))).toMatchObject({ lacking: [{ lacks: 'unlock', reason: 'maintenance' }] });
    expect(at24(lock(START - HOUR))).toMatchObject({ lacking: [] });
    expect(at24(freeze(START - HOUR, START + HOUR))).toMatchObject({
      lacking: [{ lacks: 'opening', until: START + HOUR }],
    });
  });

  it('each mark is told of once, and the latest alone where several are over', () => {
    given(scheduled, until(START - DAY), looked)
      .when(looked)
      .then();
    given(scheduled, until(START - HOUR))
      .when(looked)
      .then({ type: 'StartNeared', mark: '2h' });
  });

  it('its owner is written to only where something is lacking', () => {
    const told = (...steps: Step[]) => {
      const { after, events } = given(...steps).when(looked);
      const [event] = events();
      return noticesOf(event!, after.release!).map(({ to }) => to);
    };
    expect(told(scheduled, until(START - DAY))).toContainEqual({ person: OWNER });
    expect(told(scheduled, approved, until(START - DAY))).not.toContainEqual({ person: OWNER });
  });
});

describe('when its time comes', () => {
  it('a release that lacks approvals is held, with what is missing', () => {
    given(scheduled, approvedBy('tess'), until(START - 1))
      .when(waited(1))
      .then({
        type: 'StartMissed',
        lacking: [{ lacks: 'approvals', seats: 2, mandatory: ['security_team', 'cto'] }],
      });
  });

  it('it is told once, and from then on its owner decides', () => {
    const missed: Step = [scheduled, approvedBy('tess'), until(START), waited(0)];
    given(missed).when(waited(MINUTE)).then();
    expect(tasks(missed).filter(([task]) => String(task).startsWith('look-ahead'))).toEqual([]);
    const late = given(missed, approvedBy('sam'), approvedBy('cleo'), allGo);
    expect(late.release.status).toBe('ready');
    late.when(waited(DAY)).then();
    late.when(deployedBy(OWNER)).leaves('starting');
  });

  it('a poll that nobody finished holds it in its own words', () => {
    given(halfAnHourBefore, voted('go', 'pia', 'product'), until(START))
      .when({ type: 'ClosePoll' })
      .then({ type: 'PollClosed', outcome: { is: 'hold', because: 'silence' } });
  });

  it('reopened and decided afterwards, it waits for its owner', () => {
    const reopened: Step = [
      halfAnHourBefore,
      until(START),
      { type: 'ClosePoll' },
      { type: 'ReopenPoll', by: OWNER },
    ];
    const late = given(reopened, allGo);
    expect(late.release.status).toBe('ready');
    late.when(waited(MINUTE)).leaves('ready');
    late.when(deployedBy(OWNER)).leaves('starting');
  });

  it('a freeze or a lock that came in between holds it rather than start it in the night', () => {
    given(ready, freeze(START - MINUTE, START + HOUR), until(START - 1))
      .when(waited(1))
      .then({
        type: 'StartMissed',
        lacking: [{ lacks: 'opening', kind: 'freeze', reason: 'Nobody is here', until: START + HOUR }],
      });
  });

  it('another release in its lane only queues it', () => {
    const busy: Step = { type: 'LaneNews', events: [{ type: 'LaneTaken', release: 'checkout-1.3.5-abc' }] };
    given(ready, busy)
      .when(until(START))
      .then({ type: 'DeployRequested' }, { type: 'Queued', behind: 'lane' });
  });

  it('and nobody was there for more than a quarter of an hour, it is held', () => {
    given(ready)
      .when(until(START + 15 * MINUTE))
      .leaves('starting');
    given(ready)
      .when(until(START + 15 * MINUTE + 1))
      .then({ type: 'StartMissed', lacking: [{ lacks: 'attendance' }] });
  });
});

describe('moving the start', () => {
  it('voids nothing: neither approvals nor the digest', () => {
    const { release } = given(scheduled, approved, moved(START + DAY));
    expect(release.approvals.given).toHaveLength(3);
    expect(release.digest).toBe(given(scheduled).release.digest);
    expect(release.plan.startAt).toBe(START + DAY);
  });

  it('begins the marks anew', () => {
    expect(tasks(scheduled, until(START - HOUR), looked, moved(START + 2 * DAY))).toContainEqual([
      'look-ahead/24h',
      START + DAY,
    ]);
  });

  it('asks for the votes again where they were given for another time', () => {
    given(ready)
      .when(moved(START + DAY))
      .then(
        { type: 'StartMoved', from: START, to: START + DAY },
        { type: 'PreparationStarted', lacks: ['time'] },
      );
    given(halfAnHourBefore, voted('no-go', 'quin', 'qa'))
      .when(moved(START + DAY))
      .leaves('preparing');
  });

  it('keeps them where it stays within the half hour', () => {
    given(ready, until(START - 15 * MINUTE))
      .when(moved(START + 10 * MINUTE))
      .leaves('ready');
  });

  it('takes a release out of the queue it waits in', () => {
    const busy: Step = { type: 'LaneNews', events: [{ type: 'LaneTaken', release: 'checkout-1.3.5-abc' }] };
    const queued = given(ready, busy, until(START));
    queued.when(moved(START + DAY)).thenInLane({ type: 'LaneLeft' });
    queued.when(moved(START + DAY)).leaves('preparing');
    queued.when(moved(START + 10 * MINUTE)).leaves('ready');
    queued.when(moved(null)).leaves('ready');
  });

  it('gives a release that missed its time another one', () => {
    const missed: Step = [scheduled, until(START), waited(0)];
    const again = given(missed, moved(START + DAY), approved, until(START + DAY - 30 * MINUTE), allGo);
    again.when(until(START + DAY)).leaves('starting');
  });

  it('to the time it has, or taking none off, is no news', () => {
    given(scheduled).when(moved(START)).then();
    given(planned()).when(moved(null)).then();
  });

  it('is up to its owner and to whoever asked for it', () => {
    given(scheduled)
      .when(moved(START + DAY, 'tess'))
      .refuses('not-the-owner', { owner: OWNER });
    given(scheduled)
      .when(moved(START + DAY, REQUESTER))
      .leaves('approving');
  });

  it('is too late once it starts', () => {
    given(ready, until(START))
      .when(moved(START + DAY))
      .refuses('wrong-state', { deed: 'reschedule' });
  });

  it('a plan that is revised keeps what was said about an unchanged start', () => {
    const missed: Step = [scheduled, until(START), waited(0)];
    expect(given(missed, revisedBy(OWNER, { startAt: START, goal: 'more' })).release.schedule.late).toBe(
      true,
    );
  });
});

describe('approvals of a planned start', () => {
  it('hold until 24 hours after it', () => {
    given(ready, until(START), waited(0)).when(started()).leaves('deploying');
    const late = given(ready, freeze(START - MINUTE, START + HOUR), until(START), deployedBy(OWNER));
    expect(late.release.status).toBe('queued');
    given(
      ready,
      freeze(START - MINUTE, START + 23 * HOUR),
      until(START),
      deployedBy(OWNER),
      waited(23 * HOUR),
    )
      .when(started())
      .leaves('deploying');
    given(
      ready,
      freeze(START - MINUTE, START + 25 * HOUR),
      until(START),
      deployedBy(OWNER),
      waited(25 * HOUR),
    )
      .when(started())
      .then({ type: 'DeployHeld', why: { refusal: 'approvals-expired' } }, { type: 'ApprovalsVoided' });
  });
});

describe('the calendar', () => {
  it('refuses a start nobody may make an exception for, with the next time there is', () => {
    const weekend = freeze(START - HOUR, START + HOUR);
    const after = freeze(START + HOUR, START + 3 * HOUR);
    given(weekend, after)
      .when(scheduled)
      .refuses('closed-then', { reason: 'Nobody is here', opensAt: START + 3 * HOUR });
    given(scheduled, freeze(START + DAY, START + 2 * DAY))
      .when(moved(START + DAY))
      .refuses('closed-then');
  });

  it('takes one where somebody may, who can make the exception ahead of time', () => {
    const closed: Step = [freeze(START - HOUR, START + HOUR, ['cto']), scheduled];
    const excepted: Step = [
      closed,
      { type: 'MakeException', by: 'cleo', groups: ['cto'], reason: 'a promise' },
      approved,
      until(START - 30 * MINUTE),
      allGo,
    ];
    given(excepted).when(until(START)).leaves('starting');
    given(closed, approved, until(START - 30 * MINUTE), allGo)
      .when(until(START))
      .then({ type: 'StartMissed' });
  });

  it('excepts a planned start from what is closed then, whatever is closed until then', () => {
    const today = freeze(T0, T0 + HOUR);
    const then = freeze(START - HOUR, START + HOUR, ['cto']);
    given(scheduled, today, then)
      .when({ type: 'MakeException', by: 'cleo', groups: ['cto'], reason: 'a promise' })
      .then({ type: 'ExceptionMade', by: 'cleo', from: [`f${START - HOUR}`] });
    given(scheduled, freeze(T0, T0 + HOUR, ['cto']))
      .when({ type: 'MakeException', by: 'cleo', groups: ['cto'], reason: 'a promise' })
      .then({ type: 'ExceptionMade', by: 'cleo', from: [`f${T0}`] });
  });
});
