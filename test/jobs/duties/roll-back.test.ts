import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OperationRefused, TargetUnavailable } from '../../../src/providers/deploys/port.ts';
import type { ReleaseCommand } from '../../../src/release/state.ts';
import {
  anAgreement,
  begun,
  completed,
  deployedBy,
  deploying,
  done,
  OWNER,
  REQUESTER,
  shipped,
  started,
} from '../../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../../support/database.ts';
import { RELEASE } from '../../support/given.ts';
import { type Crew, crewOn } from '../crew.ts';

let store: OpenedStore;
let crew: Crew;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  crew = crewOn(store.db);
});
afterEach(() => crew.close());
afterAll(() => store.close());

const takenBack: Extract<ReleaseCommand, { type: 'RollBack' }> = {
  type: 'RollBack',
  by: 'opal',
  groups: ['operations'],
  reason: 'customers cannot pay',
  way: 'immediate',
  to: null,
};
const isBack = async () => (await crew.release()).status === 'rolled-back';
const partIds = () => crew.world.started().filter(id => id.includes('rollback'));

describe('a rollback in the middle of a bake', () => {
  beforeEach(async () => {
    await crew.given([deploying, done('check')]);
    await crew.turns(async () => (crew.world.shares()['1.4.0'] ?? 0) === 5);
    await crew.given(takenBack);
    crew.world.calls.length = 0;
  });

  it('moves the traffic first, then restores, then reads back', async () => {
    await crew.turns(isBack);
    expect(partIds()).toEqual([`${RELEASE}.rollback-1-1.1`, `${RELEASE}.rollback-1-3.1`]);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it('asks neither the metrics nor the source host', async () => {
    crew.tagIsOn(new Error('GitHub is down'));
    crew.measure(null);
    await crew.turns(isBack);
    expect((await crew.release()).rollback?.to).toBe('1.3.0');
  });

  it('goes on trying while the target is away, and pages after the second failure', async () => {
    crew.world.goAway();
    await crew.turns(async () => (await crew.eventsOf()).includes('RollbackTroubled'));
    const [task] = (await crew.tasks()).filter(({ task }) => task.startsWith('roll-back'));
    expect(task).toMatchObject({ task: 'roll-back/0', failures: 2 });
    expect(task?.inMs).toBeLessThanOrEqual(60_000);
    crew.world.comeBack();
    await crew.wait(60_000);
    await crew.turns(isBack);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it.each(['start', 'check'])(
    'restores in the end where the target can be read and never answers to the %s of a shift',
    async verb => {
      crew.world.beforeEach(call => {
        if (call.startsWith(`${verb} ${RELEASE}.rollback-1-1.`)) throw new TargetUnavailable('answered 500');
      });
      if (verb === 'check') crew.world.slow.add('shift');
      await crew.turns(isBack, { most: 200, skipMs: 2_000 });
      expect(partIds().at(-1)).toBe(`${RELEASE}.rollback-1-3.1`);
      expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
    },
  );

  it('restores in the end where the target refuses to shift and cannot be read either', async () => {
    let isShifting = true;
    crew.world.beforeEach(call => {
      if (call.startsWith(`start ${RELEASE}.rollback-1-3.`)) isShifting = false;
      if (call.startsWith(`start ${RELEASE}.rollback-1-1.`)) throw new OperationRefused('rejected', 'no');
      if (call === 'read' && isShifting) throw new TargetUnavailable('answered 500');
    });
    await crew.turns(isBack, { most: 200 });
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it('begins again with the traffic, under new ids, when it reads back something else', async () => {
    let drifts = 1;
    crew.world.beforeEach(call => {
      // Between the restore and the look a forgotten script put the bad version back.
      if (call !== 'read' || drifts === 0) return;
      drifts -= 1;
      crew.world.drift({ '1.4.0': 40, '1.3.0': 60 });
    });
    await crew.turns(isBack);
    const failed = (await crew.engine.history(RELEASE)).find(
      ({ event }) => event.type === 'RollbackPartFailed',
    );
    expect(failed?.event).toMatchObject({ part: 3, why: '1.4.0 still has 40 % of the traffic' });
    expect(new Set(partIds()).size).toBe(4);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it('takes a version that is not there for one without traffic', async () => {
    crew.world.drift({ '1.3.0': 100 });
    crew.world.slow.add('shift');
    await crew.turn();
    crew.world.beforeEach(call => {
      if (call.startsWith(`check ${RELEASE}.rollback-1-1`))
        crew.world.end(`${RELEASE}.rollback-1-1.1`, { is: 'failed', why: '1.4.0 is not installed' });
    });
    await crew.turns(isBack);
    expect(await crew.eventsOf()).not.toContain('RollbackPartFailed');
  });
});

describe('a rollback of a release that has all the traffic', () => {
  beforeEach(async () => {
    await crew.given(completed);
    crew.world.drift({ '1.4.0': 100, '1.3.0': 0 });
    crew.world.calls.length = 0;
  });

  it('shifts to the version before where that is still there', async () => {
    await crew.given(takenBack);
    await crew.turns(isBack);
    expect(partIds()).toEqual([`${RELEASE}.rollback-1-1.1`, `${RELEASE}.rollback-1-3.1`]);
  });

  it.each(['immediate', 'phased', 'blue-green'] as const)(
    'sends nobody to a version that is gone, and restores it at once: %s',
    async way => {
      crew.world.drift({ '1.4.0': 100 });
      await crew.given({ ...takenBack, way });
      await crew.turns(isBack);
      const restores = (await crew.release()).rollback?.parts.findIndex(part => part.kind === 'restore') ?? 0;
      expect(partIds()).toEqual([`${RELEASE}.rollback-1-${restores + 1}.1`]);
      expect(await crew.eventsOf()).not.toContain('RollbackPartFailed');
      const { rollback } = await crew.release();
      expect(rollback?.trafficAwayAt).not.toBeNull();
    },
  );

  it('takes all of it away where the target refuses to leave a part', async () => {
    crew.world.beforeEach(call => {
      if (call === `start ${RELEASE}.rollback-1-1.1`)
        throw new OperationRefused('rejected', 'shares go in steps of 100 %');
    });
    await crew.given({ ...takenBack, way: 'phased' });
    await crew.turns(isBack);
    expect(partIds()).toContain(`${RELEASE}.rollback-1-3.1`);
    expect(await crew.eventsOf()).not.toContain('RollbackPartFailed');
  });

  it('restores in the end where the target does not shift at all', async () => {
    crew.world.beforeEach(call => {
      if (call.startsWith(`start ${RELEASE}.rollback-1-1.`)) throw new OperationRefused('rejected', 'no');
    });
    await crew.given(takenBack);
    await crew.turns(isBack);
    expect(partIds().at(-1)).toBe(`${RELEASE}.rollback-1-3.1`);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });
});

describe('a rollback of an install that moves all the traffic and cannot be stopped', () => {
  const install = `${RELEASE}.install.1`;
  const whole = anAgreement({ strategy: 'all-at-once' }, shipped, {
    shift: false,
    granularityPercent: 100,
    run: false,
  });
  const terms = { ...whole.terms, approvals: null, poll: null };
  beforeEach(async () => {
    await crew.given([
      { type: 'PlanRelease', by: REQUESTER, agreement: { ...whole, terms } },
      deployedBy(OWNER),
      started(),
      done('check'),
    ]);
    crew.world.slow.add('install');
    await crew.turn();
    expect(crew.world.started()).toContain(install);
    crew.world.drift({ '1.4.0': 100 });
    crew.world.beforeEach(call => {
      if (call === `cancel ${install}`) throw new TargetUnavailable('it knows no cancel');
    });
    await crew.given(takenBack);
  });

  it('restores well before the install has ended, and says it is back only after that', async () => {
    const before = await crew.release();
    await crew.turns(() => partIds().length > 0, { skipMs: 2_000 });
    const waitedMs = (await store.db.now()) - (before.rollback?.startedAt ?? 0);
    expect(waitedMs).toBeLessThan(25_000);
    for (let turn = 0; turn < 5; turn += 1) {
      await crew.turn();
      await crew.wait(500);
    }
    expect((await crew.release()).status).toBe('rolling-back');
    crew.world.end(install, { is: 'failed', why: 'too late' });
    await crew.turns(isBack);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it('restores all the same where nobody can tell what came of the install, and goes on once its time is over', async () => {
    crew.world.beforeEach(call => {
      if (call === `check ${install}`) throw new TargetUnavailable('GitHub knows nothing of it (404)');
    });
    const before = await crew.release();
    await crew.turns(() => partIds().length > 0, { skipMs: 2_000 });
    const waitedMs = (await store.db.now()) - (before.rollback?.startedAt ?? 0);
    expect(waitedMs).toBeLessThan(25_000);
    await crew.turns(isBack, { most: 200, skipMs: 5 * 60_000 });
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it('restores again when the install ends after all and takes the traffic', async () => {
    await crew.turns(() => partIds().length > 0, { skipMs: 2_000 });
    crew.world.end(install, { is: 'succeeded' });
    crew.world.drift({ '1.4.0': 100 });
    await crew.turns(isBack);
    expect(partIds().length).toBe(2);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });
});

describe('a rollback in the middle of an install', () => {
  const install = `${RELEASE}.install.1`;
  beforeEach(async () => {
    crew.world.slow.add('install');
    await crew.given([deploying, done('check'), begun('install')]);
    await crew.turn();
    await crew.given(takenBack);
    crew.world.calls.length = 0;
  });

  it('sends the traffic away before it cancels, and restores only when the install has ended', async () => {
    await crew.turns(isBack);
    const order = crew.world.calls.filter(call => /^(start|cancel)/.test(call));
    expect(order).toEqual([
      `start ${RELEASE}.rollback-1-1.1`,
      `cancel ${install}`,
      `start ${RELEASE}.rollback-1-3.1`,
    ]);
  });

  it('begins again when the interrupted operation brings the bad version back', async () => {
    crew.world.beforeEach(call => {
      if (call === `cancel ${install}` && crew.world.shares()['1.4.0'] === 0)
        crew.world.drift({ '1.4.0': 100 });
    });
    await crew.turns(isBack);
    const why = (await crew.engine.history(RELEASE)).flatMap(({ event }) =>
      event.type === 'RollbackPartFailed' ? [event.why] : [],
    );
    expect(why[0]).toBe('1.4.0 got 100 % of the traffic again');
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });

  it('keeps a worker that wakes up late from moving anything', async () => {
    // The worker of the step was stopped right after it had claimed it …
    await crew.carryOut({
      releaseId: RELEASE,
      task: 'run-step/install',
      urgent: false,
      dueAt: 0,
      failures: 0,
      holder: 'gone',
      claimToken: 'void',
      asked: 1,
    });
    await crew.turns(isBack);
    expect(crew.world.started().filter(id => id === install)).toEqual([]);
    expect(crew.world.shares()).toEqual({ '1.3.0': 100 });
  });
});
