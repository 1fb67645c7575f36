import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OperationRefused } from '../../src/providers/deploys/port.ts';
import { anOperation } from '../providers/deploys/conformance.ts';
import { openHaproxyRig } from '../providers/deploys/haproxy-rig.ts';
import { soon } from '../providers/local-server.ts';
import {
  allGo,
  approved,
  completed,
  deployedBy,
  deploying,
  done,
  OWNER,
  planned,
  started,
} from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import { RELEASE } from '../support/given.ts';
import { type Crew, crewOn } from './crew.ts';
import { memoryTarget } from './memory-target.ts';

let store: OpenedStore;
let crew: Crew;
beforeAll(async () => {
  store = await openStore('embedded');
});
beforeEach(async () => {
  await resetStore(store.db);
  crew = crewOn(store.db);
  Object.assign(crew.world.target.can, { forgets: true });
  await crew.given([deploying, done('check', 'install', 'traffic-5')]);
});
afterEach(() => crew.close());
afterAll(() => store.close());

async function tick(): Promise<void> {
  const claimed = await crew.claim({ releaseId: RELEASE, task: 'watch' });
  if (!claimed) throw new Error('no tick is due');
  await crew.carryOut(claimed);
}
const strays = async () => (await crew.eventsOf()).filter(type => type === 'TrafficStrayed').length;

describe('a real HAProxy that was reloaded in a bake', () => {
  it('has its shares back at the next look', async () => {
    const rig = await openHaproxyRig();
    const own = crewOn(store.db, 'own', { ...memoryTarget(), target: rig.target });
    try {
      await rig.run('blue', '1.3.0');
      await rig.run('green', '1.4.0');
      await rig.target.start(anOperation({ kind: 'shift', against: '1.3.0', percent: 5, fence: 0 }), soon());
      await rig.haproxy.reload();
      expect((await rig.target.read(soon())).shares).toEqual({ '1.3.0': 100, '1.4.0': 0 });
      const claimed = await own.claim({ releaseId: RELEASE, task: 'watch' });
      if (claimed) await own.carryOut(claimed);
      expect((await rig.target.read(soon())).shares).toEqual({ '1.3.0': 95, '1.4.0': 5 });
      expect(await strays()).toBe(1);
    } finally {
      own.close();
      await rig.close();
    }
  });
});

describe('the shares of a release that bakes', () => {
  it('are given again at the next look where the target forgot them, and people are told', async () => {
    crew.world.drift({ '1.3.0': 100, '1.4.0': 0 });
    await tick();
    expect(crew.world.shares()).toEqual({ '1.3.0': 95, '1.4.0': 5 });
    expect(await strays()).toBe(1);
  });

  it('are left alone where they are as they should be', async () => {
    crew.world.drift({ '1.3.0': 95, '1.4.0': 5 });
    await tick();
    expect(crew.world.started()).toEqual([]);
    expect(await strays()).toBe(0);
  });

  it('are not looked at where the target forgets nothing', async () => {
    Object.assign(crew.world.target.can, { forgets: false });
    crew.world.drift({ '1.3.0': 100, '1.4.0': 0 });
    await tick();
    expect(crew.world.calls).toEqual([]);
  });

  it('are given again each time, but people are told once a minute', async () => {
    for (let look = 0; look < 8; look += 1) {
      crew.world.drift({ '1.3.0': 100, '1.4.0': 0 });
      await tick();
      expect(crew.world.shares()).toEqual({ '1.3.0': 95, '1.4.0': 5 });
      await crew.wait(10_000);
    }
    expect(new Set(crew.world.started()).size).toBe(8);
    expect(await strays()).toBe(2);
  });

  it('are not forced on a version that is not there', async () => {
    crew.world.drift({ '1.3.0': 100 });
    await tick();
    expect(crew.world.started()).toEqual([]);
  });

  it('are given again after completion too, although an action came after the shift', async () => {
    await resetStore(store.db);
    crew.close();
    crew = crewOn(store.db);
    Object.assign(crew.world.target.can, { forgets: true });
    await crew.given([completed]);
    const { rollout, runbook } = await crew.release();
    const fence = (rollout?.fence ?? 0) + runbook.steps.length - 1;
    await crew.world.target.start(anOperation({ kind: 'run', action: 'refresh-cdn', fence }), soon());
    crew.world.drift({ '1.3.0': 100, '1.4.0': 0 });
    await tick();
    expect(crew.world.shares()).toEqual({ '1.3.0': 0, '1.4.0': 100 });
  });

  it('yield to a later decision', async () => {
    crew.world.drift({ '1.3.0': 100, '1.4.0': 0 });
    crew.world.beforeEach(call => {
      if (call.startsWith('start')) throw new OperationRefused('superseded', 'a later decision was here');
    });
    await tick();
    expect(await strays()).toBe(0);
    expect(await crew.tasks()).toContainEqual(expect.objectContaining({ task: 'watch', failures: 0 }));
  });

  it('do not keep a look from measuring when the target is away', async () => {
    crew.world.goAway();
    await tick();
    expect(await crew.tasks()).toContainEqual(expect.objectContaining({ task: 'watch', failures: 0 }));
  });
});

describe('the shares of a first deploy', () => {
  beforeEach(async () => {
    await crew.close();
    await resetStore(store.db);
    crew = crewOn(store.db);
    Object.assign(crew.world.target.can, { forgets: true });
    const first = planned('minor', 'production', { running: null });
    await crew.given([
      first,
      approved,
      allGo,
      deployedBy(OWNER),
      started(),
      done('check', 'install', 'traffic-5'),
    ]);
  });

  it('are not given again, since nobody else could have the rest', async () => {
    crew.world.drift({ '1.4.0': 100 });
    await tick();
    expect(crew.world.started()).toEqual([]);
    expect(await strays()).toBe(0);
  });
});
