import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ReleaseCommand } from '../../src/release/state.ts';
import { openArgoRig } from '../providers/deploys/argo-rollouts/rig.ts';
import { anOperation, ended } from '../providers/deploys/conformance.ts';
import { type KubeRig, openRig } from '../providers/deploys/kubernetes/rigs.ts';
import { NAMESPACE } from '../providers/deploys/kubernetes/shop.ts';
import { soon } from '../providers/local-server.ts';
import {
  allGo,
  anAgreement,
  approved,
  deployedBy,
  deploying,
  OWNER,
  REQUESTER,
  shipped,
  started,
} from '../support/builders.ts';
import { type OpenedStore, openStore, resetStore } from '../support/database.ts';
import type { Step } from '../support/given.ts';
import { type Crew, crewOn } from './crew.ts';
import { memoryTarget } from './memory-target.ts';

let store: OpenedStore;
let rig: KubeRig;
let crew: Crew;
beforeAll(async () => {
  store = await openStore('embedded');
});
afterEach(async () => {
  await crew.close();
  await rig.close();
});
afterAll(() => store.close());

/** The workers of tminus in front of a cluster that runs 1.3.0. */
async function crewBefore(opened: Promise<KubeRig>): Promise<void> {
  await resetStore(store.db);
  rig = await opened;
  const first = anOperation({ kind: 'restore', version: '1.3.0', against: null, fence: 0 });
  await rig.target.start(first, soon());
  await ended(rig.target, first);
  crew = crewOn(store.db, 'crew', Object.assign(memoryTarget(), { target: rig.target }));
}

const turnsUntil = (isOver: () => Promise<boolean>) => crew.turns(isOver, { most: 600, skipMs: 100 });
const isIn = (status: string) => turnsUntil(async () => (await crew.release()).status === status);
const bakesAt = (percent: number) =>
  turnsUntil(async () => {
    const { rollout } = await crew.release();
    return rollout?.traffic === percent && rollout.steps.some(({ is }) => is === 'baking');
  });
const shares = async () => (await rig.target.read(soon())).shares;

const promoted: ReleaseCommand = { type: 'Promote', by: 'opal' };
const takenBack: ReleaseCommand = {
  ...{
    type: 'RollBack',
    by: 'opal',
    groups: ['operations'],
    reason: 'customers cannot pay',
    way: 'immediate',
    to: null,
  },
};

const replaced: Step = [
  {
    type: 'PlanRelease',
    by: REQUESTER,
    agreement: anAgreement({ strategy: 'all-at-once' }, shipped, {
      ...{ shift: false, granularityPercent: 100, run: false },
    }),
  },
  ...[approved, allGo, deployedBy(OWNER), started()],
];

describe.each([
  ['two Deployments behind an HTTPRoute', () => openRig('http-route')],
  ['a Rollout', () => openArgoRig()],
])('a canary by %s', (_, open) => {
  it('goes out in its phases, and serves everything at the end', async () => {
    await crewBefore(open());
    await crew.given(deploying);
    for (const percent of [5, 25, 50]) {
      await bakesAt(percent);
      expect(await shares()).toEqual({ '1.3.0': 100 - percent, '1.4.0': percent });
      await crew.given(promoted);
    }
    await isIn('completed');
    expect((await shares())['1.4.0']).toBe(100);
  });

  it('is taken back in the middle of a bake: traffic first, then the old version, read back', async () => {
    await crewBefore(open());
    await crew.given(deploying);
    await bakesAt(5);
    await crew.given(takenBack);
    await isIn('rolled-back');
    expect(await rig.target.read(soon())).toEqual({ version: '1.3.0', shares: { '1.3.0': 100 } });
    expect((await crew.release()).rollback?.round).toBe(1);
  });
});

it('weights that something else puts back during a bake are given again, and people are told', async () => {
  await crewBefore(openRig('http-route'));
  await crew.given(deploying);
  await bakesAt(5);
  const route = rig.api.store.find('httproutes', NAMESPACE, 'checkout');
  const spec = structuredClone(route?.spec) as { rules: { backendRefs: { weight?: number }[] }[] };
  for (const ref of spec.rules.flatMap(({ backendRefs }) => backendRefs)) {
    if (ref.weight !== undefined) ref.weight = ref.weight === 95 ? 1 : 0;
  }
  if (route) rig.api.store.replace('httproutes', { ...route, spec }, 'main');
  expect(await shares()).toEqual({ '1.3.0': 100, '1.4.0': 0 });
  await turnsUntil(async () => (await crew.eventsOf()).includes('TrafficStrayed'));
  expect(await shares()).toEqual({ '1.3.0': 95, '1.4.0': 5 });
});

describe('a Deployment that is replaced in place', () => {
  it('is released, and taken back afterwards', async () => {
    await crewBefore(openRig('in-place'));
    await crew.given(replaced);
    await isIn('completed');
    expect(await shares()).toEqual({ '1.4.0': 100 });
    await crew.given(takenBack);
    await isIn('rolled-back');
    expect(await shares()).toEqual({ '1.3.0': 100 });
  });
});
